"""The graph in GraphML, for Gephi, yEd, networkx and their like."""

from collections.abc import Iterator
from typing import TextIO
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from kbaudit.engine.graph import Graph
from kbaudit.output.graph_look import plain

_NAMESPACE = "http://graphml.graphdrawing.org/xmlns"
_KEYS = (
    ("node", "name", "string"),
    ("node", "label", "string"),
    ("node", "type", "string"),
    ("node", "path", "string"),
    ("node", "missing", "boolean"),
    ("node", "orphan", "boolean"),
    ("edge", "relation", "string"),
    ("edge", "state", "string"),
)


def write(graph: Graph, stream: TextIO) -> None:
    """Write one directed graph. Nodes are called by their paths."""
    root = Element("graphml", xmlns=_NAMESPACE)
    for owner, name, kind in _KEYS:
        about = {"id": f"{owner}-{name}", "for": owner, "attr.name": name, "attr.type": kind}
        SubElement(root, "key", about)
    inner = SubElement(root, "graph", id="kb", edgedefault="directed")
    for node in graph.nodes:
        element = SubElement(inner, "node", id=plain(node.id))
        values = (node.name, node.label, node.type, node.path, node.missing, node.orphan)
        _data(element, "node", iter(values))
    for number, edge in enumerate(graph.edges):
        ends = {"source": plain(edge.source), "target": plain(edge.target)}
        element = SubElement(inner, "edge", {"id": f"e{number}", **ends})
        _data(element, "edge", iter((edge.relation or "link", edge.state.value)))
    indent(root)
    stream.write("<?xml version='1.0' encoding='UTF-8'?>\n")
    stream.write(tostring(root, encoding="unicode") + "\n")


def _data(element: Element, owner: str, values: Iterator[str | bool]) -> None:
    names = (name for kind, name, _ in _KEYS if kind == owner)
    for name, value in zip(names, values, strict=True):
        text = str(value).lower() if isinstance(value, bool) else plain(value)
        SubElement(element, "data", key=f"{owner}-{name}").text = text
