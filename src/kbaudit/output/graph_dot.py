"""The graph in DOT, the language of Graphviz."""

from collections.abc import Iterator
from typing import TextIO

from kbaudit.engine.graph import Edge, Graph, Node, State
from kbaudit.output.graph_look import ALARM, FILLS, LINE, OTHER, caption, plain, remark

_SHAPES = {
    "Workflow": "box",
    "Principle": "ellipse",
    "Implementation": "component",
    "Environment": "cylinder",
    "Heuristic": "hexagon",
}


def write(graph: Graph, stream: TextIO) -> None:
    """Write one directed graph. Nodes are called by their paths."""
    stream.writelines(f"{line}\n" for line in _lines(graph))


def _lines(graph: Graph) -> Iterator[str]:
    yield "digraph kb {"
    yield f'  graph [rankdir=LR, charset="UTF-8", tooltip={_quoted(graph.root)}];'
    yield f'  node [style=filled, color="{LINE}", fontname="Helvetica", fontsize=11];'
    yield f'  edge [color="{LINE}", fontname="Helvetica", fontsize=9];'
    for node in graph.nodes:
        yield f"  {_quoted(node.id)} [{_attributes(_of_node(node))}];"
    for edge in graph.edges:
        ends = f"{_quoted(edge.source)} -> {_quoted(edge.target)}"
        yield f"  {ends} [{_attributes(_of_edge(edge))}];"
    yield "}"


def _of_node(node: Node) -> Iterator[tuple[str, str]]:
    yield "label", caption(node)
    yield "tooltip", f"{node.type or 'no page type'}: {node.path or node.name}"
    yield "shape", _SHAPES.get(node.type, "note")
    if node.missing:
        yield "style", "dashed"
        yield "color", ALARM
        yield "fontcolor", ALARM
        return
    yield "fillcolor", FILLS.get(node.type, OTHER)
    if node.orphan:
        yield "color", ALARM
        yield "penwidth", "3"


def _of_edge(edge: Edge) -> Iterator[tuple[str, str]]:
    yield "label", remark(edge)
    if edge.state is not State.OK:
        yield "color", ALARM
        yield "fontcolor", ALARM
        yield "style", "dashed"
    elif not edge.relation:
        yield "style", "dotted"


def _attributes(pairs: Iterator[tuple[str, str]]) -> str:
    return ", ".join(f"{name}={_quoted(value)}" for name, value in pairs)


def _quoted(text: str) -> str:
    """A string in which nothing is an escape or an entity, neither as a name nor as a label."""
    safe = plain(text).replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;")
    return f'"{safe}"'
