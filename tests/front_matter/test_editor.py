"""What an editor shows of a page's front matter, by the programs that editors use."""

import json
import os
import queue
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pytest
from click.testing import CliRunner

from kbaudit.cli.group import cli

pytestmark = pytest.mark.slow

PAGE = """---
# yaml-language-server: $schema=environment.schema.json
type: Environment
name: acme_rocket_Python
domain: [Infrastructure]
last_updated: 17 Dec
citations:
  - {path: src/rocket/engine.py, lines: 54-66}
---
# Python
"""
PATIENCE = 60


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A page's front matter as an editor hands it on, beside the schema that kbaudit prints."""
    printed = CliRunner().invoke(cli, ["schema", "environment"])
    assert printed.exit_code == 0
    (tmp_path / "environment.schema.json").write_text(printed.stdout, encoding="utf-8")
    (tmp_path / "page.yaml").write_text(PAGE.split("---\n")[1], encoding="utf-8")
    return tmp_path


def test_check_jsonschema_tells_of_the_error(folder: Path) -> None:
    pytest.importorskip("check_jsonschema", reason="check-jsonschema is not installed")
    command = [sys.executable, "-m", "check_jsonschema", "--schemafile", "environment.schema.json"]
    done = subprocess.run([*command, "page.yaml"], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 1
    assert "last_updated" in done.stdout
    assert "'domain' was unexpected" in done.stdout
    assert "citations" not in done.stdout


class Server:
    """The YAML language server, spoken to as an editor does: JSON-RPC over standard streams."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._in: IO[bytes] = process.stdin
        self._out: IO[bytes] = process.stdout
        self._messages: queue.Queue[dict[str, Any]] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        while header := self._out.readline():
            if header.lower().startswith(b"content-length:"):
                size = int(header.split(b":")[1])
                while self._out.readline().strip():
                    pass
                self._messages.put(json.loads(self._out.read(size)))

    def send(self, **message: Any) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._in.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self._in.flush()

    def until(self, wanted: str | int) -> Any:
        """The answer to a request, or what a notification says; questions are answered."""
        while True:
            message = self._messages.get(timeout=PATIENCE)
            if "id" in message and "method" in message:
                items = message["params"].get("items", [])
                settings = [{"validate": True, "schemaStore": {"enable": False}} for _ in items]
                self.send(id=message["id"], result=settings or None)
            elif message.get("method") == wanted:
                return message["params"]
            elif message.get("id") == wanted:
                return message["result"]


@contextmanager
def language_server(folder: Path) -> Iterator[Server]:
    program = os.environ.get("YAML_LANGUAGE_SERVER") or shutil.which("yaml-language-server")
    if program is None:
        pytest.skip("no yaml-language-server (npm install --global yaml-language-server)")
    process = subprocess.Popen(
        [program, "--stdio"], cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        server = Server(process)
        root = {"uri": folder.as_uri(), "name": "pages"}
        asked = {"workspace": {"configuration": True}, "textDocument": {"publishDiagnostics": {}}}
        server.send(
            id=1,
            method="initialize",
            params={
                "processId": None,
                "rootUri": root["uri"],
                "workspaceFolders": [root],
                "capabilities": asked,
            },
        )
        server.until(1)
        server.send(method="initialized", params={})
        yield server
    finally:
        process.kill()
        process.communicate()


def test_the_yaml_language_server_tells_of_the_error(folder: Path) -> None:
    """At its place, and with help on the keys, as VS Code and others show it."""
    page = folder / "page.yaml"
    text = page.read_text("utf-8")
    with language_server(folder) as server:
        document = {"uri": page.as_uri(), "languageId": "yaml", "version": 1, "text": text}
        server.send(method="textDocument/didOpen", params={"textDocument": document})
        diagnostics = server.until("textDocument/publishDiagnostics")["diagnostics"]
        found = {(one["range"]["start"]["line"], one["message"]) for one in diagnostics}
        assert (3, "Property domain is not allowed.") in found
        assert {line for line, _ in found} == {3, 4}
        place = {"textDocument": {"uri": page.as_uri()}, "position": {"line": 2, "character": 1}}
        server.send(id=2, method="textDocument/hover", params=place)
        assert "the name of its file" in json.dumps(server.until(2))
        end = {"line": text.count("\n"), "character": 0}
        server.send(id=3, method="textDocument/completion", params={**place, "position": end})
        offered = {item["label"] for item in server.until(3)["items"]}
        assert {"credentials", "hardware", "scope"} <= offered
        assert "insight" not in offered
