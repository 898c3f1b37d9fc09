import pytest

from kbaudit.read.mask import MASK
from kbaudit.read.scan import scan


@pytest.mark.parametrize(
    ("text", "language", "content"),
    [
        ("```python\nx = 1\n```\n", "python", "x = 1\n"),
        ("~~~\nx\n~~~", "", "x\n"),
        ("````md\n```\nx\n```\n````\n", "md", "```\nx\n```\n"),
        ("``` {.python .numberLines}\nx\n```\n", "python", "x\n"),
        ("* item:\n\n  ```sh\n  # x\n  ```\n", "sh", "  # x\n"),
        ("1. ```js\n   x\n   ```\n", "js", "   x\n"),
        ("> ```\n> x\n> ```\n", "", "> x\n"),
        ("```\r\nx\r\n```\r\n", "", "x\r\n"),
        ("\ufeff```c\nx\n```\n", "c", "x\n"),
        ('<syntaxhighlight lang="python">\nx = 1\n</syntaxhighlight>', "python", "x = 1\n"),
        ("<syntaxhighlight lang=python line>\nx\n</syntaxhighlight>", "python", "x\n"),
        ("<SyntaxHighlight LANG='Bash'>x</syntaxhighlight >", "bash", "x"),
        ("<source lang=yaml>\r\nx: 1\r\n</source>", "yaml", "x: 1\r\n"),
        ("<pre>\n[[x]]\n</pre>", "", "[[x]]\n"),
        ("{{#mermaid: graph TD\n A{{x}} --> B\n}}", "mermaid", " graph TD\n A{{x}} --> B\n"),
        ("```\n```", "", ""),
    ],
)
def test_a_block_of_code(text: str, language: str, content: str) -> None:
    (block,) = scan(text).blocks
    assert (block.language, block.content.of(text), block.closed) == (language, content, True)
    assert block.span.contains(block.content)


@pytest.mark.parametrize(
    "text",
    [
        "`` `a` ``",
        "a ``` b ``` c",
        "```not a fence``` here",
        "<nowiki>[[x]]</nowiki>",
        "<code>x</code>",
        '<syntaxhighlight lang="python" inline>x</syntaxhighlight>',
        "<source/>",
        "<pre/>",
        "text {{template|x}}",
    ],
)
def test_inline_code_is_no_block(text: str) -> None:
    assert scan(text).blocks == ()


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("a `b` c", "a ### c"),
        ("a `` b`c `` d", "a ######### d"),
        ("a `b\nc` d", "a `b\nc` d"),
        ("a <nowiki>b</nowiki> c", "a ################## c"),
        ("a <!-- b\nc --> d", "a ######\n##### d"),
        ("a <!-- b", "a <!-- b"),
        ("```\nb\n```\nc", "###\n#\n###\nc"),
        ("---\na: b\n---\nc", "###\n####\n###\nc"),
        ("---\n\nprose: x\n\n---\n", "---\n\nprose: x\n\n---\n"),
        ("`<!-- a` b -->", "######## b -->"),
        ("<!-- ` --> `a`", "########## ###"),
    ],
)
def test_what_is_masked(text: str, plain: str) -> None:
    assert scan(text).plain == plain.replace("#", MASK)


@pytest.mark.parametrize(
    ("text", "intro"),
    [
        ("From `a.py:1`:\n```\nx\n```\n", "From `a.py:1`:"),
        ("From a:\n\n```\nx\n```\n", "From a:"),
        ("  From a:  \r\n```\r\nx\r\n```\r\n", "From a:"),
        ("From a:\n\n\n```\nx\n```\n", None),
        ("# Heading\n```\nx\n```\n", None),
        ("== Heading ==\n```\nx\n```\n", None),
        ("| row |\n```\nx\n```\n", None),
        ("```\ny\n```\n```\nx\n```\n", None),
        ("```\nx\n```\n", None),
        ("intro\n<pre>x</pre>", "intro"),
    ],
)
def test_the_line_that_leads_in(text: str, intro: str | None) -> None:
    block = scan(text).blocks[-1]
    assert (block.intro.of(text) if block.intro else None) == intro


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("```py\nx = 1\n## Heading\ntext", "x = 1\n"),
        ("```py\nx = 1\n# comment\n", "x = 1\n"),
        ("<syntaxhighlight lang=py>\nx\n== Heading ==\n", "\nx\n"),
        ("~~~\nx", "x"),
    ],
)
def test_an_unclosed_block_ends_before_the_next_heading(text: str, content: str) -> None:
    (block,) = scan(text).blocks
    assert not block.closed
    assert block.content.of(text) == content


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("---\na: b\n---\n", "a: b\n"),
        ("\ufeff---\r\na: b\r\n...\r\n", "a: b\r\n"),
        ("---\n# comment\n\"a\": b\n---", "# comment\n\"a\": b\n"),
        ("---\n---\n", ""),
        ("----\na: b\n---\n", None),
        (" ---\na: b\n---\n", None),
        ("---\na: b\n", None),
        ("text\n---\na: b\n---\n", None),
    ],
)  # fmt: skip
def test_yaml_front_matter(text: str, content: str | None) -> None:
    found = scan(text).yaml
    assert (None if found is None else found.of(text)) == content


def test_carriage_returns_stay_outside() -> None:
    """An edit of a block must not take the line end along."""
    text = "---\r\na: b\r\n---\r\n```\r\nx\r\n```\r\n"
    found = scan(text)
    assert text[found.body :].startswith("\r\n```")
    assert found.blocks[0].span.of(text) == "```\r\nx\r\n```"


def test_comments() -> None:
    text = "a <!-- one --> `<!-- no -->` <!-- two\n--> ```<!-- no -->```"
    assert [span.of(text) for span in scan(text).comments] == ["<!-- one -->", "<!-- two\n-->"]
