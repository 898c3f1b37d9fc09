"""Graphviz, where it is installed."""

import shutil
import subprocess

from kbaudit.model.errors import UsageError

_PATIENCE = 300


def drawn(text: str) -> bytes:
    """The graph `text`, in DOT, as SVG.

    Raises UsageError where there is no Graphviz, or it cannot draw the graph.
    """
    program = shutil.which("dot")
    if program is None:
        raise UsageError(
            "--svg needs Graphviz, and there is no `dot` on the PATH: install it "
            "(`apt install graphviz`, `brew install graphviz`, or https://graphviz.org/download), "
            "or take --format mermaid, which many sites draw themselves"
        )
    try:
        done = subprocess.run(
            [program, "-Tsvg"], input=text.encode(), capture_output=True, timeout=_PATIENCE
        )
    except subprocess.TimeoutExpired:
        hint = "draw a part of it, with --around"
        raise UsageError(f"Graphviz did not come to an end in {_PATIENCE} s: {hint}") from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise UsageError(f"Graphviz failed: {said[-1] if said else 'it does not say why'}")
    return done.stdout
