"""The top of the command line. A new command is one line of the table."""

import click

from kbaudit import __version__
from kbaudit.cli.lazy import Entry, LazyGroup

SECTIONS = {
    "Audit and repair": {
        "check": Entry(
            "kbaudit.cli.check:check", "Audit a knowledge base and print what is found."
        ),
        "fix": Entry(
            "kbaudit.cli.fix:fix", "Repair what is found, where only one repair is right."
        ),
        "report": Entry("kbaudit.cli.report:report", "Write the report of an audit as Markdown."),
        "diff": Entry(
            "kbaudit.cli.diff:diff",
            "Tell what another revision of the target does to the pages.",
        ),
    },
    "Tables and pictures": {
        "pins": Entry("kbaudit.cli.pins:pins", "Print the table of all version pins."),
        "stats": Entry(
            "kbaudit.cli.stats:stats", "Count pages, relations, citations, pins and findings."
        ),
        "graph": Entry(
            "kbaudit.cli.graph:graph", "Draw the pages and what leads from one to another."
        ),
        "show": Entry(
            "kbaudit.cli.show:show", "Print what kbaudit reads in the front matter of a page."
        ),
    },
    "Make and move pages": {
        "new": Entry("kbaudit.cli.new:new", "Make a page, with its row in the index."),
        "rename": Entry("kbaudit.cli.rename:rename", "Rename a page, with all that names it."),
        "rm": Entry("kbaudit.cli.rm:rm", "Remove a page, with all that lists it."),
    },
    "Records to commit": {
        "lock": Entry(
            "kbaudit.cli.lock:lock", "Record where each citation pointed when it was last true."
        ),
        "baseline": Entry(
            "kbaudit.cli.baseline:baseline",
            "Record today's findings, so that only new ones are reported.",
        ),
    },
    "Hooks and targets": {
        "hook": Entry(
            "kbaudit.cli.hook:hook",
            "Check what is being committed, as a hook of git or pre-commit.",
        ),
        "target": Entry(
            "kbaudit.cli.target:target", "Keep a copy of the repository that pages are about."
        ),
    },
    "Set-up and help": {
        "init": Entry(
            "kbaudit.cli.init:init", "Write a commented kbaudit.yaml for a knowledge base."
        ),
        "rules": Entry("kbaudit.cli.rules:rules", "List all rules, or explain one."),
        "schema": Entry(
            "kbaudit.cli.schema:schema", "Print a JSON Schema that comes with kbaudit."
        ),
        "doctor": Entry("kbaudit.cli.doctor:doctor", "Tell what kbaudit finds on this machine."),
        "completion": Entry(
            "kbaudit.cli.completion:completion",
            "Print the script that completes commands in a shell.",
        ),
        "demo": Entry("kbaudit.cli.demo:demo", "Lay out a small example and audit it."),
    },
}
"""The commands, as `kbaudit --help` lists them."""

COMMANDS = {name: entry for part in SECTIONS.values() for name, entry in part.items()}

_EXAMPLES = """\b
Examples:
  kbaudit check                              the knowledge base around here
  kbaudit check kb --repo ../code            hold its pages against a clone
  kbaudit check kb --repo ../code --rev v2   ... at a revision
  kbaudit check kb --select citation,link    only some rules or tags
  kbaudit check kb --format json=out.json    a report for programs
  kbaudit fix kb --diff                      a patch of what can be repaired
  kbaudit rules explain dead-link            what it means, how to repair

\b
Exit status: 0 clean, 1 findings at or above --fail-on, 2 wrong usage,
configuration or revision, 3 a fault of kbaudit itself.
"""


@click.group(
    "kbaudit",
    cls=LazyGroup,
    sections=SECTIONS,
    help="Audit a knowledge base about a code base: its links, indexes and citations, proven "
    "against a git revision.",
    epilog=_EXAMPLES,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
)
@click.version_option(__version__, prog_name="kbaudit", message="%(prog)s %(version)s")
def cli() -> None:
    """The group itself does nothing."""
