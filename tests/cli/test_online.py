"""Addresses on pages, with a stand-in for lychee and, where it is installed, with lychee itself."""

import http.server
import json
import shutil
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kbaudit.cli.group import cli
from kbaudit.engine.lychee import find_lychee
from support import lay_out

REAL = find_lychee()
FAKE = '''#!{python}
"""Answers like lychee --format json --verbose, by what an address ends with."""
import html, json, pathlib, re, sys
here = pathlib.Path(__file__).parent
with (here / "calls").open("a") as calls:
    calls.write(json.dumps(sys.argv[1:]) + "\\n")
if (here / "broken").exists():
    sys.exit((here / "broken").read_text())
maps = {{"success_map": {{}}, "error_map": {{}}, "timeout_map": {{}}, "excluded_map": {{}}}}
for number, line in enumerate(pathlib.Path(sys.argv[-1]).read_text().splitlines(), 1):
    url = html.unescape(re.search('href="(.*)"', line)[1])
    word = url.rsplit("/", 1)[-1]
    one = {{"url": url, "status": {{"text": word}}, "span": {{"line": number, "column": 10}}}}
    kind = "success_map"
    if word.isdigit():
        kind, one["status"]["code"] = "error_map", int(word)
    elif word == "unreachable":
        kind = "error_map"
    elif word == "slow":
        kind = "timeout_map"
    elif word == "example":
        kind = "excluded_map"
    elif word.startswith("to-"):
        codes = word[3:].split("-")
        hops = [{{"url": f"{{url}}/{{i}}", "code": int(code)}} for i, code in enumerate(codes)]
        one["redirects"] = {{"origin": url, "redirects": hops}}
    maps[kind].setdefault("urls.html", []).append(one)
print(json.dumps({{"total": 1, **maps}}))
sys.exit(2 if maps["error_map"] else 0)
'''


def run(*args: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(arg) for arg in args])


