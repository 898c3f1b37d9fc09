"""A secret that stands on a page appears in full in no output."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from kbaudit.engine.redact import masked, secrets_of
from kbaudit.model.span import Source
from kbaudit.read.secrets import find_secrets
from support import lay_out

SOURCE = Path(__file__).parents[2] / "src"
# Put together here, so that no scanner of this repository takes them for leaks of its own.
TOKEN = "hf_" + "QwErTyUiOpLsDfGhJkMzXcVbNmQaZwSxEd"
VALUE = "9fGh2LkQz8/TnVb4+" + "XwR7sYpJ1mCdE5uK3oHaZiB"
BODY = "MIIEpAIBAAKCAQEA7bq3fZ9xWm2LkVtRz8YpQsN1cHdJf6\nGuA3oWiTnVb4XwR7sYpJ1mCdE5uK3oHaZiB"
PAGE = f"""\
# Environment: o_r_Leak

== Dependencies ==
* `torch` => 2.2

== Credentials ==
* `API_KEY`: `{VALUE}` and [a link](nowhere-{TOKEN}.md)

== Quick Install ==
`HF_TOKEN={TOKEN} pip install torch>=2.2` [[step::Principle:{TOKEN}]]

-----BEGIN PRIVATE KEY-----
{BODY}
-----END PRIVATE KEY-----

<!-- kbaudit: ignore[dead-link] {TOKEN} -->
"""


@pytest.fixture
def kb(tmp_path: Path) -> Path:
    lay_out(tmp_path / "kb", {"environments/o_r_Leak.md": PAGE})
    return tmp_path / "kb"


def environ() -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {**kept, "PYTHONPATH": str(SOURCE), "COLUMNS": "300", "TERM": "xterm"}


def on_terminal(*args: str) -> str:
    master, slave = pty.openpty()
    command = [sys.executable, "-m", "kbaudit", *args]
    process = subprocess.Popen(command, stdout=slave, stderr=slave, stdin=slave, env=environ())
    os.close(slave)
    seen = b""
    while True:
        try:
            piece = os.read(master, 65536)
        except OSError:
            break
        if not piece:
            break
        seen += piece
    process.wait()
    os.close(master)
    return seen.decode()


def piped(*args: str) -> str:
    command = [sys.executable, "-m", "kbaudit", *args]
    done = subprocess.run(command, capture_output=True, env=environ())
    return (done.stdout + done.stderr).decode()


def assert_secret(output: str) -> None:
    assert "o_r_Leak" in output
    for secret in (TOKEN, VALUE, *BODY.split("\n")):
        assert secret not in output
        assert secret[4:] not in output
        assert secret[:12] not in output


@pytest.mark.parametrize(
    "args",
    [
        ("check",),
        ("check", "--select", "leaked-secret"),
        ("check", "--select", "dead-file-link,dead-link,unquoted-requirement,invalid-pin"),
        ("check", "--format", "json"),
        ("fix", "--unsafe", "--select", "pin"),
        ("pins", "--all"),
    ],
)
def test_in_no_output(kb: Path, args: tuple[str, ...]) -> None:
    command = (args[0], str(kb), *args[1:])
    assert_secret(on_terminal(*command))
    lay_out(kb, {"environments/o_r_Leak.md": PAGE})
    assert_secret(piped(*command))


def test_places_stay_where_they_are(kb: Path) -> None:
    words = secrets_of({"p": Source(PAGE)})
    shown = masked(PAGE, words)
    assert len(shown) == len(PAGE)
    assert shown.count("\n") == PAGE.count("\n")
    assert f"HF_TOKEN=hf_Q{'*' * (len(TOKEN) - 4)} pip" in shown


def test_longer_secrets_are_masked_before_those_they_begin_with() -> None:
    longer = TOKEN + "7Yb3"
    texts = {"a": Source(f"{TOKEN} x\n"), "b": Source(f"{longer}\n")}
    shown = masked(f"{longer} {TOKEN}", secrets_of(texts))
    assert shown == f"hf_Q{'*' * (len(longer) - 4)} hf_Q{'*' * (len(TOKEN) - 4)}"


def test_long_texts_are_searched_quickly() -> None:
    for text in (
        "TOKEN=" * 50_000,
        "a" * 300_000,
        "eyJ" * 100_000,
        "TOKEN " + " " * 300_000,
        "://" * 90_000,
    ):
        assert find_secrets(Source(text)) == ()
