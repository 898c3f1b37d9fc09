import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbaudit.read.decode import decode


@pytest.mark.parametrize(
    ("data", "reason", "line"),
    [
        (b"", "is empty", 0),
        (b"\xef\xbb\xbf \r\n", "is empty", 0),
        (b"a\nb\nc \xe9 d\n", "is not UTF-8 (byte 0xe9 in line 3)", 3),
        (b"\xff\xfea\0", "is UTF-16, not UTF-8", 0),
        (b"GIF89a\0\xff\xff", "is binary, not text", 0),
        (
            b"version https://git-lfs.github.com/spec/v1\nsize 1\n",
            "is a Git LFS pointer and holds no text",
            0,
        ),
        (
            b"a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> x\n",
            "holds the conflict markers of an unfinished merge",
            2,
        ),
        (
            b"<<<<<<< HEAD\r\nb\r\n=======\r\nc\r\n>>>>>>> x\r\n",
            "holds the conflict markers of an unfinished merge",
            1,
        ),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, reason: str, line: int) -> None:
    _, problem = decode(data)
    assert problem is not None
    assert (problem.reason, problem.line) == (reason, line)
    assert problem.remedy


@pytest.mark.parametrize(
    "data",
    [
        b"# A\n",
        b"\xef\xbb\xbf# A\r\n",
        b"a\n=======\n",
        b"<<<<<<< HEAD\nwithout the rest\n",
        b">>>>>>> x\n=======\n<<<<<<< HEAD\n",
        b"```\n<<<<<<< HEAD\n=======\n>>>>>>> x\n```\n",
        b"<<<<<<<<<<\n=======\n>>>>>>>>>>\n",
    ],
)
def test_what_can_be_read(data: bytes) -> None:
    text, problem = decode(data)
    assert problem is None
    assert text.encode() == data


def test_the_limit_is_in_bytes() -> None:
    assert decode("é".encode(), limit=2)[1] is None
    _, problem = decode("é".encode(), limit=1)
    assert problem is not None
    assert problem.reason == "is larger than the limit of 1 bytes (2)"


@given(st.binary(max_size=400))
def test_any_bytes(data: bytes) -> None:
    text, problem = decode(data)
    assert text.encode() == data or (not text and problem is not None)
    if problem is None:
        assert text


@given(st.text(max_size=200))
def test_any_text_comes_back(text: str) -> None:
    data = text.encode("utf-8", "surrogatepass")
    read, _ = decode(data)
    assert read in (text, "")
