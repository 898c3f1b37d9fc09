"""What is noted while a file is judged: every look at something else, and no look at itself."""

from collections.abc import Callable

import pytest

from auditing import knowledge_base
from kbaudit.engine.reuse.answers import Question
from kbaudit.engine.reuse.room import DIRECTORY, EVERYTHING, Notes, Room
from kbaudit.engine.reuse.views import Views
from kbaudit.read.part import followed
from kbaudit.rulekit.facts import Facts
from kbaudit.rulekit.updates import Updates

A = "workflows/o_r_A.md"
B = "principles/o_r_B.md"
FILES = {
    A: "# o_r_A\n\n* [[step::Principle:o_r_B]]\n",
    B: "# o_r_B\n\n## Part\n",
    "_WorkflowIndex.md": "# Index\n\n| Page |\n|---|\n| [o_r_A](./workflows/o_r_A.md) |\n",
}


def noting(files: dict[str, str] | None = None) -> tuple[Notes, Views]:
    kb = knowledge_base(files or FILES)
    notes = Notes(Room(kb, Facts(kb), {}, Updates()), A)
    return notes, Views(notes, {})


LOOKS: dict[str, tuple[Callable[[Views], object], Question]] = {
    "a name": (lambda v: v.kb.find("o_r_B", None), ("find", "o_r_B", "", "")),
    "a path": (lambda v: "x.md" in v.kb.paths, ("path", "x.md")),
    "a folder": (lambda v: "x" in v.kb.folders, ("folder", "x")),
    "a file": (lambda v: v.kb.by_path.get(B), ("file", B)),
    "whether pages can be read": (
        lambda v: v.kb.is_readable("Principle"),
        ("readable", "Principle"),
    ),
    "the maps": (lambda v: v.kb.maps, ("maps",)),
    "all paths": (lambda v: list(v.kb.paths), DIRECTORY),
    "all pages": (lambda v: v.kb.pages, DIRECTORY),
    "all names": (lambda v: v.kb.names(), DIRECTORY),
    "neighbours": (lambda v: v.facts.neighbours.get(B), ("near", B)),
    "a twin": (lambda v: v.facts.twins.get(B), ("twin", B)),
    "a row of the map": (lambda v: "a.py" in v.facts.mapped, ("mapped", "a.py")),
    "the edges": (lambda v: v.facts.edges, EVERYTHING),
    "the rows of all indexes": (lambda v: v.facts.rows_of, EVERYTHING),
    "the history": (lambda v: v.updates.missing, ("history",)),
}


@pytest.mark.parametrize("look", LOOKS)
def test_a_look_is_noted(look: str) -> None:
    notes, views = noting()
    ask, question = LOOKS[look]
    with followed(notes):
        ask(views)
    assert question in notes.questions
    assert not notes.files


def test_links_are_questions_about_names() -> None:
    notes, views = noting()
    own = notes.room.kb.by_path[A]
    with followed(notes):
        found = views.facts.relation_target(own, own.relations[0])
    assert found.file is notes.room.kb.by_path[B]
    assert {question[0] for question in notes.questions} == {"find", "scope"}


def test_parts_of_other_files_are_noted_also_when_they_were_read_before() -> None:
    notes, views = noting()
    own, other = (notes.room.kb.by_path[path] for path in (A, B))
    assert other.sections
    with followed(notes):
        assert own.sections
        assert not notes.files
        assert other.sections
        assert notes.files == {B}
        notes.files.clear()
        assert views.facts.anchors_of(other)
    assert notes.files == {B}


def test_what_is_asked_for_an_answer_is_no_look() -> None:
    notes, views = noting()
    with followed(notes):
        views.facts.neighbours.get(A)  # for which all pages are read
    assert not notes.files


CHANGES: dict[str, tuple[dict[str, str | None], set[Question]]] = {
    "a word": ({B: "# o_r_B\n\n## Part\n\nA word.\n"}, {EVERYTHING}),
    "a page that is gone": (
        {B: None},
        {EVERYTHING, DIRECTORY, ("find", "o_r_B", "", ""), ("file", B), ("near", A)}
        | {("readable", "Principle")},
    ),
    "a new map": (
        {"_RepoMap_o_r.md": "# Map\n"},
        {EVERYTHING, DIRECTORY, ("maps",), ("scope", A)},
    ),
    "a new page": ({"principles/o_r_C.md": "# C\n"}, {EVERYTHING, DIRECTORY}),
    "a new link": (
        {"heuristics/o_r_H.md": "[[x::Principle:o_r_B]]\n"},
        {EVERYTHING, DIRECTORY, ("near", B)},
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_an_answer_changes_with_what_it_follows_from(change: str) -> None:
    asked = {EVERYTHING, DIRECTORY, ("find", "o_r_B", "", ""), ("file", B), ("near", B)}
    asked |= {("near", A), ("path", A), ("scope", A), ("twin", A), ("mapped", "a.py")}
    asked |= {("readable", "Principle"), ("maps",)}
    changed, different = CHANGES[change]
    after = {path: text for path, text in {**FILES, **changed}.items() if text is not None}
    rooms = [noting(files)[0].room for files in (FILES, after)]
    answers = [{question: room.said(question) for question in asked} for room in rooms]
    assert {one for one in asked if answers[0][one] != answers[1][one]} == different | (
        {("near", B)} if change == "a page that is gone" else set()
    )
