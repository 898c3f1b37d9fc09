"""Install commands, and requirements in front matter."""

import pytest

from auditing import knowledge_base
from kbaudit.read.install import read_commands
from kbaudit.read.scan import scan

PAGE = "environments/a_b_C.md"


def words(text: str) -> list[tuple[str, list[str]]]:
    return [(c.tool, [word.text for word in c.words]) for c in read_commands(scan(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("```bash\npip install a 'b>=1' \"c<2\"\n```\n", [("pip", ["a", "b>=1", "c<2"])]),
        ("```\n$ pip3 install -U a # why\n```\n", [("pip", ["-U", "a"])]),
        ("```sh\npip install \\\n  a \\\n  b\nrest\n```\n", [("pip", ["a", "b"])]),
        ("```sh\npip install \\\r\n  a\r\nrest\r\n```\r\n", [("pip", ["a"])]),
        ("Run `uv pip install a` or `conda install b=1`.", [("pip", ["a"]), ("conda", ["b=1"])]),
        ("```sh\npip install a && npm i b@^1; ls\n```\n", [("pip", ["a"]), ("npm", ["b@^1"])]),
        ("```python\n!pip install a\n```\n", [("pip", ["a"])]),
        ("* pip install a\n", [("pip", ["a"])]),
        ("```dockerfile\nRUN pip install a\n```\n", [("pip", ["a"])]),
        ("\ufeffpip install a\n", [("pip", ["a"])]),
    ],
)
def test_commands(text: str, expected: list[tuple[str, list[str]]]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "You can pip install a and go on.",
        "```python\n# pip install a\nraise E('`pip install a`')\n```\n",
        "<!-- `pip install a` -->",
        '`ImportError: "run pip install a"`',
        "```yaml\nrun: pip install a\n```\n",
    ],
)
def test_no_command(text: str) -> None:
    assert words(text) == []


def test_places_of_words() -> None:
    text = "`pip install a 'b>=1'`"
    (command,) = read_commands(scan(text))
    assert [(word.span.of(text), word.inner.of(text)) for word in command.words] == [
        ("a", "a"),
        ("'b>=1'", "b>=1"),
    ]
    assert [word.quoted for word in command.words] == [False, True]


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("yaml", "expected"),
    [
        ('requirements:\n  torch: ">= 2.2"\n  scipy: "*"\n', [("torch", ">= 2.2"), ("scipy", "")]),
        ("requirements:\n  - torch>=2.2\n  - 'rich[x] < 14'\n  - scipy\n",
         [("torch", ">=2.2"), ("rich", "< 14"), ("scipy", "")]),
        ("requirements: {torch: '>=2.2', node: ^20}\n", [("torch", ">=2.2"), ("node", "^20")]),
        ("requirements:\n  - package: torch\n    version: '>=2.2'\n  - name: scipy\n",
         [("torch", ">=2.2"), ("scipy", "")]),
        ("requirements: torch\n", []),
        ("requirements: [[a], {b: {c: d}}]\n", []),
    ],
)  # fmt: skip
def test_front_matter(yaml: str, expected: list[tuple[str, str]], line_end: str) -> None:
    text = f"---\ntype: Environment\n{yaml}---\n# Page\n".replace("\n", line_end)
    (file,) = knowledge_base({PAGE: text}).files
    pins = [pin for pin in file.pins.pins if pin.form == "field"]
    assert [(pin.package, pin.specifier) for pin in pins] == expected
    assert [pin.package_span.of(text) for pin in pins] == [name for name, _ in expected]
    assert [pin.specifier_span.of(text) for pin in pins] == [what for _, what in expected]


@pytest.mark.parametrize(
    "text",
    [
        "```sh\n" + "pip install a; " * 20_000 + "\n```\n",
        "pip install a " * 20_000,
        "```sh\n" + "pip install \\\n" * 20_000 + "\n```\n",
        "`pip install " + "\\\n" * 50_000,
    ],
    ids=["one line", "prose", "continued", "blank"],
)
def test_endless_texts_are_read_in_one_pass(text: str) -> None:
    assert len(words(text)) <= 20_000
