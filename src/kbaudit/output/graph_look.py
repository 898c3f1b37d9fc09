"""How the graph looks in every format: colours and words, so that drawings can be compared."""

from kbaudit.engine.graph import Edge, Node, State
from kbaudit.output.clean import printable

FILLS = {
    "Workflow": "#c6dbef",
    "Principle": "#fdd0a2",
    "Implementation": "#d9f0d3",
    "Environment": "#dadaeb",
    "Heuristic": "#fff2ae",
}
"""Light colours that can be told apart by those who do not see red from green."""

OTHER = "#eeeeee"
ALARM = "#c00000"
LINE = "#444444"


def caption(node: Node) -> str:
    """The label of a node; that it is missing or an orphan is said in words as well as drawn."""
    note = " (missing)" if node.missing else " (orphan)" if node.orphan else ""
    return printable(node.label) + note


def remark(edge: Edge) -> str:
    """The label of an edge."""
    note = " (wrong type)" if edge.state is State.WRONG_TYPE else ""
    return (printable(edge.relation) or "link") + note


def plain(text: str) -> str:
    """Text that XML 1.0 can hold, which also SVG is: it has no word for some characters."""
    return printable(text).replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")
