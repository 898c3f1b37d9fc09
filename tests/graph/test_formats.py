"""Every format is what its readers take it for, whatever pages are called."""

import json
import re
import shutil
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import networkx
import pydot
import pytest
from click.testing import CliRunner, Result
from hypothesis import example, given, settings
from hypothesis import strategies as st

from graph.conftest import NAMES
from kbaudit.cli.group import cli
from kbaudit.engine.graph import Graph, Node, State, graph_of
from kbaudit.engine.schemas import read_schema
from kbaudit.output import graph_dot, graph_mermaid, graph_xml
from kbaudit.output.clean import printable
from kbaudit.output.graph_look import plain
from kbaudit.read.knowledge_base import KnowledgeBase
from kbaudit.read.tree import read_tree

# pydot calls pyparsing by names that it is to forget.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:pydot")


def dot_of(text: str) -> pydot.Dot:
    graphs = pydot.graph_from_dot_data(text)
    assert graphs is not None
    (found,) = graphs
    return found


def run(*args: object) -> Result:
    return CliRunner().invoke(cli, [str(arg) for arg in args])


def written(kb: Path, form: str) -> str:
    result = run("graph", kb, "--format", form)
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture
def graph(hostile: Path) -> Graph:
    return graph_of(KnowledgeBase.build(read_tree(hostile)))


def document(kb: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(written(kb, "json"))
    return found


def test_json_fits_its_schema(hostile: Path, graph: Graph) -> None:
    found = document(hostile)
    jsonschema.validate(found, json.loads(read_schema("graph")))
    assert [node["id"] for node in found["nodes"]] == [node.id for node in graph.nodes]
    assert {name for name in NAMES if "\x07" not in name} <= {n["name"] for n in found["nodes"]}
    words = json.loads(read_schema("graph"))["properties"]["edges"]["items"]["properties"]["state"]
    assert words["enum"] == [state.value for state in State]


def test_networkx_reads_the_graphml(hostile: Path, graph: Graph, tmp_path: Path) -> None:
    path = tmp_path / "kb.graphml"
    path.write_text(written(hostile, "graphml"), encoding="utf-8")
    found = networkx.read_graphml(path, force_multigraph=True)
    assert found.is_directed()
    assert len(found) == len(graph.nodes)
    assert found.number_of_edges() == len(graph.edges)
    for node in graph.nodes:
        data = found.nodes[plain(node.id)]
        assert (data["missing"], data["orphan"], data.get("type", "")) == (
            node.missing,
            node.orphan,
            node.type,
        )


def test_pydot_reads_the_dot(hostile: Path, graph: Graph) -> None:
    found = dot_of(written(hostile, "dot"))
    names = {node.get_name() for node in found.get_nodes()} - {"graph", "node", "edge"}
    assert len(names) == len(graph.nodes)
    assert len(found.get_edges()) == len(graph.edges)
    assert {edge.get_source() for edge in found.get_edges()} <= names


@pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not installed")
def test_graphviz_draws_every_name_as_it_is(hostile: Path, graph: Graph, tmp_path: Path) -> None:
    picture = tmp_path / "kb.svg"
    result = run("graph", hostile, "--svg", picture)
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith(f"wrote {picture}: {2 * len(NAMES)} pages")
    root = ElementTree.fromstring(picture.read_bytes())
    texts = {"".join(e.itertext()) for e in root.iter() if e.tag.endswith("}text")}
    shown = {re.sub(r" \((missing|orphan)\)$", "", text.replace("\xa0", " ")) for text in texts}
    assert {plain(node.label) for node in graph.nodes} <= shown


LINE = re.compile(
    r"""[ ]{2}(?:n\d+(?:\(\["[^"]*"\]\)|\("[^"]*"\)|\["[^"]*"\]|\[\("[^"]*"\)\]|\{\{"[^"]*"\}\})
    |n\d+\ (?:-->|-\.->)\|"[^"]*"\|\ n\d+
    |classDef\ \w+\ [\w:#,\- ]+|class\ [n\d,]+\ \w+|linkStyle\ [\d,]+\ [\w:#,\- ]+)""",
    re.VERBOSE,
)
LABEL = re.compile(r'"([^"]*)"')


def labels(text: str) -> list[str]:
    return [re.sub(r"#(\d+);", lambda m: chr(int(m[1])), one) for one in LABEL.findall(text)]


def test_mermaid_has_no_line_of_another_form(hostile: Path, graph: Graph) -> None:
    first, *lines = written(hostile, "mermaid").splitlines()
    assert first == "flowchart LR"
    assert [line for line in lines if not LINE.fullmatch(line)] == []
    shown = labels("\n".join(lines))[: len(graph.nodes)]
    assert [re.sub(r" \((missing|orphan)\)$", "", label) for label in shown] == [
        printable(node.label) for node in graph.nodes
    ]


@given(st.text(min_size=1, max_size=20))
@settings(max_examples=30)
@example("x")
def test_any_name_stays_one_name(name: str) -> None:
    import io

    found = Graph("kb", (), (Node(name, name, name, name, name), Node("x", "x", "", "", "x")), ())
    texts = {}
    for module in (graph_dot, graph_mermaid, graph_xml):
        stream = io.StringIO()
        module.write(found, stream)
        texts[module] = stream.getvalue()
        texts[module].encode()
    assert all(LINE.fullmatch(line) for line in texts[graph_mermaid].splitlines()[1:])
    assert labels(texts[graph_mermaid])[0] == printable(name)
    parsed = networkx.parse_graphml(texts[graph_xml])
    assert len(parsed) == len({plain(name), "x"})
    dot = dot_of(texts[graph_dot])
    assert len({node.get_name() for node in dot.get_nodes()}) == 5 - (plain(name) == "x")


def test_types_can_be_told_apart_and_marks_are_there(tmp_path: Path) -> None:
    pages = {
        "workflows/o_r_W.md": "[[step::Principle:o_r_P]] [[step::Principle:o_r_No]]",
        "principles/o_r_P.md": "[[implemented_by::Implementation:o_r_I]]",
        "principles/o_r_Alone.md": "# x\n",
        "implementations/o_r_I.md": "# x\n",
        "environments/o_r_E.md": "[[requires_env::Implementation:o_r_I]]",
        "heuristics/o_r_H.md": "# x\n",
        "_RepoMap_o_r.md": "# Map\n",
    }
    for path, text in pages.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text)
    mermaid = written(tmp_path, "mermaid")
    for line in ('(["W"])', '("P")', '["I"]', '[("E")]', '{{"H (orphan)"}}', '("No (missing)")'):
        assert line in mermaid
    assert "linkStyle 0 stroke" in mermaid
    dot = dot_of(written(tmp_path, "dot"))
    shapes = {node.get("label"): node.get("shape") for node in dot.get_nodes()}
    assert len({shapes[f'"{name}"'] for name in ("W", "P", "I", "E", "H (orphan)")}) == 5
    assert shapes['"Alone (orphan)"'] == shapes['"No (missing)"'] == shapes['"P"']
    broken = [edge for edge in dot.get_edges() if edge.get("style") == '"dashed"']
    assert [edge.get_destination() for edge in broken] == ['"Principle:o_r_No"']