def check(kb: Path, *more: str) -> Result:
    return run("check", kb, "--online", "--select", "dead-url,moved-url", *more)


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a stand-in on the PATH; its `calls` are the arguments that it got."""
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "lychee"
    program.write_text(FAKE.format(python=sys.executable))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))
    return folder


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KBAUDIT_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


def knowledge_base(root: Path, *urls: str, config: str = "{}\n") -> Path:
    page = "# o_r_Cuda\n\n" + "".join(f"See <{url}> there.\n" for url in urls)
    return lay_out(root / "kb", {"environments/o_r_Cuda.md": page, "kbaudit.yaml": config})


def calls(fake: Path) -> list[list[str]]:
    place = fake / "calls"
    lines = place.read_text().splitlines() if place.exists() else []
    return [json.loads(line) for line in lines]


def test_without_the_option_nobody_is_asked(tmp_path: Path, fake: Path) -> None:
    kb = knowledge_base(tmp_path, "https://acme.test/404")
    result = run("check", kb, "--select", "dead-url,moved-url")
    assert result.exit_code == 0
    assert "Not checked: 2 rules (dead-url and moved-url): offline: --online asks" in result.stdout
    assert calls(fake) == []
    strict = run("check", kb, "--select", "dead-url", "--strict")
    assert strict.exit_code == 1
    assert "or leave it out with `--ignore dead-url`" in strict.stderr
    left_out = run(
        "check", kb, "--strict", "--select", "dead-url,dead-link", "--ignore", "dead-url"
    )
    assert (left_out.exit_code, left_out.stderr) == (0, "")
    assert run("check", kb, "--select", "dead-url", "--strict", "--exit-zero").stderr == ""


def test_without_lychee_it_is_said_where_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kbaudit.engine.online.find_lychee", lambda: None)
    result = check(knowledge_base(tmp_path, "https://acme.test/404"))
    assert result.exit_code == 0
    assert "no lychee: `pip install kbaudit[online]` gets it" in result.stdout


def test_what_is_certain_is_reported_and_the_rest_is_counted(tmp_path: Path, fake: Path) -> None:
    words = (
        "fine", "404", "410", "403", "401", "429", "500", "503", "unreachable", "slow", "example",
        "301", "to-301", "to-308-301", "to-302", "to-307-301", "to-301-302", "{open}",
    )  # fmt: skip
    result = check(knowledge_base(tmp_path, *(f"https://acme.test/{word}" for word in words)))
    lines = result.stdout.splitlines()
    found = [line.split(" ", 3)[2:] for line in lines if "environments/" in line]
    assert found == [
        ["dead-url", "`https://acme.test/404` leads nowhere: the server answers 404, not found"],
        ["dead-url", "`https://acme.test/410` leads nowhere: the server answers 410, gone"],
        ["moved-url", moved("to-301", 0)],
        ["moved-url", moved("to-308-301", 1)],
        ["moved-url", moved("to-301-302", 0)],
    ]
    text = " ".join(result.stdout.split())
    assert (
        "8 of 18 URLs checked; 10 not: 3 the server refuses the question, 2 the server has a fault,"
        " 1 led around in circles, 1 left open by the author, 1 left out by lychee,"
        " 1 no answer in time, 1 not reached." in text
    )
    assert result.exit_code == 1


def moved(word: str, hop: int) -> str:
    old = f"https://acme.test/{word}"
    return f"`{old}` has moved for good; it is `{old}/{hop}` now"


def test_each_address_is_asked_for_once_and_a_good_answer_remembered(
    tmp_path: Path, fake: Path, cache: Path
) -> None:
    urls = ("fine", "fine#a", "404", "404#b", "to-301", "slow")
    kb = knowledge_base(tmp_path, *(f"https://acme.test/{url}" for url in urls))
    first = check(kb)
    second = check(kb)
    assert second.stdout == first.stdout
    assert len(calls(fake)) == 2
    kept = json.loads(next((cache / "urls").iterdir()).read_text())
    assert sorted(kept) == ["https://acme.test/fine", "https://acme.test/to-301"]
    (kb / "kbaudit.yaml").write_text("online: {max-age: 0}\n")
    assert check(kb).stdout == first.stdout


@pytest.mark.parametrize("text", ["", "[]", '{"a": 1}', '{"a": ["alive", "", "x"]}', "\x00"])
def test_a_memory_that_is_none_is_forgotten(
    tmp_path: Path, fake: Path, cache: Path, text: str
) -> None:
    kb = knowledge_base(tmp_path, "https://acme.test/404")
    (cache / "urls").mkdir(parents=True)
    (cache / "urls/answers-1.json").write_text(text)
    assert check(kb).exit_code == 1


def test_settings_of_the_configuration(tmp_path: Path, fake: Path) -> None:
    config = (
        "online:\n  exclude: ['https://inside.test/*']\n  accept: [403]\n"
        "  timeout: 3\n  private: true\n"
    )
    kb = knowledge_base(
        tmp_path, "https://inside.test/a/404", "https://acme.test/404", config=config
    )
    result = check(kb)
    assert "inside.test" not in result.stdout
    assert "1 excluded by the configuration" in result.stdout
    (options,) = calls(fake)
    assert options[options.index("--timeout") + 1] == "3"
    assert options[options.index("--accept") + 1] == "100..=103,200..=299,403"
    assert "--exclude-all-private" not in options
    (kb / "kbaudit.yaml").write_text("online: {max-age: 0}\n")
    check(kb)
    assert "--exclude-all-private" in calls(fake)[-1]


def test_hostile_addresses_stay_addresses(tmp_path: Path, fake: Path) -> None:
    urls = (
        'https://acme.test/"><a href="x',
        "https://acme.test/$(touch%20x)",
        "https://--help/404",
    )
    result = check(knowledge_base(tmp_path, *urls))
    assert result.exit_code in (0, 1)
    assert all(call[-1] == "urls.html" for call in calls(fake))


@pytest.mark.parametrize(
    ("text", "reason"),
    [("Error: cannot go out", "lychee failed: Error: cannot go out"), ("", "lychee failed")],
)
def test_a_lychee_that_fails_is_a_skip_with_the_reason(
    tmp_path: Path, fake: Path, text: str, reason: str
) -> None:
    (fake / "broken").write_text(text)
    result = check(knowledge_base(tmp_path, "https://acme.test/404"))
    assert result.exit_code == 0
    assert f"2 rules (dead-url and moved-url): {reason}" in result.stdout


def test_a_page_of_a_repository_that_does_not_answer_may_be_private(
    tmp_path: Path, fake: Path
) -> None:
    kb = knowledge_base(
        tmp_path,
        "https://github.com/acme/404/404",
        "https://github.com/acme/404",
        "https://github.com/acme/open/404",
    )
    result = check(kb)
    assert result.stdout.count("dead-url ") == 1
    assert "`https://github.com/acme/open/404` leads nowhere" in result.stdout
    assert "2 of a repository that is gone or private" in " ".join(result.stdout.split())


def test_moved_addresses_are_repaired(tmp_path: Path, fake: Path) -> None:
    kb = knowledge_base(tmp_path, "https://acme.test/to-301")
    assert run("fix", kb, "--online", "--select", "moved-url").exit_code == 0
    text = (kb / "environments/o_r_Cuda.md").read_text()
    assert text == "# o_r_Cuda\n\nSee <https://acme.test/to-301/0> there.\n"


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        word = self.path.partition("?")[0].strip("/")
        place = {"old": (301, "/fine"), "now": (302, "/fine"), "lost": (404, "")}
        code, where = place.get(word, (200, ""))
        self.send_response(code)
        if where:
            self.send_header("Location", where)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as served:
        thread = threading.Thread(target=served.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{served.server_port}"
        served.shutdown()
        thread.join()


@pytest.mark.skipif(REAL is None, reason="lychee is not installed")
def test_with_lychee_itself(tmp_path: Path, server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert REAL is not None
    monkeypatch.setenv("PATH", str(Path(shutil.which(REAL) or REAL).parent))
    urls = [f"{server}/{word}" for word in ("fine", "lost", "old#part", "now", "lost?a=1&b=(2)")]
    kb = knowledge_base(tmp_path, *urls, config="online: {private: true, timeout: 5}\n")
    for _ in range(2):
        result = check(kb, "--quiet")
        assert [line.split(" ", 3)[2:] for line in result.stdout.splitlines()] == [
            ["dead-url", f"`{server}/lost` leads nowhere: the server answers 404, not found"],
            [
                "moved-url",
                f"`{server}/old#part` has moved for good; it is `{server}/fine#part` now",
            ],
            [
                "dead-url",
                f"`{server}/lost?a=1&b=(2)` leads nowhere: the server answers 404, not found",
            ],
        ]
    (kb / "kbaudit.yaml").write_text("online: {timeout: 5, max-age: 0}\n")
    private = check(kb)
    assert private.exit_code == 0
    assert "5 in private networks: `private` under `online` asks them" in private.stdout
