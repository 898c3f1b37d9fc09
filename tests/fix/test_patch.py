"""The patch of ``--diff``: real git takes it, and makes of a file what the fixer makes of it."""

import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fix.rules import lay_out, run
from kbaudit.output.patch import patch, quoted, readable

TEXTS = {
    "plain": "a\nTODO\nb\n",
    "crlf": "a\r\nTODO\r\nb\r\n",
    "mixed": "a\r\nTODO\nb\rTODO\n\n",
    "bom": "\ufeffTODO\n",
    "no end": "a\nTODO",
    "only the end has none": "TODO\nx",
    "far apart": "TODO\n" + "x\n" * 50 + "TODO\n" + "y\n" * 7 + "TODO\nz",
    "at both ends": "TODO\n\n\n\n\n\n\n\n\nTODO",
    "blanks": "\n \n\t\nTODO \n  \n",
    "looks like a patch": "--- a/x\n+++ b/x\n@@ -1 +1 @@\nTODO\n-- \n\\ No newline\n",
    "strange": "\u2028TODO\x0c\x85\x1b[31m\n",
}
PAGES = ["o_r_Cuda", "name with blanks", "é\U0001f600", 'quo"ted\\', "tab\there", "a 2024-01-01"]


def _git(folder: Path, *args: str, stdin: bytes = b"") -> None:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environ |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    environ["GIT_CEILING_DIRECTORIES"] = str(folder.parent)
    subprocess.run(["git", *args], cwd=folder, input=stdin, check=True, env=environ)


@pytest.mark.usefixtures("zz")
@pytest.mark.parametrize("place", ["alone", "repository", "below"])
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_git_makes_what_the_fixer_makes(tmp_path: Path, text: str, place: str) -> None:
    roots = [tmp_path / name / "docs/kb" for name in ("patched", "fixed")]
    for root in roots:
        lay_out(root, text.encode(), "TODO\n")
        for name in PAGES:
            page = root / f"environments/{name}.md"
            page.write_bytes(text.encode() if page.name != "o_r_Cuda.md" else page.read_bytes())
        if place != "alone":
            _git(root if place == "repository" else root.parent.parent, "init", "-q")
    wanted = run(roots[0], write=False, select="zz-todo")
    whole = b"".join(
        line
        for change in wanted.changes
        for line in patch(change.real, change.before, change.after)
    )
    assert run(roots[1], select="zz-todo").changes == wanted.changes
    assert len(wanted.changes) == len(PAGES) + 1
    _git(roots[0], "apply", "--whitespace=nowarn", "-", stdin=whole)
    for path in sorted(roots[1].rglob("*.md")):
        assert (roots[0] / path.relative_to(roots[1])).read_bytes() == path.read_bytes(), path


_LINES = st.lists(st.sampled_from(["a", "b", "", "-", "+x", "c\r", "\\ No newline"]), max_size=14)


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(old=_LINES, new=_LINES, ends=st.tuples(st.booleans(), st.booleans()))
def test_any_two_texts(
    tmp_path_factory: pytest.TempPathFactory,
    old: list[str],
    new: list[str],
    ends: tuple[bool, bool],
) -> None:
    before, after = (
        ("\n".join(lines) + "\n" * end).encode()
        for lines, end in zip((old, new), ends, strict=True)
    )
    if before and after:  # an empty file is another matter for git, and no page
        folder = tmp_path_factory.mktemp("any")
        (folder / "x.md").write_bytes(before)
        lines = list(patch("x.md", before, after))
        assert bool(lines) is (before != after)
        if lines:
            _git(folder, "apply", "--whitespace=nowarn", "-", stdin=b"".join(lines))
        assert (folder / "x.md").read_bytes() == after


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("a/b c.md", "a/b c.md"),
        ("é.md", r'"\303\251.md"'),
        ('q"\\.md', r'"q\"\\.md"'),
        ("t\tn\n\x01\x7f", r'"t\tn\n\001\177"'),
    ],
)
def test_names_as_git_quotes_them(name: str, written: str) -> None:
    assert quoted(name) == written


def test_a_terminal_is_not_steered() -> None:
    assert readable("+\x1b[31m\r\n", color=False) == "+\\x1b[31m\\r\n"
