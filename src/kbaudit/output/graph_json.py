"""The graph as JSON, described by ``schemas/graph.schema.json``."""

import json
from typing import Any, TextIO

from kbaudit import __version__
from kbaudit.engine.graph import Graph
from kbaudit.output.clean import json_safe

VERSION = 1
"""Raised when a reader of the JSON form would have to change."""


def write(graph: Graph, stream: TextIO) -> None:
    """Write one JSON object."""
    document = json.dumps(_view(graph), ensure_ascii=False, indent=2)
    stream.write(json_safe(document) + "\n")


def _view(graph: Graph) -> dict[str, Any]:
    return {
        "version": VERSION,
        "tool": {"name": "kbaudit", "version": __version__},
        "root": graph.root,
        "nodes": [
            {
                "id": node.id,
                "name": node.name,
                "label": node.label,
                "type": node.type or None,
                "path": node.path or None,
                "missing": node.missing,
                "orphan": node.orphan,
            }
            for node in graph.nodes
        ],
        "edges": [
            {
                "source": edge.source,
                "target": edge.target,
                "relation": edge.relation or None,
                "state": edge.state.value,
            }
            for edge in graph.edges
        ],
    }
