"""Following code: names against text, what stayed against copies, and what is left of nothing."""

from __future__ import annotations

from .following import follow, found


def lines(*some: str) -> str:
    return "\n".join(some) + "\n"


READ = [f"    record_{n} = next_record(stream, {n})" for n in range(8)]
LOAD = lines("def load(stream):", *READ, "    return merge_records(stream)")


def test_what_kept_its_ends_stays_though_another_file_got_a_copy_that_is_nearer() -> None:
    new = LOAD.replace("record_3 = next_record(stream, 3)", "third = skip(stream)")
    for n in (4, 5):
        new = new.replace(f"next_record(stream, {n})", f"read_checked_record(stream, {n}, retry=1)")
    copy = LOAD.replace("def load", "def parse").replace(
        "record_3 = next_record(stream, 3)", "pass"
    )
    answer = follow({"a.py": LOAD}, {"a.py": "import io\n\n" + new, "b.py": copy}, 2, 10)
    assert found(answer) == ("edited", "a.py", 4, 12)


def test_an_end_that_changed_places_within_its_function_is_where_its_line_is() -> None:
    base = lines(
        "def load(stream):",
        "    header = read_header(stream)",
        "    options = default_options()",
        "    merge_options(options, header)",
        "    super_load(stream, options)",
        "    return options",
    )
    target = lines(
        "def load(stream):",
        "    header = read_header(stream)",
        "    super_load(stream, {})",
        "    prepare(stream)",
        "    check(stream)",
        "    options = default_options()",
        "    merge_options(options, header)",
        "    return options",
    )
    answer = follow({"a.py": base}, {"a.py": target}, 2, 4)
    assert found(answer) == ("edited", "a.py", 2, 7)


def test_an_end_that_went_before_the_beginning_is_no_end() -> None:
    steps = [f"    step_{name} = take_step('{name}')" for name in ("one", "two", "three", "four")]
    base = lines("def walk():", *steps, "    return step_one")
    target = lines("def walk():", *steps[::-1], "    return step_one")
    assert follow({"a.py": base}, {"a.py": target}, 2, 4).place is None


def test_a_class_spelled_otherwise_is_the_same_class() -> None:
    drop = lines(
        "class GLPNDropPath:",
        "    def __init__(self, probability):",
        "        self.drop_probability = probability",
        "",
        "    def forward(self, states):",
        "        return drop_path(states, self.drop_probability)",
        "",
        "    def extra_repr(self):",
        "        return f'p={self.drop_probability}'",
    )
    new = drop.replace("GLPN", "Glpn").replace(
        "        return drop_path(states, self.drop_probability)",
        lines("        keep = 1 - self.drop_probability", "        kept = torch.floor(keep)")
        + "        return states.div(keep) * kept",
    )
    others = {f"{name}.py": drop.replace("GLPN", name) for name in ("clap", "beit", "dino")}
    answer = follow({"a.py": drop} | others, {"a.py": "import torch\n\n" + new} | others, 3, 9)
    assert found(answer) == ("edited", "a.py", 5, 13)


def test_a_range_ends_with_its_last_line_though_the_class_grew() -> None:
    box = lines("class Box:", "    kind_of_box = 'wood'", "    list_of_sides = [1, 2, 3]")
    base = lines("import sizes", "colours = read_colours()", "", "") + box
    grown = base + "    sorted_by_side = list_of_sides\n"
    answer = follow({"a.py": base}, {"a.py": grown.replace("sizes", "sizes, edges")}, 2, 7)
    assert found(answer) == ("same", "a.py", 2, 7)


GONE = lines(
    "def prepare(images):",
    *(f"    images = own_step_number_{n}(images, level={n})" for n in range(6)),
    "    return self.processor(",
    "        images,",
    "        do_normalize=False,",
    "        do_rescale=False,",
    "    )",
)
COMMON = lines(
    "def resize(images):",
    "    images = check(images)",
    "    return other(",
    "        images,",
    "        do_normalize=False,",
    "        do_rescale=False,",
    "    )",
)


def test_lines_that_many_files_have_say_nothing_of_a_vanished_function() -> None:
    others = {f"{name}.py": COMMON for name in ("b", "c", "d")}
    new = lines("def crop(images):", "    return cut(images, do_rescale=False)", "")
    new += lines("def flip(images):", "    turn(images)", "    run(", "        do_normalize=False,")
    answer = follow({"a.py": GONE} | others, {"a.py": new + "    )\n"} | others, 8, 11)
    assert answer.verdict == "gone"


def test_own_lines_of_a_vanished_function_that_are_still_there_leave_it_open() -> None:
    new = lines("def crop(images):", *GONE.splitlines()[3:6], "    return images")
    assert follow({"a.py": GONE}, {"a.py": new}, 4, 7).verdict != "gone"


SHIM = lines(
    "def __getattr__(name):",
    "    if name == 'Cache':",
    *("        " + one for one in LOAD.replace("def load", "def keep").splitlines()),
    "        return keep",
)


