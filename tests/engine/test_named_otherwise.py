"""What an edit of links changes of the answers to who names whom: as if all were asked again."""

import random
from itertools import product

import pytest

from auditing import knowledge_base
from kbaudit.engine.reuse.answers import Question
from kbaudit.engine.reuse.named_otherwise import NamedOtherwise, named_otherwise
from kbaudit.engine.reuse.room import Room
from kbaudit.engine.reuse.whole import Whole
from kbaudit.read.part import APART, LINKED, NAMES, NEAR, followed
from kbaudit.rulekit.facts import Facts
from kbaudit.rulekit.updates import Updates

FOLDERS = ("workflows", "principles", "implementations", "stray")
PATHS = [f"{folder}/o_r_{name}.md" for folder in FOLDERS for name in "AB"]
LINES = (
    "[[step::Principle:o_r_{name}]]",
    "[[implemented_by::Implementation:{name}]]",
    "[[o_r_{name}]]",
    "[[Workflow:o_r_{name}]]",
    "[x](../{path}#part)",
    "[x](./o_r_{name}.md)",
    "Words.",
)


def room(texts: dict[str, str]) -> Room:
    kb = knowledge_base(texts)
    return Room(kb, Facts(kb), {}, Updates())


def text(chance: random.Random) -> str:
    lines = chance.choices(LINES, k=chance.randrange(4))
    path = chance.choice(PATHS)
    return "\n\n".join(["# It", *(line.format(path=path, name=path[-4]) for line in lines), ""])


def otherwise(before: Room, now: Room) -> NamedOtherwise:
    changed = [file for file in now.kb.files if file.digest != before.digest(file.path)]
    return named_otherwise(changed, lambda file: before.kb.by_path[file.path].leads, now.facts)


@pytest.mark.parametrize("seed", range(150))
def test_answers_are_those_of_who_asks_again(seed: int) -> None:
    chance = random.Random(seed)
    texts = {path: text(chance) for path in PATHS}
    edited = {path: text(chance) for path in chance.sample(PATHS, chance.choice([1, 1, 2, 4]))}
    before, now = room(texts), room({**texts, **edited})
    named = otherwise(before, now)
    asked: list[Question] = [("near", path) for path in PATHS]
    asked += [("connected", *both) for both in product(PATHS, repeat=2)]
    for question in asked:
        answer = now.said(question)
        assert named.answer(question, before.said(question)) == answer
        if named.ends.isdisjoint(question[1:]):
            assert before.said(question) == answer


WORKFLOW, PRINCIPLE, OTHER = "workflows/o_r_A.md", "principles/o_r_B.md", "principles/o_r_C.md"


def whole(read: str = "", words: str = "", path: str = WORKFLOW) -> Whole:
    return Whole(
        *((), (), {}, {}),
        read={read: frozenset({path})} if read else {},
        asked=(),
        words={path: frozenset({words})} if words else {},
    )


@pytest.mark.parametrize(
    ("held", "more", "fewer"),
    [
        (whole(), False, False),
        (whole(NAMES), False, True),
        (whole(NAMES, path=PRINCIPLE), False, False),
        (whole(NEAR), True, True),
        (whole(NEAR, path=PRINCIPLE), True, True),
        (whole(NEAR, path=OTHER), False, False),
        (whole(words=f"{APART}{PRINCIPLE}"), True, False),
        (whole(words=f"{APART}{OTHER}"), False, False),
        (whole(words=f"{APART}{WORKFLOW}", path=PRINCIPLE), False, False),
        (whole(words=f"{LINKED}o_r_B", path=OTHER), True, True),
        (whole(words=f"{LINKED}o_r_C", path=OTHER), False, False),
    ],
)
def test_what_came_of_the_whole_depends_on_what_was_asked(
    held: Whole, more: bool, fewer: bool
) -> None:
    pages = {WORKFLOW: "# A\n", PRINCIPLE: "# B\n", OTHER: "# C\n"}
    apart, linked = room(pages), room({**pages, WORKFLOW: "# A\n\n[[Principle:o_r_B]]\n"})
    assert held.depends_on(otherwise(apart, linked)) is more
    assert held.depends_on(otherwise(linked, apart)) is fewer
    assert not held.depends_on(otherwise(linked, linked))


def test_what_is_asked_for_the_whole_is_told() -> None:
    one, two = "principles/x/o_r_B.md", "principles/y/B.md"
    pages = {WORKFLOW: "# A\n\n[[Principle:o_r_B]]\n", one: "# B\n", two: "# B\n", OTHER: "# C\n"}
    pages |= {"principles/z/B.md": "# B\n"}
    asked = room(pages)
    files = asked.kb.by_path
    with followed(asked.whole):
        assert asked.facts.names(files[WORKFLOW], files[one])
        assert not asked.facts.connected(files[OTHER], files[one])
        assert asked.facts.neighbours.get(one) == [WORKFLOW]
        assert not asked.facts.twins
        assert not asked.facts.edges
    assert asked.read == {NAMES: {WORKFLOW}, NEAR: {one}, "relations": {*pages}}
    assert asked.words[OTHER] == {f"{APART}{one}"}
    assert asked.words[one] == {f"{APART}{OTHER}"}
    assert asked.words["principles/z/B.md"] == {f"{LINKED}b"}
