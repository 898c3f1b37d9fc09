"""No input makes a reader slow: what is quadratic would keep these tests busy for minutes.

Nothing is timed. The inputs are those on which a pattern or a loop of a reader has most to do.
"""

import pytest

from auditing import knowledge_base
from kbaudit.model.span import Source
from kbaudit.read.decode import decode
from kbaudit.read.lists import Index, RepoMap
from kbaudit.read.page import Page
from kbaudit.rulekit.suppression import read_suppressions

SIZE = 50_000

LINES = {
    "backticks": "`",
    "growing runs of backticks": "".join("`" * (n % 50 + 1) + " " for n in range(2_666)),
    "brackets": "[",
    "links that never close": "[[a ",
    "nested brackets": "[[a]",
    "relations that never end": "[[a::B:",
    "half Markdown links": "](",
    "Markdown links without an end": "[a](b(c",
    "labels": "[a]",
    "equals signs": "=",
    "equals signs and blanks": "= ",
    "hashes": "#",
    "hashes and blanks": "# ",
    "bars": "|",
    "bars and blanks": "| ",
    "bars and backticks": "|`",
    "escaped bars": "\\|",
    "backslashes": "\\",
    "table openers": "{|",
    "two bars": "||",
    "bangs": "!!",
    "hyphens": "-",
    "blanks": " ",
    "tabs": "\t",
    "quotation signs": ">",
    "carriage returns": "\r",
    "nulls": "\x00",
    "comments that never close": "<!--",
    "comments": "<!---->",
    "tags": "<",
    "nowiki that never closes": "<nowiki>",
    "code that never closes": "<code>",
    "blocks that never close": "<pre>",
    "highlighting that never closes": "<syntaxhighlight>",
    "highlighting that is inline": "<syntaxhighlight inline>",
    "attributes": "<a a=",
    "anchors": "<a href='x'",
    "diagrams that never close": "{{#mermaid:",
    "braces": "{{",
    "templates": "{{a|b}}",
    "paths": "a.py ",
    "one path": "a/",
    "endings": ".py",
    "endings with lines": ".py:1-2,",
    "dots and letters": "a.b.",
    "dots": ".",
    "digits": "1",
    "ranges": "1-2, ",
    "lines without a file": "lines 1-2 ",
    "lines of a file": "lines 1-2 of a.py ",
    "addresses": "https://github.com/a/b/blob/main/c.py ",
    "one address": "https://x.org/" + "(" * SIZE,
    "addresses in labels": "[https://github.com/a/b/blob/main/c.py c.py] ",
    "machine paths": "/home/x/y ",
    "pins": "a>=1,",
    "many pins": "numpy >= 1.2, ",
    "versions": "1.2.3.4+ ",
    "words": "word ",
    "one word": "a",
    "one word with hyphens": "a-_",
    "apostrophes": "'",
    "asterisks": "*",
    "connections": "✅Impl:a_b_C ",
    "marks": "✅",
    "colons": "a::",
    "types": "Impl:",
    "install commands": "pip install ",
    "packages": "pip install " + "a " * (SIZE // 2),
    "quoted packages": "pip install '" + "a " * (SIZE // 2),
    "capital names": "is A_B_",
    "letters of all kinds": "é🚀\u0301",
}

BLOCKS = {
    "headings": "== A ==\n",
    "deeper headings": "".join(f"{'#' * (n % 6 + 1)} A {n}\n" for n in range(5_000)),
    "one heading": "## Step\n",
    "underlined headings": "A\n===\n\n",
    "rules": "---\n",
    "fences that never close": "".join(f"{'`' * (n % 60 + 3)}\n" for n in range(2_000)),
    "fences": "```\n",
    "fences with an intro": "a.py:1\n```\nx\n```\n",
    "wiki tables": "{|\n| a | b\n|}\n",
    "wiki tables that never close": "{|\n| a\n",
    "wiki rows": "{|\n" + "|-\n| a || b | c\n" * 3_750,
    "wiki cells": "{|\n" + "| a\n" * 12_500,
    "wiki cells with blank lines": "{|\n" + "| a\n\nx\n\n" * 5_000,
    "prose in one cell": "{|\n| a\n" + "prose\n\n" * 7_500 + "|}",
    "headers": "{|\n" + "! a !! b\n" * 5_000,
    "nested tables": "{|\n|\n" * 10_000,
    "pipe tables": "| Page | File |\n|--|--|\n| a_b_C | [x](principles/a.md) |\n\n",
    "one pipe table": "| Page | File |\n|--|--|\n" + "| a_b_C | [x](principles/a.md) |\n" * 1_500,
    "index sections": "## Workflow: a_b_C\n| Principle |\n|--|\n| x |\n| **Impl** | `a_b_D` |\n",
    "map rows": "| File | Lines |\n|--|--|\n" + "| `a.py` | 1 |\n" * 3_750,
    "items": "* '''File:''' a.py\n* '''Lines:''' 1-2\n",
    "lines items": "* '''Lines:''' 1-2\n",
    "file items": "* '''File:''' a.py\n",
    "repositories": "* '''Repository:''' a/b\n* '''File:''' c.py\n",
    "source locations": "== Source Location ==\n```\na.py\n```\n",
    "dependencies": "== Dependencies ==\n* `a`\n",
    "list items": "* `numpy` >= 1.2\n",
    "deep lists": "".join(" " * n + "* a\n" for n in range(600)),
    "comments that suppress": "<!-- kbaudit: ignore[dead-link] a -->\n",
    "one suppression of many": "<!-- kbaudit: ignore[" + "a," * 15_000 + "] b -->",
    "conflicts": "<<<<<<<\n=======\n",
    "inherited": "All dependencies from `a_b_C`\n",
    "empty lines": "\n",
    "empty Windows lines": "\r\n",
    "yaml": "---\n" + "a: b\n" * 1_500 + "---\n",
    "yaml that is one long line": "---\na: " + "b" * SIZE + "\n---\n",
    "yaml without an end": "---\n" + "# c\n" * 10_000,
    "reference links": "[a]: b.md\n",
    "a rule that is none": "| a |\n|" + "-" * SIZE + "x|\n",
    "attributes of a cell": "{|\n| " + "a=x" * (SIZE // 3) + '" | b\n|}\n',
    "quoted attributes of a cell": "{|\n| " + 'a="x"' * (SIZE // 5) + "' | b\n|}\n",
    "shields in a cell": "{|\n| " + "<nowiki>" * (SIZE // 8) + "\n|}\n",
    "mathematics in a cell": "{|\n| " + "<math>{{" * (SIZE // 8) + "\n|}\n",
}


def filled(unit: str) -> str:
    return unit if len(unit) > 1_000 else unit * (SIZE // len(unit))


INPUTS = {**LINES, **BLOCKS}
INPUTS |= {f"{name}, and then a line": f"{filled(unit)}\n# x\n" for name, unit in LINES.items()}


@pytest.mark.parametrize("name", INPUTS)
def test_reading_is_linear(name: str) -> None:
    text = filled(INPUTS[name])
    paths = ("_WorkflowIndex.md", "_RepoMap_a_b.md", "principles/a_b_C.md")
    repo_map, index, page = knowledge_base(dict.fromkeys(paths, text)).files
    assert decode(text.encode())[0] == text
    assert isinstance(index, Index)
    assert isinstance(repo_map, RepoMap)
    assert isinstance(page, Page)
    assert Source(text).line_count == page.source.line_count
    assert len(page.scan.plain) == len(page.scan.text)
    read_suppressions(page, {"dead-link"})
    seen = [page.sections, page.tables, page.links, page.anchors, page.citations, page.pins]
    seen += [page.relations, page.front_matter, index.content, repo_map.properties, repo_map.rows]
    assert len(seen) == 11
