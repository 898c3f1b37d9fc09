"""Following parts of definitions that were taken apart."""

from __future__ import annotations

from textwrap import dedent

from .following import follow, found

SCAN = "    hidden_state_of_scan = reshape_into_chunks(state, chunk_size)\n"


def mixer(body: str, name: str = "forward") -> str:
    return (
        f"class Mixer:\n    def {name}(self, state):\n    {body}        return self.norm(state)\n"
    )


def test_lines_of_a_method_that_became_a_function_of_the_file() -> None:
    base = {"a.py": mixer(SCAN), "b.py": mixer(SCAN)}
    apart = f"def scan_of_chunks(state):\n{SCAN}\n\n{mixer('', 'run')}"
    target = {"a.py": apart, "b.py": mixer(SCAN)}
    assert found(follow(base, target, 3, 3)) == ("edited", "a.py", 2, 2)


def test_lines_that_a_function_that_was_there_has_now_are_not_taken_for_those_of_another() -> None:
    old = "def scan_of_chunks(state):\n    first = state.first_chunk()\n"
    base = {"a.py": f"{old}\n\n{mixer(SCAN)}", "b.py": mixer(SCAN)}
    target = {"a.py": f"{old}{SCAN}", "b.py": mixer(SCAN)}
    assert follow(base, target, 7, 7).place is None


CHECKED = dedent(
    """\
    def call(data):
        if generation and output_labels:
            raise ValueError(LABELS_ARE_INCOMPATIBLE)

        batch_size_of_input = data.shape[0]
        largest_delay = max(delay_pattern)
        rest_of_the_data = pad(data, batch_size_of_input)
        return wrap_data(rest_of_the_data)
    """
)


def test_an_end_that_went_further_down_in_its_function_is_followed() -> None:
    moved = CHECKED.replace("    largest_delay = max(delay_pattern)\n", "").replace(
        "    return wrap", "    largest_delay = max(delay_pattern)\n    return wrap"
    )
    answer = follow({"a.py": CHECKED}, {"a.py": moved}, 2, 6)
    assert found(answer) == ("edited", "a.py", 2, 7)


def test_an_end_that_is_nowhere_is_cut_off() -> None:
    cut = CHECKED.replace("    largest_delay = max(delay_pattern)\n", "")
    assert found(follow({"a.py": CHECKED}, {"a.py": cut}, 2, 6)) == ("edited", "a.py", 2, 5)


INNER = dedent(
    """\
    def kernelize(module):
        attached_kernels = module.kernels_of(ALL)

        def attach_hidden_kernels(one):
            if one.name_of_kernel not in attached_kernels:
                raise ValueError(NO_SUCH_KERNEL_HERE)

        module.apply_to_all(attached_kernels)
        return module.with_kernels(attached_kernels)
    """
)


def without_inner() -> str:
    first = INNER.index("    def attach")
    return INNER[:first] + INNER[INNER.index("    module.apply") :]


def test_what_was_left_out_of_a_function_that_moved_is_gone() -> None:
    target = {"a.py": "import kernels\n", "b.py": "import kernels\n\n\n" + without_inner()}
    base = {"a.py": "import kernels\n\n\n" + INNER}
    assert follow(base, target, 7, 9).verdict == "gone"
    assert found(follow(base, target, 4, 12)) == ("edited", "b.py", 4, 8)


def test_what_moved_with_its_function_is_not_gone() -> None:
    target = {"a.py": "import kernels\n", "b.py": "import kernels\nimport os\n\n\n" + INNER}
    answer = follow({"a.py": "import kernels\n\n\n" + INNER}, target, 7, 9)
    assert found(answer) == ("moved", "b.py", 8, 10)
