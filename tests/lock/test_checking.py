"""What the lock does for `kbaudit check`."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditing import knowledge_base
from kbaudit.rulekit.lock import Claim, Entry, shown
from kbaudit.rulekit.proof import Exhibit, State
from kbaudit.rulekit.sources import Sources
from kbaudit.rulekit.verdict import prove
from kbaudit.target.command import GitCommand
from kbaudit.target.memory import MemoryTarget
from kbaudit.target.revision import Revision
from kbaudit.target.snapshot import Snapshot
from kbaudit.target.track import Answer
from lock.conftest import ENGINE, FILES, PAGE, World


def test_proven_citations_are_clean_at_the_same_revision(world: World) -> None:
    world.make()
    assert world.check() == []
    assert "kbaudit.lock covers 2 of 3 cited ranges" in world.summary()
    assert "2 of 2 entries of kbaudit.lock checked" in world.summary()


def test_lines_that_are_one_off_are_still_told(world: World) -> None:
    world.page("environments/o_r_Valve.md", "15-17", "14-16")
    before = world.check()
    assert [line.split(" ")[0] for line in before] == ["imprecise-lines"]
    text = world.make()
    assert "[14, 16]" in text
    assert world.check() == before
    world.code.commit({"src/engine.py": "import more\n" * 9 + ENGINE})
    assert world.make() == text, "it keeps its base, and what it says of it"


def test_code_edited_under_the_same_numbers_is_caught(world: World) -> None:
    world.make()
    world.code.commit({"src/engine.py": ENGINE.replace("fuel * 2", "fuel * 3 + 1")})
    (finding,) = world.check()
    assert finding.startswith("edited-source the code cited as 8-11 of `src/engine.py` was changed")
    assert "was `flame = fuel * 2`, is `flame = fuel * 3 + 1`" in finding


def test_without_the_lock_nobody_knows(world: World) -> None:
    world.code.commit({"src/engine.py": ENGINE.replace("fuel * 2", "fuel * 3 + 1")})
    assert world.check() == []


def test_code_that_moved_is_followed_from_the_commit_of_its_entry(world: World) -> None:
    world.make()
    world.code.commit({"src/engine.py": "import more\n" * 9 + ENGINE})
    found = world.check()
    assert [line.split(" at ")[0] for line in found] == [
        "stale-lines the code cited as 15-17 of `src/engine.py` stands",
        "stale-lines the code cited as 8-11 of `src/engine.py` stands",
    ]
    assert [line.split(" at ")[1] for line in found] == ["lines 24-26", "lines 17-20"]


def test_entries_of_several_commits_are_each_followed_from_their_own(world: World) -> None:
    first = world.make()
    moved = "import more\n" * 9 + ENGINE
    world.code.commit({"src/engine.py": moved})
    world.page("implementations/o_r_ignite.md", "8-11", "17-20")
    second = world.make()
    assert len(set(first.split()) & set(second.split())) > 4
    world.code.commit({"src/engine.py": "import most\n" * 2 + moved})
    found = " ".join(world.check())
    assert "cited as 17-20 of `src/engine.py` stands at lines 19-22" in found
    assert "cited as 15-17 of `src/engine.py` stands at lines 26-28" in found


def test_numbers_that_were_corrected_by_hand_are_proven(world: World) -> None:
    world.make()
    world.code.commit({"src/engine.py": "import more\n" * 9 + ENGINE})
    world.page("implementations/o_r_ignite.md", "8-11", "17-20")
    world.page("environments/o_r_Valve.md", "15-17", "24-26")
    assert world.check() == []
    assert world.run("lock", "--check").exit_code == 1
    world.make()
    assert world.run("lock", "--check").exit_code == 0
    assert world.check() == []


def test_an_entry_of_other_lines_says_nothing(world: World) -> None:
    world.make()
    world.page("implementations/o_r_ignite.md", "8-11", "1-2")
    assert "1 of lines that the page no longer names" in world.summary()


def test_a_commit_that_the_clone_lacks_is_counted_and_not_used(world: World) -> None:
    text = world.make()
    commit = world.code.git("rev-parse", "v1")
    world.code.commit({"src/engine.py": "import more\n" * 9 + ENGINE})
    world.lock.write_text(text.replace(commit, "0" * 39 + "1"))
    summary = world.summary()
    assert "0 of 2 entries of kbaudit.lock checked" in summary
    assert "2 at a commit that the clone lacks" in summary


def test_such_an_entry_is_as_good_as_any_while_the_file_is_the_same(world: World) -> None:
    text = world.make()
    world.lock.write_text(text.replace(world.code.git("rev-parse", "v1"), "0" * 39 + "1"))
    assert "2 of 2 entries of kbaudit.lock checked" in world.summary()
    assert world.make() == text, "the commit is replaced by one that is there"


def test_a_blob_that_is_not_of_its_commit_is_not_believed(world: World) -> None:
    text = world.make()
    blob = world.code.git("rev-parse", "v1:src/engine.py")
    world.lock.write_text(text.replace(blob, "0" * 40))
    assert "2 at odds with their commit" in world.summary()


def test_a_quote_that_was_changed_on_the_page_is_judged_anew(world: World) -> None:
    world.make()
    world.page("environments/o_r_Valve.md", "        self.width = wide + 1\n", "        x()\n" * 7)
    world.page("environments/o_r_Valve.md", "return self.width", "return nothing.at_all(ever)")
    assert [line.split(" ")[0] for line in world.check()] == ["unproven-quote"]


def test_pages_that_were_read_again_can_be_accepted(world: World) -> None:
    world.make()
    world.code.commit({"src/engine.py": ENGINE.replace("fuel * 2", "fuel * 3 + 1")})
    world.make()
    assert len(world.check()) == 1, "a lock made anew does not silence"
    world.make("--accept", "implementations/o_r_ignite.md")
    assert world.check() == []
    assert world.run("lock", "--check").exit_code == 0


def test_numbers_that_are_wrong_are_not_accepted(world: World) -> None:
    world.make()
    changed = "import more\n" * 9 + ENGINE.replace("fuel * 2", "fuel * 3 + 1")
    world.code.commit({"src/engine.py": changed})
    result = world.run("lock", "--accept", "implementations/o_r_ignite.md")
    assert result.stdout.startswith("not accepted ")
    assert len(world.check()) == 2


def test_a_page_to_accept_that_there_is_not(world: World) -> None:
    result = world.run("lock", "--accept", "implementations/o_r_ignit.md")
    assert result.exit_code == 2
    assert "did you mean `implementations/o_r_ignite.md`?" in result.stderr


def test_a_page_is_accepted_by_its_name(world: World) -> None:
    result = world.run("lock", "--accept", "o_r_ignit")
    assert result.exit_code == 2
    assert "there is no page `o_r_ignit`: did you mean `o_r_ignite`?" in result.stderr
    assert world.run("lock", "--accept", "o_r_ignite").exit_code == 0


def test_no_file_is_read_for_what_is_unchanged(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = {name: text for name, text in FILES.items() if "Loose" not in name}
    target = MemoryTarget({"v1": {"src/engine.py": ENGINE}, "v2": {"src/engine.py": ENGINE}})
    first = Sources(knowledge_base(pages), target, target.revision("v1"))
    locked = [entry_of(claim, first.revision) for claim in first.holds.claims]
    read: list[str] = []
    monkeypatch.setattr(Snapshot, "read", lambda self, path: read.append(path))
    monkeypatch.setattr(Snapshot, "text", lambda self, path: read.append(path))
    sources = Sources(knowledge_base(pages), target, target.revision("v2"), lock=locked)
    proofs = [proof for made in sources.proofs.by_file.values() for proof in made.values()]
    assert [proof.state for proof in proofs] == [State.PROVEN] * 2
    assert sources.based
    assert read == []


@pytest.mark.parametrize("locked", [True, False])
def test_git_is_not_called_more_often_for_more_citations(
    world: World, monkeypatch: pytest.MonkeyPatch, locked: bool
) -> None:
    calls: list[tuple[str, ...]] = []
    real = GitCommand.run

    def counted(self: GitCommand, *arguments: str) -> object:
        calls.append(arguments)
        return real(self, *arguments)

    monkeypatch.setattr(GitCommand, "run", counted)

    def number() -> int:
        calls.clear()
        world.check()
        return len(calls)

    def copy(times: int) -> None:
        for name, text in FILES.items():
            for n in range(times):
                (world.wiki / name.replace(".md", f"_{n}.md")).write_text(text)
        if locked:
            world.make(rev="v1")

    world.code.commit({"src/engine.py": "import more\n" * 9 + ENGINE})
    copy(2)  # enough quotes to tell which revision is the base
    before = number()
    copy(8)
    assert number() == before


def entry_of(claim: Claim, revision: Revision) -> Entry:
    path = claim.citation.path
    blob = revision.blob(path) or ""
    where = (path, *claim.cited_lines, blob, revision.commit, shown(claim.file, claim.citation))
    return Entry(claim.file.path, path, claim.key, *where)


LINES = st.integers(min_value=1, max_value=len(ENGINE.splitlines()))


@given(st.lists(st.tuples(LINES, LINES), min_size=1, max_size=6))
@settings(max_examples=60)
def test_whatever_is_locked_is_proven_there(pairs: list[tuple[int, int]]) -> None:
    cited = "".join(f"Lines in `src/engine.py:{min(p)}-{max(p)}`.\n" for p in pairs)
    kb = knowledge_base(
        {"heuristics/o_r_A.md": f"# A\n\n{cited}", "implementations/o_r_b.md": PAGE}
    )
    target = MemoryTarget({"v1": {"src/engine.py": ENGINE}})
    now = target.revision()
    first = Sources(kb, target, now)
    locked = [entry_of(claim, now) for claim in first.holds.claims]
    again = Sources(kb, target, now, lock=locked[:-1])
    assert len(again.holds.all) == len(locked) - 1
    held = [again.proofs.by_file[page][path, lines] for page, path, lines in again.holds.all]
    assert {proof.state for proof in held} == {State.PROVEN}


EDITED = "import more\n" * 9 + ENGINE.replace("wide + 1", "compute(wide) * 12")


def test_edited_code_stays_told_after_its_numbers_were_corrected(world: World) -> None:
    world.make()
    world.code.commit({"src/engine.py": EDITED})
    world.page("environments/o_r_Valve.md", "15-17", "24-26")
    world.page("implementations/o_r_ignite.md", "8-11", "17-20")
    found = world.check()
    assert [line.split(" ")[0] for line in found] == ["edited-source", "stale-quote"]
    assert "was `self.width = wide + 1`, is `self.width = compute(wide) * 12`" in found[0]
    assert "[15, 17]" in world.make()
    assert world.check() == found
    world.page("environments/o_r_Valve.md", "wide + 1", "compute(wide) * 12")
    world.make("--accept", "environments/o_r_Valve.md")
    assert world.check() == []
    assert "[24, 26]" in world.lock.read_text()


def test_definitions_that_were_edited_as_well(world: World) -> None:
    world.make()
    code = "import more\n" * 9 + ENGINE.replace("fuel * 2", "fuel * 3 + 1")
    world.code.commit({"src/engine.py": code})
    world.page("implementations/o_r_ignite.md", "8-11", "17-20")
    world.page("environments/o_r_Valve.md", "15-17", "24-26")
    (finding,) = world.check()
    assert finding.startswith("edited-source the code cited as 17-20")
    assert "was `flame = fuel * 2`" in finding


def test_entries_pair_by_their_numbers_when_words_change(world: World) -> None:
    page = "heuristics/o_r_Loose.md"
    world.page(page, "2-3`", "2-3`.\n\nAnd `src/engine.py:8-9`.\n\nAnd `src/engine.py:4-5`")
    world.make("--all")
    world.page(page, "And `src/engine.py:8-9`", "Or `src/engine.py:8-9`")
    world.code.commit({"src/engine.py": "import more\n" * 9 + ENGINE})
    assert "5 of 5 entries of kbaudit.lock checked" in world.summary()
    assert sum("8-9" in line and "17-18" in line for line in world.check()) == 1


def test_entries_of_pages_that_are_gone_are_counted(world: World) -> None:
    world.make()
    (world.wiki / "environments/o_r_Valve.md").unlink()
    summary = world.summary()
    assert "1 of 2 entries of kbaudit.lock checked; 1 not: 1 of no citation any more" in summary


def test_an_edit_beside_what_is_quoted_is_caught(world: World) -> None:
    page = "environments/o_r_Valve.md"
    world.page(page, "        return self.width\n", "")
    world.make()
    code = ENGINE.replace("return self.width", "return self.width * scale(wide)")
    world.code.commit({"src/engine.py": code})
    (finding,) = world.check()
    assert finding.startswith("edited-source the code cited as 15-17")


def test_what_a_person_accepted_counts_as_known() -> None:
    here = Exhibit("a.py", 2, 3, answer=Answer("same", "a.py", 2, 3, 1.0, "blob"))
    assert prove(here).state is State.UNPROVEN
    assert prove(replace(here, known=True)).state is State.PROVEN
    still = replace(here, answer=Answer("moved", "a.py", 2, 3, 1.0, "lines"))
    assert prove(still).state is State.UNPROVEN
    assert prove(replace(still, known=True)).state is State.PROVEN
