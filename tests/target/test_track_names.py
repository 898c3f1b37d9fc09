"""Following code whose names or end lines tell which of several places it is in."""

from __future__ import annotations

from textwrap import dedent

from .following import follow, found

SAVE = dedent(
    """\
        def save(self, model, trial):
            if self.arguments.name_of_hub is None:
                name_of_model = folder_of(self.arguments).name
            else:
                name_of_model = self.arguments.name_of_hub
            super().save(model, name_of_model, trial)
    """
).replace("\n", "\n    ")
SAVE = "    " + SAVE.rstrip() + "\n"


def trainer(name: str, method: str = SAVE) -> str:
    return f"class {name}:\n    kind_of_trainer = {name.upper()}_KIND\n\n{method}"


def stub(name: str) -> str:
    return f"from new import {name} as Moved\n\n\nclass {name}(Moved):\n    is_deprecated = True\n"


OTHERS = {"b.py": trainer("Rewarding"), "c.py": trainer("Ranking")}


def test_a_method_of_a_class_that_left_an_alias_behind() -> None:
    base = {"a.py": trainer("Playing")} | OTHERS
    target = {"a.py": stub("Playing"), "new.py": "import hub\n\n\n" + trainer("Playing")} | OTHERS
    assert found(follow(base, target, 4, 9)) == ("moved", "new.py", 7, 12)


def test_a_method_of_a_class_that_went_where_its_alias_was() -> None:
    base = {"a.py": trainer("Playing"), "new.py": stub("Playing")} | OTHERS
    target = {"new.py": "import hub\n\n\n" + trainer("Playing")} | OTHERS
    assert found(follow(base, target, 4, 9)) == ("moved", "new.py", 7, 12)


def test_a_class_that_went_where_its_alias_was_is_not_gone() -> None:
    new = "import hub\n\n\n" + trainer("Playing", SAVE.replace("name", "label")).replace(
        "KIND", "SORT"
    )
    base = {"a.py": trainer("Playing"), "new.py": stub("Playing")} | OTHERS
    assert follow(base, {"new.py": new} | OTHERS, 1, 9).verdict != "gone"


def test_a_method_of_a_name_that_two_files_had_is_not_told_by_it() -> None:
    base = {"a.py": trainer("Playing"), "old.py": trainer("Playing")} | OTHERS
    target = {"a.py": stub("Playing"), "new.py": trainer("Playing"), "old.py": ""} | OTHERS
    assert follow(base, target, 4, 9).place is None


def test_the_header_of_a_class_may_change_though_another_file_has_it_now() -> None:
    sizes = [f"    size_number_{n}: int = {n}\n" for n in range(8)]
    head = "class Sizes:\n"
    base = {"a.py": "import sizes\n" + head + "".join(sizes)}
    new = head.replace(":", "(Settings):") + "".join(sizes).replace(": int", ": int | None")
    target = {"a.py": "import sizes\n" + new, "b.py": head + "    weight_of_box = 3\n"}
    assert found(follow(base, target, 2, 10)) == ("edited", "a.py", 2, 10)


STEPS = dedent(
    """\
        first_step = begin_with_images(images)
        for image in first_step:
            scaled = rescale_the_image(image, factor)
            turned = rotate_the_image(scaled, angle=90)
            cropped = crop_the_image(turned, size)
        last_step = collect_the_images(images)
    """
)
STEPS = "".join(f"    {line}\n" for line in STEPS.splitlines())


def halves(first: str, second: str) -> tuple[dict[str, str], dict[str, str]]:
    """A file that became two, with these steps."""
    base = {"fast.py": f"def process(images):\n{STEPS}    return last_step\n"}
    one = f"def process(images):\n{first}    return last_step\n"
    two = f"def process(images):\n{second}    return last_step\n"
    return base, {"one.py": one, "two.py": two}


def test_the_half_of_a_split_file_that_has_both_ends() -> None:
    torch = STEPS.replace("turned = rotate_the_image(scaled, angle=90)", "turned = turn(scaled)")
    array = (
        STEPS.replace("begin_with_images", "begin_with_arrays")
        .replace("collect_the_images", "collect_the_arrays")
    )  # fmt: skip
    base, target = halves(torch, array)
    assert found(follow(base, target, 2, 7, "fast.py")) == ("edited", "one.py", 2, 7)


