import pytest

from auditing import knowledge_base
from kbaudit.read.kind import Kind
from kbaudit.read.knowledge_base import file_of
from kbaudit.read.names import Match
from kbaudit.read.page import Page
from kbaudit.read.scopes import find_scopes, scope_of
from kbaudit.read.vocabulary import Vocabulary


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("principles/a_b_C.md", Kind.PAGE),
        ("principles/sub/a_b_C.md", Kind.PAGE),
        ("principles/a_b_C.wiki", Kind.PAGE),
        ("_PrincipleIndex.md", Kind.INDEX),
        ("_RepoMap_a_b.md", Kind.MAP),
        ("_orphan_candidates.md", Kind.CANDIDATES),
        ("_files/a_py.md", Kind.DETAIL),
        ("_reports/phase1.md", Kind.REPORT),
        ("impl/a_b_C.md", Kind.STRAY),
        ("A_WORKFLOW.md", Kind.STRAY),
        ("README.md", None),
        ("_staging/x.md", None),
        ("_Unknown.md", None),
        ("principles/_template.md", None),
        ("principles/notes.txt", None),
    ],
)
def test_what_a_file_is_by_its_path(path: str, kind: Kind | None) -> None:
    assert [file.kind for file in knowledge_base({path: "# x\n"}).files] == ([kind] if kind else [])


@pytest.mark.parametrize(
    ("names", "maps", "titles", "urls", "scopes"),
    [
        (["a_b_C"], ["_RepoMap_a_b.md"], [], [], ("a_b",)),
        (["A_B_C"], ["_RepoMap_a_b.md"], [], [], ("A_B",)),
        (["a_b_C"], [], ["# Principle Index: a_b\n"], [], ("a_b",)),
        (["Big_Sky_star-map_X"], [], [], ["https://github.com/Big_Sky/star-map"],
         ("Big_Sky_star-map",)),
        (["a_b_C", "c_d_E"], [], [], ["https://github.com/a/b/blob/main/src/x.py#L3",
                                      "https://github.com/c/d/tree/v1", "https://github.com/e/f"],
         ("a_b", "c_d")),
        (["a_b_C", "c_d_E"], ["_RepoMap_a_b.md", "_RepoMap_c_d.md"], [], [], ("a_b", "c_d")),
        (["a_b_C", "a_b_c_D"], ["_RepoMap_a_b.md", "_RepoMap_a_b_c.md"], [], [], ("a_b_c", "a_b")),
        (["a_b_C", "a_b_D", "a_b_E", "a_b_F"], [], [], [], ("a_b",)),
        (["a_b_C", "a_b_D"], [], [], [], ()),
        (["x_y_Z"], ["_RepoMap_a_b.md"], [], [], ()),
        ([], [], [], [], ()),
    ],
)  # fmt: skip
def test_scopes(
    names: list[str], maps: list[str], titles: list[str], urls: list[str], scopes: tuple[str, ...]
) -> None:
    assert find_scopes(names, maps, titles, urls) == scopes


def test_the_longest_scope_wins() -> None:
    assert scope_of("a_b_c_D", ("a_b_c", "a_b")) == "a_b_c"
    assert scope_of("a_bc_D", ("a_b",)) == ""


KB = {
    "_RepoMap_a_b.md": "# Map\n",
    "_RepoMap_c_d.md": "# Map\n",
    "principles/a_b_X.md": "# X\n",
    "principles/c_d_X.md": "# X\n",
    "heuristics/a_b_Y.md": "# Y\n",
    "impl/a_b_Z.md": "# Z\n",
}


