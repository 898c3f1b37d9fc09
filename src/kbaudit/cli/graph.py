"""``kbaudit graph``."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kbaudit.cli import complete
from kbaudit.cli.options import knowledge_base, reading
from kbaudit.cli.request import request_of

if TYPE_CHECKING:
    from kbaudit.engine.graph import Graph

_EXAMPLES = """\b
Examples:
  kbaudit graph kb                               Mermaid, to paste into a page
  kbaudit graph kb --around Trainer --depth 2    the neighbourhood of a page
  kbaudit graph kb --format graphml -o kb.graphml
                                                 for Gephi, yEd or networkx
  kbaudit graph kb --svg kb.svg                  a picture, by Graphviz

\b
What is drawn:
  missing      a page that is named and not there; edges to it are broken
  orphan       a page to which no way leads from any Workflow
  dotted       a link without a relation, as of Markdown
"""

_FORMATS = ("mermaid", "dot", "graphml", "json")
_MODULES = {"graphml": "graph_xml"}


@click.command(short_help="Draw the pages and what leads from one to another.", epilog=_EXAMPLES)
@knowledge_base
@click.option("--format", "form", type=click.Choice(_FORMATS), help="The form. [default: mermaid]")
@click.option(
    "--around", metavar="NAME", shell_complete=complete.pages, help="Only what is near this page."
)
@click.option(
    "--depth",
    type=click.IntRange(min=0),
    metavar="N",
    help="With --around: how many edges away. [default: 1]",
)
@click.option("--output", "-o", metavar="FILE", help="Write to a file, not to standard output.")
@click.option("--svg", metavar="FILE", help="Draw a picture. Needs Graphviz (`dot`).")
@reading
def graph(
    kb: str | None,
    form: str | None,
    around: str | None,
    depth: int | None,
    output: str | None,
    svg: str | None,
    exclude: tuple[str, ...],
    config: Path | None,
) -> None:
    """Draw the graph of the knowledge base KB: its pages, and what leads from one to another.

    The direction of an edge is that of the relation, whichever page states it. Broken edges and
    orphans are marked, and types can be told apart by shape and colour.
    """
    from kbaudit.engine.audit import read_alone
    from kbaudit.engine.graph import graph_of
    from kbaudit.engine.named_page import named_page

    if depth is not None and around is None:
        raise click.UsageError("--depth says how far from a page: it needs --around NAME")
    request = request_of(kb, exclude=exclude, config=config)
    _, base = read_alone(request)
    found = graph_of(base, request.name)
    if around is not None:
        found = found.around(named_page(base, around).path, 1 if depth is None else depth)
    if svg is not None:
        _draw(found, svg)
    if svg is None or form or output:
        _write(found, form or "mermaid", output or "")


def _draw(found: "Graph", path: str) -> None:
    from kbaudit.cli.streams import file_output
    from kbaudit.engine.graphviz import drawn

    with file_output(path) as stream:
        stream.write(drawn(_text(found, "dot")).decode())
    click.echo(f"wrote {click.format_filename(path)}: {_told(found)}")


def _write(found: "Graph", form: str, path: str) -> None:
    from kbaudit.cli.boundary import say
    from kbaudit.cli.streams import file_output, standard_output
    from kbaudit.output.graph_mermaid import MOST_EDGES, too_large

    text = _text(found, form)
    with file_output(path) if path not in ("", "-") else standard_output() as stream:
        stream.write(text)
    if path not in ("", "-"):
        click.echo(f"wrote {click.format_filename(path)}: {_told(found)}")
    if form == "mermaid" and too_large(found, text):
        say(
            f"Mermaid draws no more than {MOST_EDGES} edges unless it is configured to: "
            "take --around, or --format dot"
        )


def _text(found: "Graph", form: str) -> str:
    import importlib
    import io

    stream = io.StringIO()
    module = importlib.import_module(f"kbaudit.output.{_MODULES.get(form, f'graph_{form}')}")
    module.write(found, stream)
    return stream.getvalue()


def _told(found: "Graph") -> str:
    from kbaudit.engine.graph import State
    from kbaudit.rulekit.wording import count

    broken = sum(edge.state is not State.OK for edge in found.edges)
    orphans = sum(node.orphan for node in found.nodes)
    pages = count(sum(not node.missing for node in found.nodes), "page")
    edges = count(len(found.edges), "edge")
    alone = f" ({count(orphans, 'orphan')})" if orphans else ""
    return f"{pages}{alone}, {edges}{f' ({broken:,} broken)' if broken else ''}"
