"""Following code: what decides where several places could be meant, and what does not."""

from __future__ import annotations

from textwrap import dedent

from .following import follow, found

BOX = dedent(
    """\
    class Box:
        @property
        def width(self):
            return self._width + self.border_width

        @width.setter
        def width(self, value):
            self._width = checked_number(value)
    """
)


def test_a_property_that_lost_its_setter_is_still_the_property() -> None:
    new = BOX[: BOX.index("\n    @width.setter")].replace("border_width", "margin_width")
    answer = follow({"a.py": BOX}, {"a.py": f"import box\n\n{new}"}, 2, 4)
    assert found(answer) == ("edited", "a.py", 4, 6)


def test_a_setter_that_is_no_more_is_gone_though_its_name_is_there() -> None:
    new = BOX[: BOX.index("\n    @width.setter")]
    assert follow({"a.py": BOX}, {"a.py": new}, 6, 8).verdict == "gone"


def test_namesakes_that_look_alike_are_not_guessed_at() -> None:
    one = "if FAST:\n    def area(box):\n        return box.fast_area(rounding=True)\n"
    two = "else:\n    def area(box):\n        return box.exact_area(rounding=True)\n"
    new = "def area(box):\n    return compute_area_of(box, 3)\n"
    assert follow({"a.py": one + two}, {"a.py": new}, 2, 3).place is None


CHECK = (
    "        if not isinstance(size, SizeOfBox):\n"
    '            raise TypeError("the size of a box, please")\n'
)


def settings(name: str, method: str) -> str:
    return f"class {name}:\n    def {method}(self, size):\n{CHECK}        self.size_of = size\n"


OTHER = {"b.py": settings("Crate", "__init__")}


def test_lines_that_went_to_another_method_of_their_class() -> None:
    new = settings("Box", "check").replace("self.size_of = size", "return self.kind_of_box()")
    answer = follow(
        {"a.py": settings("Box", "__init__")} | OTHER,
        {"a.py": "import sizes\n\n" + new} | OTHER,
        3,
        4,
    )
    assert found(answer) == ("moved", "a.py", 5, 6)


def test_lines_that_are_now_in_another_class_are_followed_if_the_file_has_them_once() -> None:
    rest = "class Box:\n    colour_of_box = 3\n\n\n"
    answer = follow(
        {"a.py": settings("Box", "__init__") + "\n\nclass Lid:\n    colour_of_lid = 4\n"} | OTHER,
        {"a.py": rest + settings("Lid", "check")} | OTHER,
        3,
        4,
    )
    assert found(answer) == ("moved", "a.py", 7, 8)


LINE = "    turned = rotate_by_angle(shape, quarter=1)\n"
STEPS = "".join(f"    step_number_{n} = take_step({n}, shape)\n" for n in range(6))


def test_the_own_file_is_looked_at_even_if_many_others_have_the_line() -> None:
    base = {"z.py": f"def turn(shape):\n{LINE}{STEPS}"}
    target = {"z.py": f"def turn(shape):\n{STEPS}{LINE}"}
    for n in range(20):
        base[f"m{n}.py"] = f"NUMBER_OF_MODULE = {n}\n"
        target[f"m{n}.py"] = f"def turn_{n}(shape):\n{LINE}"
    assert found(follow(base, target, 2, 2, "z.py")) == ("moved", "z.py", 8, 8)


AREAS = dedent(
    """\
    def areas(boxes, scale):
        widths = np.array([box.width for box in boxes])
        heights = np.array([box.height for box in boxes])
        scaled = np.multiply(widths, heights) * scale
        return np.round(scaled, decimals=3)
    """
)
TORCH = AREAS.replace("np.", "torch.").replace("areas(", "torch_areas(")


def test_a_function_that_moved_is_not_the_similar_one_in_its_file() -> None:
    answer = follow({"a.py": AREAS}, {"a.py": TORCH, "numbers.py": "import np\n\n" + AREAS}, 2, 3)
    assert found(answer) == ("moved", "numbers.py", 4, 5)


def test_two_new_files_with_the_function_leave_it_open() -> None:
    target = {"a.py": TORCH, "one.py": "import np\n\n" + AREAS, "two.py": "import math\n" + AREAS}
    assert follow({"a.py": AREAS}, target, 2, 3).verdict == "unsure"


def shape(name: str, extra: str = "") -> str:
    return (
        f"class {name}:\n    sides_of_shape = 4\n    colour_of_shape = RED\n"
        f"    weight_of_shape = 12\n    name_of_shape = None\n{extra}"
    )


def test_classes_of_two_files_that_changed_places_are_told_by_their_names() -> None:
    base = {"a.py": shape("Square"), "b.py": shape("Diamond")}
    target = {"a.py": shape("Diamond"), "b.py": shape("Square")}
    assert found(follow(base, target, 1, 5)) == ("moved", "b.py", 1, 5)


def test_a_new_copy_under_another_name_is_not_the_class() -> None:
    base = {"a.py": shape("Square"), "b.py": shape("Diamond")}
    target = {"b.py": shape("Diamond"), "c.py": shape("Circle")}
    assert follow(base, target, 1, 5).place is None


def test_a_function_that_is_no_more_is_gone_though_another_looks_a_little_like_it() -> None:
    lost = dedent(
        """\
        def is_scale_available():
            try:
                return version_of("scale") >= parse("1.30.0")
            except Exception as error:
                log_missing_module("scale", error)
                return False
        """
    )
    like = dedent(
        """\
        def is_ruler_there(name):
            try:
                found = version_of(name, folders=ALL)
            except Exception as mistake:
                log_missing_folder(name, mistake)
                return None
        """
    )
    head = "import modules\n\n\n"
    answer = follow({"a.py": f"{head}{lost}\n\n{like}"}, {"a.py": f"{head}{like}"}, 4, 9)
    assert answer.verdict == "gone"


def test_a_function_whose_text_lives_on_under_another_name_is_not_gone() -> None:
    new = AREAS.replace("areas(", "sizes_of(").replace("decimals=3", "decimals=4")
    answer = follow({"a.py": "import np\n\n" + AREAS}, {"a.py": "import np\n\n\n" + new}, 3, 7)
    assert answer.verdict != "gone"


def test_the_same_text_beats_text_that_is_only_near_to_it() -> None:
    near = AREAS.replace("decimals=3", "decimals=2").replace("areas(", "other_areas(")
    target = {"new.py": "import np\n" + AREAS, "near.py": "import np\n" + near}
    assert found(follow({"a.py": AREAS}, target, 3, 5)) == ("moved", "new.py", 4, 6)


def test_a_name_in_a_comment_defines_nothing() -> None:
    target = {"b.py": "# def areas(boxes, scale): is gone\nNUMBER_OF_MODULE = 1\n"}
    assert follow({"a.py": AREAS}, target, 1, 5).verdict == "gone"
