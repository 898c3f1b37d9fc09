"""The graph as a Mermaid flowchart, which GitHub and most wikis draw."""

from collections.abc import Callable, Iterable, Iterator
from typing import TextIO

from kbaudit.engine.graph import Graph, Node, State
from kbaudit.model.regex import regex
from kbaudit.output.graph_look import ALARM, FILLS, LINE, OTHER, caption, remark

MOST_EDGES = 500
MOST_TEXT = 50_000
"""What Mermaid draws without being configured: so many edges, and characters."""

_SHAPES = {
    "Workflow": ("([", "])"),
    "Principle": ("(", ")"),
    "Implementation": ("[", "]"),
    "Environment": ("[(", ")]"),
    "Heuristic": ("{{", "}}"),
}
_RECTANGLE = ("[", "]")
_SPECIAL = regex(r"[^\w .,()\-]")


def write(graph: Graph, stream: TextIO) -> None:
    """Write one flowchart."""
    stream.writelines(f"{line}\n" for line in _lines(graph))


def too_large(graph: Graph, text: str) -> bool:
    """Whether Mermaid refuses to draw it as it comes."""
    return len(graph.edges) > MOST_EDGES or len(text) > MOST_TEXT


def _lines(graph: Graph) -> Iterator[str]:
    yield "flowchart LR"
    ids = {node.id: f"n{number}" for number, node in enumerate(graph.nodes)}
    for node in graph.nodes:
        left, right = _SHAPES.get(node.type, _RECTANGLE)
        yield f'  {ids[node.id]}{left}"{_text(caption(node))}"{right}'
    for edge in graph.edges:
        arrow = "-->" if edge.relation else "-.->"
        ends = f'{arrow}|"{_text(remark(edge))}"|'
        yield f"  {ids[edge.source]} {ends} {ids[edge.target]}"
    yield from _classes(graph, ids)
    broken = [str(at) for at, edge in enumerate(graph.edges) if edge.state is not State.OK]
    if broken:
        yield f"  linkStyle {','.join(broken)} stroke:{ALARM},stroke-dasharray:6 4"


def _classes(graph: Graph, ids: dict[str, str]) -> Iterator[str]:
    """The style of each type, and after those what marks a missing page or an orphan."""
    for number, kind in enumerate(dict.fromkeys(node.type for node in graph.nodes)):
        fill = FILLS.get(kind, OTHER)
        style = f"fill:{fill},stroke:{LINE},color:#000000"
        name = kind if kind in _SHAPES else f"type{number}"
        yield from _class(name, style, graph.nodes, ids, _is_of(kind))
    alarm = f"fill:#ffffff,stroke:{ALARM},color:{ALARM},stroke-dasharray:6 4"
    yield from _class("missing", alarm, graph.nodes, ids, lambda node: node.missing)
    orphan = f"stroke:{ALARM},stroke-width:3px"
    yield from _class("orphan", orphan, graph.nodes, ids, lambda node: node.orphan)


def _is_of(kind: str) -> Callable[[Node], bool]:
    return lambda node: node.type == kind


def _class(
    name: str,
    style: str,
    nodes: Iterable[Node],
    ids: dict[str, str],
    belongs: Callable[[Node], bool],
) -> Iterator[str]:
    members = [ids[node.id] for node in nodes if belongs(node)]
    if members:
        yield f"  classDef {name} {style}"
        yield f"  class {','.join(members)} {name}"


def _text(text: str) -> str:
    """Text between quotes: all that Mermaid, Markdown or HTML could take for a sign, as a code.

    An underscore makes emphasis in Mermaid's Markdown only where backticks ask for it.
    """
    return _SPECIAL.sub(lambda match: f"#{ord(match[0])};", text)
