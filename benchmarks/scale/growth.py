"""Whether work grows as its input does: ``python growth.py [NAME...]``.

Each case is a knowledge base with one thing in it that is far larger than people write, or a
target with such a thing. It is audited at a size, at twice and at four times that size, each in a
process of its own, and the processor time of the audit alone is compared: work that is linear
doubles with its input. A case that more than triples twice in a row is an error.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[2]
_LIMIT = 3.0
_LEAST = 0.15
"""Seconds below which a ratio says nothing."""

_AUDIT = """
import sys, time
from pathlib import Path
from kbaudit.engine.audit import audit
from kbaudit.engine.request import Request
audit(Request(root=Path(sys.argv[2])))
start = time.process_time()
repo = tuple(sys.argv[3:])
audit(Request(Path(sys.argv[1]), repo=repo, rev=("v2",) * len(repo), base=("v1",) * len(repo)))
print(time.process_time() - start)
"""

_ROW = "| acme_rocket_{0} | [→](./implementations/acme_rocket_{0}.md) | ✅Env:acme_rocket_Cuda |\n"


def _page(body: str) -> dict[str, str]:
    return {"implementations/acme_rocket_Page.md": f"# Page\n\n## Overview\n\n{body}\n"}


def _index(size: int, name: str = "P{0}") -> dict[str, str]:
    rows = "".join(_ROW.format(name.format(number)) for number in range(size))
    head = "# Index\n\n| Page | File | Connections |\n|---|---|---|\n"
    return {"_ImplementationIndex.md": head + rows}


def _unbacked(size: int) -> dict[str, str]:
    """Rows that connect pages which do not name each other."""
    return {**_page(""), **_index(size, "Page")}


def _unlisted(size: int) -> dict[str, str]:
    """Pages, half of which no row lists."""
    pages = {f"implementations/acme_rocket_P{n}.md": "# Page\n" for n in range(size)}
    return {**pages, **_index(size // 2)}


def _renamed(size: int) -> dict[str, str]:
    """Pages under names that no row has, and as many rows under names that no page has."""
    pages = {f"implementations/acme_rocket_Unlike_{n}.md": "# Page\n" for n in range(size)}
    return {**pages, **_index(size)}


def _unconnected(size: int) -> dict[str, str]:
    """Pages with a relation that their rows do not have, in an index that shows how to write it."""
    text = "# Page\n\n[[requires_env::Environment:acme_rocket_Cuda]]\n"
    pages = {f"implementations/acme_rocket_P{n}.md": text for n in range(size)}
    index = {
        path: text.replace("✅Env:acme_rocket_Cuda |\n", "— |\n", size // 2)
        for path, text in _index(size).items()
    }
    return {**pages, **index}


def _dead(size: int) -> dict[str, str]:
    """Pages, each with links that lead nowhere."""
    text = "# P\n\n[[implements::Principle:acme_rocket_X{0}]] [a](./acme_rocket_Q{0}.md)\n"
    return {f"implementations/acme_rocket_P{n}.md": text.format(n) for n in range(size)}


def _cited(size: int) -> dict[str, str]:
    return _page(
        "\n".join(f"* see `src/a{n % 50}/b{n}.py:{n + 1}-{n + 9}` there" for n in range(size))
    )


def _quote(size: int) -> dict[str, str]:
    code = "\n".join(f"    value_{n} = call({n})" for n in range(size))
    return _page(f"As in `src/big.py:1-{size}`:\n\n```python\n{code}\n```")


def _frontal(size: int) -> dict[str, str]:
    matter = "\n".join(
        f"- {{kind: Repo, title: T{n}, url: https://e.org/{n}}}" for n in range(size)
    )
    return {
        "implementations/acme_rocket_Page.md": f"---\nname: x\nsources:\n{matter}\n---\n# Page\n"
    }


def _map(size: int) -> dict[str, str]:
    rows = "".join(f"| ✅ | `src/part_{n}.py` | {n} | part |\n" for n in range(size))
    head = "# Map\n\n| Status | File | Lines | Purpose |\n|---|---|---|---|\n"
    return {"_RepoMap_acme_rocket.md": head + rows}


def _followed(body: str, before: str, after: str, path: str = "src/big.py") -> dict[str, str]:
    """A page about a file of the target, as it was and as it is; `path` is where it is now."""
    return {**_page(body), "v1:src/big.py": before, f"v2:{path}": after}


def _code(size: int, value: str = "") -> str:
    return "".join(f"    value_{n} = call({n}{value if n % 3 == 0 else ''})\n" for n in range(size))


def _functions(size: int) -> str:
    return "".join(
        f"def f{n}(a):\n    b_{n} = call_{n}(a)\n    return b_{n}\n\n" for n in range(size)
    )


def _cites(size: int) -> str:
    return "\n".join(f"* see `src/big.py:{4 * n + 1}-{4 * n + 3}`" for n in range(size))


def _shown(code: str, lines: str = "1") -> str:
    return f"As in `src/big.py:{lines}`:\n\n```python\n{code}```\n"


def _repeated(size: int) -> dict[str, str]:
    code = "    value = call(value)\n    return value_of(value)\n" * (size // 2)
    return _followed(_shown(f"{code}z = 12345678\n", f"1-{size}"), f"{code}y = 1\n", f"x\n{code}")


def _quotes(size: int) -> dict[str, str]:
    code = _code(size)
    lines = code.splitlines(keepends=True)
    some = [_shown("".join(lines[n : n + 3]), f"{n + 1}-{n + 3}") for n in range(0, size - 3, 7)]
    return _followed("\n".join(some), code, f"import this\n{code}")


def _one_line(size: int) -> dict[str, str]:
    line = f"x = [{'1234, ' * (size // 6)}]\n"
    return _followed(_shown(line[:200] + "\n"), line, line.replace("]", "5]"))


CASES: dict[str, tuple[int, Callable[[int], dict[str, str]]]] = {
    "relations": (
        12_000,
        lambda n: _page("\n".join(f"* [[step::Principle:P{k}]]" for k in range(n))),
    ),
    "links": (12_000, lambda n: _page("\n".join(f"* [x{k}](../a/p{k}.md#h{k})" for k in range(n)))),
    "plain links": (12_000, lambda n: _page("\n".join(f"* [[P{k}]]" for k in range(n)))),
    "addresses": (12_000, lambda n: _page("\n".join(f"* https://e.org/{k}" for k in range(n)))),
    "index rows": (6_000, _index),
    "unbacked connections": (3_000, _unbacked),
    "unlisted pages": (1_500, _unlisted),
    "renamed pages": (1_000, _renamed),
    "unlisted relations": (1_500, _unconnected),
    "dead links": (1_500, _dead),
    "map rows": (25_000, _map),
    "citations": (3_000, _cited),
    "a quote": (2_500, _quote),
    "a quote followed": (
        2_500,
        lambda n: _followed(_shown(_code(n), f"1-{n}"), _code(n), _code(n, "0")),
    ),
    "a quote that repeats": (5_000, _repeated),
    "quotes followed": (10_000, _quotes),
    "a line of code": (250_000, _one_line),
    "citations of one file": (
        2_000,
        lambda n: _followed(_cites(n), _functions(n), f"x\n{_functions(n)}".replace("9(", "8(")),
    ),
    "citations of a lost file": (
        1_000,
        lambda n: _followed(_cites(n), _functions(n), f"x\n{_functions(n)}", "src/new.py"),
    ),
    "a table cell": (250_000, lambda n: _page(f"| a | b |\n|---|---|\n| {'x ' * (n // 2)} | y |")),
    "a row of cells": (50_000, lambda n: _page(f"| a | b |\n|---|---|\n{'| x ' * n}|")),
    "a line": (250_000, lambda n: _page("word " * (n // 5))),
    "a word": (250_000, lambda n: _page("w" * n)),
    "headings": (12_000, lambda n: _page("\n".join(f"## H{k}\n\ntext\n" for k in range(n)))),
    "equal headings": (12_000, lambda n: _page("## Same\n\ntext\n" * n)),
    "code blocks": (
        6_000,
        lambda n: _page("\n".join(f"```python\nx = {k}\n```\n" for k in range(n))),
    ),
    "open fences": (25_000, lambda n: _page("\n".join(f"{'`' * (3 + k % 9)}x" for k in range(n)))),
    "backticks": (100_000, lambda n: _page("`a` " * (n // 4) + "`" * 1000)),
    "ticks of all lengths": (
        180_000,
        lambda n: _page(" ".join("`" * k for k in range(1, int((2 * n) ** 0.5)))),
    ),
    "open tags": (
        25_000,
        lambda n: _page("<syntaxhighlight><pre><code><!--{{#mermaid:" * (n // 5)),
    ),
    "braces": (50_000, lambda n: _page("{{#mermaid: " * (n // 2) + "}} " * (n // 2))),
    "brackets": (50_000, lambda n: _page("[" * n + "]" * n)),
    "open relations": (25_000, lambda n: _page("[[a::" * n)),
    "bars": (100_000, lambda n: _page("|" * n)),
    "wiki tables": (6_000, lambda n: _page("{|\n|-\n| a || b\n|}\n" * n)),
    "open wiki tables": (6_000, lambda n: _page("{|\n|-\n" * n)),
    "pins": (6_000, lambda n: _page("\n".join(f"* `p{k}` >= {k}.0, < {k + 1}" for k in range(n)))),
    "install commands": (
        3_000,
        lambda n: _page(
            "```bash\n" + "\n".join(f"pip install p{k}>={k}.1" for k in range(n)) + "\n```"
        ),
    ),
    "one install command": (6_000, lambda n: _page("`pip install " + "a>=1 " * n + "`")),
    "comments": (12_000, lambda n: _page("<!-- kbaudit: ignore[dead-link] x -->\n[[x]]\n" * n)),
    "numbers": (50_000, lambda n: _page("lines " + "1-2, " * n)),
    "dots": (250_000, lambda n: _page("a." * (n // 2))),
    "slashes": (250_000, lambda n: _page("a/" * (n // 2))),
    "spaces": (250_000, lambda n: _page("a" + " " * n + "b")),
    "blank lines": (250_000, lambda n: _page("\n" * n)),
    "stars": (100_000, lambda n: _page("*" * n)),
    "quotes": (100_000, lambda n: _page("'\"" * (n // 2))),
    "angles": (100_000, lambda n: _page("<" * n + ">" * n)),
    "front matter": (3_000, _frontal),
    "a key": (100_000, lambda n: _page("export HF_TOKEN=" + "aB3" * (n // 3))),
}


def main() -> int:
    """Run the cases, print a table and fail when one is not linear."""
    wanted = sys.argv[1:] or list(CASES)
    failed = []
    print(f"{'case':24}{'size':>9}{'seconds':>9}{'x2':>7}{'x4':>7}")
    for name in wanted:
        size, make = CASES[name]
        with tempfile.TemporaryDirectory() as folder:
            once, twice, fourfold = (_seconds(Path(folder), make, size * k) for k in (1, 2, 4))
        ratios = twice / once, fourfold / twice
        if fourfold > _LEAST and min(ratios) > _LIMIT:
            failed.append(name)
        print(f"{name:24}{size:9,}{once:9.3f}{ratios[0]:7.1f}{ratios[1]:7.1f}", flush=True)
    print(f"not linear: {', '.join(failed)}" if failed else "all are linear")
    return bool(failed)


def _seconds(folder: Path, make: Callable[[int], dict[str, str]], size: int) -> float:
    """Processor time of the audit of one knowledge base."""
    sized = make(size)
    for place in ("warm", f"size{size}"):
        files = {
            "environments/acme_rocket_Cuda.md": "# Environment\n",
            "_RepoMap_acme_rocket.md": "# M\n",
        }
        files |= sized if place != "warm" else {}
        write(folder / place, {path: files[path] for path in files if ":" not in path})
    target = repository(folder / f"code{size}", sized)
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            _AUDIT,
            str(folder / f"size{size}"),
            str(folder / "warm"),
            *target,
        ],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )
    return float(done.stdout)


def write(folder: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")


def repository(folder: Path, files: dict[str, str]) -> tuple[str, ...]:
    """A repository with the files of each revision, where there are any."""
    if not any(":" in path for path in files):
        return ()
    folder.mkdir()
    git = ["git", "-C", str(folder), "-c", "user.name=a", "-c", "user.email=a@b", "-c", "gc.auto=0"]
    subprocess.run([*git, "init", "-q"], check=True)
    for name in ("v1", "v2"):
        some = {path: text for path, text in files.items() if path.startswith(f"{name}:")}
        subprocess.run([*git, "rm", "-rq", "--ignore-unmatch", "."], check=True)
        write(folder, {path.partition(":")[2]: text for path, text in some.items()})
        for words in (["add", "-A"], ["commit", "--allow-empty", "-qm", name], ["tag", name]):
            subprocess.run([*git, *words], check=True)
    return (str(folder),)


if __name__ == "__main__":
    sys.exit(main())