def test_a_shim_in_the_old_file_and_the_name_in_a_new_one_leave_it_open() -> None:
    keep = LOAD.replace("def load", "def keep")
    new = keep.replace("merge_records", "merge_all_records")
    assert follow({"a.py": keep}, {"a.py": SHIM, "b.py": new}, 1, 10).place is None


def test_a_small_function_in_the_place_of_another_is_not_the_other() -> None:
    head, tail = "import os\n\n\n", "\n\ndef command():\n    return run_all_commands(os)\n"
    old = lines(
        "def is_writable(path):",
        "    # Known side effect: updates the times of the file",
        "    # if it is writable.",
        "    try:",
        "        with open(path, 'a'):",
        "            os.utime(path, None)",
        "    except OSError:",
        "        return False",
        "    return True",
    )
    new = lines(
        "def is_dir_writable(path):",
        "    try:",
        "        with tempfile.NamedTemporaryFile(dir=path):",
        "            pass",
        "    except OSError:",
        "        return False",
        "    return True",
    )
    assert follow({"a.py": head + old + tail}, {"a.py": head + new + tail}, 4, 12).place is None


def test_code_whose_two_ends_are_in_one_new_place_is_not_called_gone() -> None:
    old = lines("def scan(text):", "    words = split_into_words(text)", *READ, "    count(words)")
    old += "    return frequency_of_words(words)\n"
    new = lines("def tally(text):", "    words = split_into_words(text)", "    words.sort()")
    new += "    return frequency_of_words(words)\n"
    base, rest = {"a.py": old + LOAD.replace("record", "entry")}, LOAD.replace("record", "entry")
    answer = follow(base, {"a.py": rest, "b.py": new}, 2, 12)
    assert answer.verdict == "unsure"
    assert [(one.path, one.start, one.end) for one in answer.candidates] == [("b.py", 2, 4)]


def allocator(*methods: str) -> str:
    head = lines("class CacheAllocator:", "    def __init__(self, size_of_page):")
    return head + "        self.size_of_page = size_of_page\n" + "".join(methods)


BLOCKS = lines("", "    def allocate_blocks(self, count):", "        raise NotImplementedError")
FREE = lines("", "    def free_pages(self, pages):", "        self.pages_in_use -= set(pages)")


def test_a_method_that_its_class_lost_when_it_moved_is_gone() -> None:
    base = {"a.py": allocator(FREE, BLOCKS)}
    target = {"a.py": "x = 1\n", "b.py": allocator(FREE)}
    assert follow(base, target, 8, 9).verdict == "gone"
    assert found(follow(base, target, 5, 6)) == ("moved", "b.py", 5, 6)


def test_a_class_of_a_name_that_no_other_had_is_it_though_its_text_is_nearer_elsewhere() -> None:
    match = [f"        cost_{n} = cost_of_matching({n}, outputs)" for n in range(8)]
    plain = lines("class Matcher:", "    def forward(self, outputs):", *match)
    named = plain.replace("Matcher", "DeformableMatcher")
    moved = named.replace("class DeformableMatcher", "class DeformableMatcher(Matcher)")
    for n in (5, 6):
        moved = moved.replace(f"cost_of_matching({n}, outputs)", f"focal({n})")
    base = {"a.py": named, "b.py": plain, "c.py": plain.replace("Matcher", "Pairing")}
    target = {"a.py": "x = 1\n", "new.py": plain + "\n\n" + moved, "c.py": base["c.py"]}
    assert found(follow(base, target, 1, 10)) == ("edited", "new.py", 13, 22)


def test_a_new_name_for_a_few_lines_that_any_method_has_is_no_new_name() -> None:
    box = lines("class Box:", "    def open(self, key):", "        raise NotImplementedError", "")
    old = box + lines(
        "    def _forward_disabled(self, x, *args, **kwargs):",
        '        """The call when all adapters are off, which may mean',
        "        that a base model is restored and returns its values.",
        '        """',
        "        raise NotImplementedError",
    )
    new = box + lines(
        "    def _forward_passthrough(self, x, *args, **kwargs):",
        '        """The call when no adapter is involved, only the base model"""',
        "        raise NotImplementedError",
    )
    assert follow({"a.py": old}, {"a.py": new}, 5, 9).place is None


def test_lines_between_two_ends_that_went_to_a_file_which_had_such_lines() -> None:
    same = [f"    assert response_{n}.status == 200" for n in range(6)]
    old = lines("def check_that_cars_are_listed():", *same, "", "@needs_new", "def check_planes():")
    there = lines("def check_boats():", *same, "    assert boats_are_listed()")
    new = lines("", "", "def check_that_cars_are_listed():", *same, "", "def check_planes():")
    target = {"a_new.py": there + new + "    return list_of_planes()\n", "c.py": "x = 1\n"}
    base = {"a.py": old + "    return list_of_planes()\n", "a_new.py": there, "c.py": "x = 1\n"}
    answer = follow(base, target, 1, 10)
    assert found(answer) == ("edited", "a_new.py", 11, 19)