def test_two_halves_with_the_same_ends_leave_it_open() -> None:
    torch = STEPS.replace("turned = rotate_the_image(scaled, angle=90)", "turned = turn(scaled)")
    array = STEPS.replace("scaled = rescale_the_image(image, factor)", "scaled = image * factor")
    base, target = halves(torch, array)
    assert follow(base, target, 2, 7, "fast.py").verdict == "unsure"


def test_ends_that_were_moved_apart_are_found() -> None:
    more = "".join(f"    number_{n} = count_the_images(images, {n})\n" for n in range(8))
    first, rest = STEPS.split("\n", 1)
    new = f"import steps\n\n\ndef run(images):\n{first}\n{more}{rest}"
    base = {"a.py": f"def process(images):\n{STEPS}    return last_step\n"}
    answer = follow(base, {"a.py": "import steps\n", "b.py": new}, 2, 4)
    assert found(answer) == ("edited", "b.py", 5, 15)


def shape(name: str) -> str:
    sides = "".join(f"    side_{n}_of_shape = LENGTH\n" for n in range(6))
    return f'class {name}:\n{sides}\n\n__all__ = ["{name}OfMine"]\n'


def test_lines_of_two_files_that_changed_places_are_told_by_their_ends() -> None:
    base = {"a.py": shape("Square"), "b.py": shape("Diamond")}
    target = {"a.py": shape("Diamond"), "b.py": shape("Square")}
    assert found(follow(base, target, 1, 10)) == ("moved", "b.py", 1, 10)


def test_a_class_that_grew_at_its_end_while_it_moved_is_not_cut_off() -> None:
    grown = trainer("Playing") + "\n    def close(self):\n        self.is_closed = True\n"
    base = {"a.py": "import hub\n\n\n" + trainer("Playing")}
    assert found(follow(base, {"b.py": grown}, 4, 12)) == ("edited", "b.py", 1, 12)


LOAD = dedent(
    """\
        def load_modules(self, name, token=None):
            modules = find_the_modules(name)
            weights = read_the_weights(name)
            pooling = Pooling(size=3)
            modules.append(pooling)
            modules.check_for_this_model(weights)
            names = names_of_all(modules)
            return self.with_modules(modules, token)
    """
)
FIELDS = "".join(f"    field_of_class_{n} = setting({n})\n" for n in range(14))


def test_a_method_that_is_no_more_is_not_another_one_of_its_class_that_moved() -> None:
    lines = [f"    {line}\n" for line in LOAD.splitlines()]
    made = "    def make_new_ones(self, kind):\n        other_call(kind)\n" + "".join(lines[4:])
    head = f"class Playing:\n{FIELDS}\n"
    used = "def load_others(name):\n" + "".join(line[4:] for line in lines[1:4])
    target = {"b.py": f"import hub\n\n\n{head}{made}", "d.py": used}
    assert follow({"a.py": head + "".join(lines)}, target, 17, 24).place is None


PIPE = dedent(
    """\
    def attach_all(module):
        for name, function in hidden_functions(module).items():
            if name not in names_of_children(module):
                raise ValueError("cannot attach what is no module")
            module.attach_function(name, function)
        return module.with_functions()
    """
)


def test_a_part_of_a_function_that_is_no_more_is_gone_though_a_line_of_it_is_in_use() -> None:
    use = "def call(module):\n    for name, function in hidden_functions(module).items():\n"
    target = {"a.py": "import modules\n", "b.py": f"{use}        print(name)\n"}
    assert follow({"a.py": "import modules\n\n" + PIPE}, target, 4, 7).verdict == "gone"


def test_a_part_is_gone_though_the_function_around_it_is_elsewhere_under_its_name() -> None:
    head = "def kernelize(module):\n    mode = mode_of_module(module)\n"
    inner = "".join(f"    {line}\n" for line in PIPE.splitlines())
    tail = "    return run_with_mode(module, mode)\n"
    target = {"a.py": "import modules\n", "b.py": f"{head}{tail}"}
    answer = follow({"a.py": f"import modules\n\n{head}{inner}{tail}"}, target, 6, 9)
    assert answer.verdict == "gone"