@pytest.mark.parametrize(
    ("name", "kind", "near", "match", "path"),
    [
        ("a_b_X", "Principle", "", Match.EXACT, "principles/a_b_X.md"),
        ("A b X", "Principle", "", Match.EXACT, "principles/a_b_X.md"),
        ("X", "Principle", "c_d", Match.UNSCOPED, "principles/c_d_X.md"),
        ("X", None, "a_b", Match.UNSCOPED, "principles/a_b_X.md"),
        ("a_b_Y", "Principle", "", Match.OTHER_TYPE, "heuristics/a_b_Y.md"),
        ("Y", "Principle", "a_b", Match.OTHER_TYPE, "heuristics/a_b_Y.md"),
        ("a_b_Z", "Implementation", "", Match.MISPLACED, "impl/a_b_Z.md"),
        ("a_b_Nothing", "Principle", "", Match.MISSING, ""),
        ("x", "Principle", "a_b", Match.MISSING, ""),
        ("X", "Principle", "", Match.AMBIGUOUS, ""),
        ("X", None, "", Match.AMBIGUOUS, ""),
        ("Y", "Heuristic", "", Match.UNSCOPED, "heuristics/a_b_Y.md"),
        ("Y", "Heuristic", "c_d", Match.MISSING, ""),
    ],
)
def test_what_a_name_means(name: str, kind: str | None, near: str, match: Match, path: str) -> None:
    kb = knowledge_base(KB)
    found = kb.find(name, kb.vocabulary.type_named(kind) if kind else None, near)
    assert (found.match, found.file.path if found.file else "") == (match, path)


def test_files_come_in_the_order_of_their_paths() -> None:
    kb = knowledge_base(dict(reversed(KB.items())))
    assert [file.path for file in kb.files] == sorted(KB)
    assert {page.path for page in kb.pages} == {p for p in KB if p[0] in "ph"}
    assert all(isinstance(page, Page) for page in kb.pages)


MERGED = {
    "_RepoMap_a_b.md": "| File | Page |\n|--|--|\n| `src/x/one.py` | [→](./_files/one_py.md) |\n",
    "_RepoMap_c_d.md": "| File |\n|--|\n| `src/y/two.py` |\n| `setup.py` |\n",
    "principles/a_b_X.md": "# X\n",
    "principles/c_d_X.md": "# X\n",
}


@pytest.mark.parametrize(
    ("path", "text", "scope"),
    [
        ("principles/Y.md", "[[a_b_X]]", "a_b"),
        ("principles/Y.md", "[[a_b_X]] and [[c_d_X]]", ""),
        ("principles/Y.md", "[[a_b_X]] and [[c_d_X]], `src/y/two.py:3`", "c_d"),
        ("principles/Y.md", "[[a_b_X]], `src/y/two.py:3`", ""),
        ("principles/Y.md", "`/tmp/somebody/src/y/two.py:3`", "c_d"),
        ("principles/Y.md", "the folder `src/y/`", "c_d"),
        ("principles/Y.md", "`setup.py` and `src/`", ""),
        ("principles/Y.md", "nothing", ""),
        ("principles/a_b_Y.md", "[[c_d_X]]", "a_b"),
        ("_files/one_py.md", "`src/y/two.py`", "a_b"),
        ("_files/src/y/two.py.md", "text", "c_d"),
        ("_reports/phase1.md", "c_d_X was written", "c_d"),
        ("_PrincipleIndex.md", "a_b_X c_d_X `src/y/two.py`", ""),
        ("_PrincipleIndex.md", "c_d_X `src/y/two.py`", "c_d"),
    ],
)
def test_the_scope_of_a_file(path: str, text: str, scope: str) -> None:
    kb = knowledge_base({**MERGED, path: text})
    assert kb.scope_of(kb.by_path[path]) == scope


def test_scopes_of_titles_further_down() -> None:
    index = "# Principle Index: a_b\n\n" + "text\n" * 99 + "\n# Principle Index: c_d\n"
    kb = knowledge_base(
        {**{p: t for p, t in MERGED.items() if p[0] == "p"}, "_PrincipleIndex.md": index}
    )
    assert kb.scopes == ("a_b", "c_d")


@pytest.mark.parametrize(
    ("path", "limit"),
    [("_PrincipleIndex.md", 200), ("_RepoMap_a_b.md", 200), ("principles/a_b_C.md", 10),
     ("_reports/phase1.md", 10)],
)  # fmt: skip
def test_what_lists_many_pages_may_be_long(path: str, limit: int) -> None:
    words = Vocabulary()
    for size in (limit, limit + 1):
        file = file_of(path, b"x" * size, words, 10)
        assert file is not None
        assert (file.unreadable is not None) == (size > limit)
