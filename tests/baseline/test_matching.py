"""Which findings a baseline has, as values."""

from kbaudit.engine.baseline import entries_of, match
from kbaudit.model.finding import Finding, Level
from kbaudit.model.fingerprint import fingerprint
from kbaudit.model.report import BaselineEntry
from kbaudit.model.span import Position, Span


def finding(path: str, key: str, at: int = 1, rule: str = "r", *, secret: bool = False) -> Finding:
    place = Position(at, 1)
    known = fingerprint(rule, key, path)
    return Finding(
        rule, Level.ERROR, path, Span(at, at), place, place, f"line {at}",
        key=key, secret=secret, fingerprint=known,
    )  # fmt: skip


def told(
    before: list[Finding], now: list[Finding], *more: str
) -> tuple[list[tuple[str, str]], list[tuple[str, str, int]]]:
    """What is new, and which entries are left."""
    paths = {one.path for one in now} | set(more)
    found = match(entries_of(before), now, paths)
    assert len(found.known) + len(found.new) == len(now)
    return (
        [(one.path, one.key) for one in found.new],
        [(one.path, one.key, one.count) for one in found.left],
    )


def test_lines_do_not_count() -> None:
    assert told([finding("a.md", "x", 3)], [finding("a.md", "x", 90)]) == ([], [])


def test_a_second_equal_finding_is_new_and_it_is_the_last() -> None:
    first, second = finding("a.md", "x", 1), finding("a.md", "x", 2)
    found = match(entries_of([first]), [first, second], {"a.md"})
    assert (found.known, found.new) == ((first,), (second,))
    assert told([first, second], [second]) == ([], [("a.md", "x", 1)])


def test_rule_key_and_page_count() -> None:
    old = [finding("a.md", "x")]
    left = [("a.md", "x", 1)]
    assert told(old, [finding("a.md", "y")]) == ([("a.md", "y")], left)
    assert told(old, [finding("a.md", "x", rule="s")]) == ([("a.md", "x")], left)
    assert told(old, [finding("b.md", "x")], "a.md") == ([("b.md", "x")], left)


def test_a_renamed_page_keeps_its_findings() -> None:
    old = [finding("d/o_r_A.md", "x"), finding("d/o_r_A.md", "o_r_A is lost")]
    new = [finding("d/o_r_B.md", "x"), finding("d/o_r_B.md", "o_r_B is lost")]
    assert told(old, new) == ([], [])
    assert told(old, [*new, finding("d/o_r_B.md", "y")]) == ([("d/o_r_B.md", "y")], [])


def test_a_page_in_another_folder_keeps_its_findings() -> None:
    old = [finding("impl/A.md", key) for key in "abcde"]
    assert told(old, [finding("implementations/A.md", "a")])[0] == []


def test_another_page_is_not_a_renamed_one() -> None:
    """It shares too little with the one that went, or was there all along."""
    old = [finding("A.md", key) for key in ("front matter", "x", "y")]
    assert told(old, [finding("B.md", "front matter")])[0] == [("B.md", "front matter")]
    known = [*old, finding("B.md", "z")]
    now = [finding("B.md", key) for key in ("front matter", "x", "y", "z")]
    assert len(told(known, now)[0]) == 3


def test_a_page_with_an_everyday_fault_is_renamed_if_its_name_or_others_say_so() -> None:
    """All that it has, other pages have as well."""
    twin = finding("d/twin.md", "front matter")
    old = [finding("d/o_r_Loader.md", "front matter"), twin]
    other = [finding("d/o_r_Writing.md", "front matter"), twin]
    assert told(old, other)[0] == [("d/o_r_Writing.md", "front matter")]
    assert told(old, [finding("d/o_r_Loaders.md", "front matter"), twin]) == ([], [])
    said = [finding("i.md", "step o_r_Loader")], [finding("i.md", "step o_r_Writing")]
    assert told([*old, *said[0]], [*other, *said[1]]) == ([], [])


def test_one_page_cannot_have_become_two() -> None:
    now = [finding("B.md", "x"), finding("C.md", "x")]
    assert told([finding("A.md", "x")], now) == ([("C.md", "x")], [])


def test_others_may_name_the_renamed_page() -> None:
    """With findings of its own or without, wherever they name it."""
    old = [finding("w.md", "step o_r_Old"), finding("i.md", "✅Impl:o_r_Old")]
    new = [finding("w.md", "step o_r_New"), finding("i.md", "✅Impl:o_r_New")]
    assert told(old, new, "d/o_r_New.md") == ([], [])
    own = [finding("d/o_r_Old.md", "x")]
    assert told([*old, *own], [*new, finding("d/o_r_New.md", "x")]) == ([], [])


def test_another_dead_link_is_not_a_renamed_page() -> None:
    old, new = [finding("w.md", "step o_r_Gone")], [finding("w.md", "step o_r_Other")]
    assert told(old, new)[0] == [("w.md", "step o_r_Other")]  # there is no such page
    assert told(old, new, "o_r_Other.md", "o_r_Gone.md")[0] == [("w.md", "step o_r_Other")]
    known = [*old, finding("x.md", "o_r_Other")]
    assert told(known, [*new, known[1]], "o_r_Other.md")[0] == [("w.md", "step o_r_Other")]


def test_secrets_are_never_in_it() -> None:
    leaked = finding("a.md", "secret hf_a", secret=True)
    assert entries_of([leaked]) == ()
    entry = BaselineEntry("a.md", "r", leaked.key, leaked.fingerprint)
    assert match([entry], [leaked], {"a.md"}).new == (leaked,)
