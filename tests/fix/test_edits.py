"""Edits of any kind leave the rest of any text alone."""

from hypothesis import given
from hypothesis import strategies as st

from kbaudit.engine.fixer.edits import Taken, carried, collide, defect, edits_by_path, written
from kbaudit.engine.fixer.report import Repair
from kbaudit.model.edit import Edit, Fix, apply_edits
from kbaudit.model.finding import Finding, Level
from kbaudit.model.span import Position, Span


def repair(*edits: Edit) -> Repair:
    start = Position(1, 1)
    finding = Finding("x", Level.INFO, "p.md", Span(0, 0), start, start, str(edits))
    return Repair(finding, Fix("mend", edits))


@st.composite
def texts_and_repairs(draw: st.DrawFn) -> tuple[str, list[Repair]]:
    text = draw(st.text(st.sampled_from("ab\r\n\ufeffé\U0001f600 |"), max_size=40))
    spots = st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))
    words = st.text(st.sampled_from("xy\n"), max_size=4)

    def made(parts: list[tuple[tuple[int, int], str]]) -> Repair:
        return repair(*(Edit("p.md", Span(min(s), max(s)), word) for s, word in parts))

    groups = st.lists(st.tuples(spots, words), min_size=1, max_size=3).map(made)
    return text, draw(st.lists(groups, max_size=8))


@given(texts_and_repairs())
def test_what_is_chosen_leaves_the_rest_alone(case: tuple[str, list[Repair]]) -> None:
    text, repairs = case
    taken = Taken()
    chosen: list[Repair] = []
    for one in repairs:
        slow = not any(
            collide(edit, other)
            for edit in one.fix.edits
            for before in chosen
            for other in before.fix.edits
        )
        if defect(one, {"p.md": text}):
            continue
        assert taken.fits(one) is slow
        if slow:
            taken.add(one)
            chosen.append(one)
    edits = edits_by_path(chosen).get("p.md", [])
    after = apply_edits(text, edits)
    # Cut the replacements out of the new text and the replaced out of the old: the rest is equal.
    kept_old, kept_new, at_old, at_new = "", "", 0, 0
    for edit, place in zip(edits, written(edits), strict=True):
        assert place.of(after) == edit.replacement
        kept_old += text[at_old : edit.span.start]
        kept_new += after[at_new : place.start]
        at_old, at_new = edit.span.end, place.end
    assert kept_old + text[at_old:] == kept_new + after[at_new:]


@given(texts_and_repairs(), st.data())
def test_what_no_edit_touches_is_found_again(
    case: tuple[str, list[Repair]], data: st.DataObject
) -> None:
    text, repairs = case
    one = next((r for r in repairs if not defect(r, {"p.md": text})), None)
    if one is None:
        return
    edits = edits_by_path([one])["p.md"]
    spot = sorted(data.draw(st.tuples(*[st.integers(0, len(text))] * 2)))
    span = Span(*spot)
    after = apply_edits(text, edits)
    place = carried(span, edits)
    assert place.end <= len(after)
    if all(e.span.end < span.start or e.span.start > span.end for e in edits):
        assert place.of(after) == span.of(text)


def test_what_nobody_can_apply() -> None:
    texts = {"p.md": "text"}
    assert not defect(repair(Edit("p.md", Span(4, 4), "x")), texts)
    assert "behind its end" in defect(repair(Edit("p.md", Span(4, 5), "x")), texts)
    assert "no readable file" in defect(repair(Edit("q.md", Span(0, 1), "x")), texts)
    assert "no text" in defect(repair(Edit("p.md", Span(0, 1), "\ud800")), texts)
    overlapping = repair(Edit("p.md", Span(0, 2), "x"), Edit("p.md", Span(1, 3), "y"))
    assert "overlap" in defect(overlapping, texts)


def test_an_insertion_touches_nothing_of_others() -> None:
    into, word = Edit("p.md", Span(2, 2), "x"), Edit("p.md", Span(2, 4), "y")
    assert collide(into, word)
    assert collide(into, Edit("p.md", Span(2, 2), "z"))
    assert not collide(into, into)
    assert not collide(word, Edit("p.md", Span(4, 6), "y"))
    assert not collide(word, Edit("q.md", Span(2, 4), "x"))