CLASS = lines(
    "class TesterOfModels:",
    "    def test_names(self, kind):",
    "        self.check_adapter_names(kind)",
    "",
    "    def test_sizes(self, kind):",
    "        self.check_sizes_of_all(kind)",
)


def test_ends_that_the_file_has_once_hold_though_the_class_is_another() -> None:
    new = lines("class TestModels:", "    kinds = ALL_KINDS_OF_MODELS", "    levels = 3", "")
    new += CLASS.split("\n", 1)[1].replace("(self, kind)", "(self, kind, level)")
    others = {f"{n}.py": CLASS.replace("TesterOfModels", n) for n in ("One", "Two", "Three")}
    base, target = {"a.py": CLASS} | others, {"a.py": new} | others
    assert found(follow(base, target, 3, 6)) == ("edited", "a.py", 6, 9)
    assert found(follow(base, target, 3, 3)) == ("moved", "a.py", 6, 6)


def test_ends_that_the_file_has_twice_hold_nothing() -> None:
    new = lines("class TestModels:", *["    def test_both(self):", *CLASS.splitlines()[2:3]] * 2)
    others = {f"{n}.py": CLASS.replace("TesterOfModels", n) for n in ("One", "Two", "Three")}
    assert follow({"a.py": CLASS} | others, {"a.py": new} | others, 3, 3).place is None


def test_a_single_decorator_is_where_its_line_is_though_another_came_before_it() -> None:
    box = lines("@dataclass", "class Output:", "    loss_of_the_model: float = 0.0")
    new = lines("@described(", "    text='Outputs of token classification.',", ")") + box
    assert found(follow({"a.py": box}, {"a.py": "import x\n\n" + new}, 1, 1))[1:] == ("a.py", 6, 6)


def test_a_method_whose_beginning_and_end_are_in_a_new_file_is_not_its_short_namesake() -> None:
    steps = [f"        self.pages_{n}.clear()" for n in range(4)]
    head = "    def free_all_requests(self) -> None:"
    tail = "            self.free_blocks_of(request)"
    body = [head, '        """Frees all."""', *steps, "        for request in all:", tail]
    old = lines("class Cache:", "    size_of_page = 3", "", *body)
    rest = lines("class Cache:", "    size_of_page = 3", "", "    def free_all_requests(self):")
    rest += "        for one in self.allocators:\n            one.free()\n"
    new = lines("class Allocator:", head, *steps[1:3], "        for request in all:", tail)
    assert follow({"a.py": old}, {"a.py": rest, "b.py": new}, 4, 11).path != "a.py"


def test_short_lines_of_a_vanished_method_are_not_found_again_in_its_class() -> None:
    short = ["            dt,", "            A,", "            B,", "            C,"]
    forward = [f"        states_{n} = scan(states, {n})" for n in range(9)]
    old = lines("class Mixer:", "    def fast_forward(self, states):", *forward)
    old += lines("        return kernel(", *short, "        )")
    new = lines("class Mixer:", "    def slow_forward(self, states):", "        update(", *short)
    assert follow({"a.py": old}, {"a.py": new + "        )\n"}, 13, 16).place is None


def test_a_method_of_lines_that_all_have_is_followed_by_its_name_into_a_renamed_file() -> None:
    own = [f"        self.flip_{n} = flip_of_kind({n})" for n in range(12)]
    head = lines("class RandomFlip:", "    def __init__(self):", *own, "")
    config = lines(
        "    def get_config(self):",
        "        config = super().get_config()",
        "        config.update({'seed': self.seed, 'mode': self.mode})",
        "        return config",
    )
    grown = config.replace(
        "{'seed': self.seed, 'mode': self.mode}",
        "\n            {\n                'seed': self.seed,\n            }\n        ",
    )
    others = {f"{n}.py": f"class {n}:\n" + config for n in ("One", "Two", "Three", "Four")}
    answer = follow(
        {"a.py": head + config} | others,
        {"sub/a.py": "import y\n\n" + head + grown} | others,
        16,
        19,
    )
    assert found(answer) == ("edited", "sub/a.py", 18, 25)


def test_lines_that_all_have_are_not_followed_out_of_a_class_that_is_nowhere() -> None:
    some = ["        states = outputs.last_hidden_state", "        # Only the necessary ones"]
    some += ["        logits = self.lm_head(states)", "        loss = None"]
    own = [f"        self.own_field_of_text_{n} = read_text({n})" for n in range(9)]
    old = lines("class TextModel:", "    def call(self, outputs):", *own, *some)
    new = lines("class AudioModel:", "    def forward(self, outputs):", *some[:3])
    others = {
        f"{n}.py": lines(f"class {n}:", "    def forward(self, outputs):", *some) for n in "BCD"
    }
    before = lines("class AudioModel:", "    def forward(self, outputs):", "        hear(outputs)")
    base, target = {"a.py": before + old}, {"a.py": new + "        hear(outputs)\n"}
    assert follow(base | others, target | others, 15, 17).place is None
