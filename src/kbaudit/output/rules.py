"""Rules on their way out: the list, and the page that explains one."""

import json
from collections.abc import Sequence
from typing import TextIO

from kbaudit.rulekit.rule import Need, Rule
from kbaudit.rulekit.wording import code, listing


def write_rules_text(rules: Sequence[Rule], stream: TextIO) -> None:
    """One line a rule, in columns."""
    rows = [("rule", "level", "tags", "repairs", "needs")]
    for rule in rules:
        repairs = rule.fix.name.lower() if rule.fix is not None else "-"
        rows.append(
            (rule.id, rule.level.label, ",".join(rule.tags), repairs, ",".join(_needs(rule)) or "-")
        )
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        stream.write("  ".join(cells).rstrip() + "\n")


def write_rules_json(rules: Sequence[Rule], stream: TextIO) -> None:
    """A list of objects, one a rule."""
    view = [
        {
            "name": rule.id,
            "level": rule.level.label,
            "tags": list(rule.tags),
            "summary": rule.docs.summary,
            "repairs": rule.fix.name.lower() if rule.fix is not None else None,
            "needs": _needs(rule),
        }
        for rule in rules
    ]
    stream.write(json.dumps(view, ensure_ascii=False, indent=2) + "\n")


def rule_page(rule: Rule) -> str:
    """The documentation of a rule as a Markdown page."""
    docs = rule.docs
    facts = [
        f"level {rule.level.label}",
        f"tags {listing([code(tag) for tag in rule.tags])}",
        f"repairs: {rule.fix.name.lower() if rule.fix is not None else 'none'}",
    ]
    if rule.needs:
        facts.append(f"needs {listing(sorted(need.value for need in rule.needs))}")
    parts = [f"# {rule.id}", docs.summary, f"*{'; '.join(facts)}.*"]
    for heading, text in (
        ("Why", docs.why),
        ("Example", docs.example),
        ("Remedy", docs.remedy),
        ("Fix safety", docs.fix_safety),
        ("Options", _options(rule)),
    ):
        if text:
            parts.append(f"## {heading}\n\n{text}")
    return "\n\n".join(parts) + "\n"


def rules_page(rules: Sequence[Rule]) -> str:
    """The list of all rules as a Markdown page, to stand beside their pages."""
    rows = ["| rule | level | tags | |", "|---|---|---|---|"]
    for rule in rules:
        summary = rule.docs.summary.replace("|", r"\|")
        link, tags = f"[{rule.id}]({rule.id}.md)", ", ".join(rule.tags)
        rows.append(f"| {link} | {rule.level.label} | {tags} | {summary} |")
    return "# Rules\n\n" + "\n".join(rows) + "\n"


def _options(rule: Rule) -> str:
    """The rule's own settings, from the JSON Schema of its model."""
    if rule.options is None:
        return ""
    properties = rule.options.model_json_schema(by_alias=True).get("properties", {})
    return "\n".join(
        f"* `{name}` (default `{json.dumps(schema.get('default'))}`): "
        f"{' '.join(str(schema.get('description', '')).split())}"
        for name, schema in properties.items()
    )


def _needs(rule: Rule) -> list[str]:
    return [need.name.lower() for need in Need if need in rule.needs]
