"""What is looked for near a sign only is what would be found anywhere."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbaudit.read import (
    citation_labels,
    citation_tokens,
    citations,
    links,
    pins,
    pipe_tables,
    secrets,
    wiki_tables,
)
from kbaudit.read.near import Sign, find_near
from kbaudit.rules import leaked_path

PAIRS: dict[str, tuple[re.Pattern[str], Sign]] = {
    "pins in prose": (pins._PROSE, pins._VERSION_SIGN),
    "inherited pins": (pins._INHERITED, pins._INHERITS),
    "plain names": (citation_tokens._PLAIN_NAMES, citation_tokens._PLAIN_NAME),
    "loose lines": (citations._PROSE, citations._LINES),
    "tokens": (secrets._TOKENS, secrets._TOKEN_SIGNS),
    "assigned secrets": (secrets._ASSIGNED, secrets._LONG_VALUE),
    "labels": (citation_labels._LABEL, citation_labels._ENDS),
    "lines of wiki tables": (wiki_tables._WIKI_LINE, wiki_tables._MARKS),
    "lines of pipe tables": (pipe_tables._PIPE_LINE, ("|",)),
    "addresses": (links._URL, ("://",)),
    "references": (links._REFERENCE, ("]:",)),
    "paths of a machine": (leaked_path._ABSOLUTE, leaked_path._FOLDER),
}
MATCHING = {
    "pins in prose": [
        *("numpy >= 1.2", "`a[b]`==v2", "torch 2.1+", "x ≥3", "x ≤ 4", "x^1", "a 1.0rc+"),
        *("a~=1.*", "a<2, !=1.5", "b=3", "1.0"),
    ],
    "inherited pins": ["All dependencies from `a_b`", "the PACKAGES of the [[x]]", "Requirements "],
    "plain names": ["Dockerfile", "Makefile", "Justfile", "Vagrantfile", "Jenkinsfile", "-", "."],
    "loose lines": ["lines 3", "Line L12", "LINES  1234567", "lines", "line 12345678", "x"],
    "tokens": [
        *(f"{start}{'aB3_-x' * 12}" for start in ("hf_", "ghp_", "github_pat_", "sk-", "sk-proj-")),
        *(f"{start}{'aB3xYz' * 6}" for start in ("hf_", "gho_", "npm_", "rk_live_", "xoxb-")),
        *(f"{start}{'-aB3x' * 11}" for start in ("AIza", "glpat-", "pypi-AgE")),
        "AKIA" + "AB12" * 4, "ASIA" + "AB12" * 4, ".".join(["eyJ" + "aB3" * 6] * 3),
    ],
    "assigned secrets": [
        *("TOKEN=", "api_key: `", "Password_x' || ", "aB3/+=_-" * 3, "SECRET|\""),
        *(f"{start}{'aB3/+=_-' * 3}" for start in ("my_token:", "PASSWD | `", "secret = ")),
    ],
    "labels": ["* **File:** x", "- Path: y", "| **Source** | `z` |", "1. Lines： 3", "#", "File"],
    "lines of wiki tables": ["{| x", "|}", "|-", "| a || b", "! h", "  |+ c", "!!", "a"],
    "lines of pipe tables": ["| a | b", "> | c", "|--|", "a | b", ">"],
    "addresses": ["https://e.org/x", "HTTP://E.org", "://", "ftp://x", "(http://a)"],
    "references": ["[a]: b", "  [^x]: y", "[a]: <c>", "]: z", "["],
    "paths of a machine": ["/home/joe/x", "/tmp/a/b", "C:\\Users\\x\\y", "d:/Users/z", "a/mnt/b"],
}  # fmt: skip


def spans(matches: object) -> list[tuple[int, int]]:
    assert isinstance(matches, list)
    return [match.span() for match in matches]


@pytest.mark.parametrize("name", PAIRS)
@given(data=st.data())
def test_it_finds_the_same(name: str, data: st.DataObject) -> None:
    pattern, sign = PAIRS[name]
    words = st.sampled_from([*MATCHING[name], *MATCHING[name], " ", "\n", "\r\n", "|", ",", "é"])
    text = "".join(data.draw(st.lists(words, max_size=12)))
    assert spans(list(find_near(pattern, sign, text))) == spans(list(pattern.finditer(text)))


@pytest.mark.parametrize("name", PAIRS)
def test_all_that_should_match_does(name: str) -> None:
    pattern, sign = PAIRS[name]
    text = "\n".join(MATCHING[name])
    found = list(find_near(pattern, sign, text))
    assert found
    assert spans(found) == spans(list(pattern.finditer(text)))


def test_a_line_with_many_signs_is_searched_once() -> None:
    found = find_near(re.compile("[a-z]+1"), re.compile("1"), "a1 b1\n\nc\nd1 e\n1\nf1")
    assert [match[0] for match in found] == ["a1", "b1", "d1", "f1"]
