"""Writes the files that follow from the code: ``python tools/generate.py``.

They are kept in the repository, so that editors and readers find them; ``tests/test_generated.py``
compares them with what this would write.
"""

import sys
from pathlib import Path

from kbaudit.engine.catalogue import baseline_schema, config_schema, dump, lock_schema
from kbaudit.output.rules import rule_page, rules_page
from kbaudit.rulekit.discovery import all_rules
from kbaudit.rulekit.shape.schemas import front_matter_schemas

ROOT = Path(__file__).parent.parent
RULE_PAGES = "docs/rules"


def generated() -> dict[str, str]:
    """The text of each generated file by its path from the root of the repository."""
    rules = all_rules()
    files = {f"{RULE_PAGES}/{rule.id}.md": rule_page(rule) for rule in rules}
    files[f"{RULE_PAGES}/README.md"] = rules_page(rules)
    files["schemas/config.schema.json"] = dump(config_schema(rules))
    files["schemas/baseline.schema.json"] = dump(baseline_schema())
    files["schemas/lock.schema.json"] = dump(lock_schema())
    for name, schema in front_matter_schemas().items():
        files[f"schemas/{name}.schema.json"] = dump(schema)
    return files


def stale(root: Path = ROOT) -> list[str]:
    """Pages of rules that are no more."""
    kept = generated()
    here = (f"{RULE_PAGES}/{path.name}" for path in (root / RULE_PAGES).glob("*.md"))
    return sorted(path for path in here if path not in kept)


def main() -> None:
    """Write what is missing or different, and remove what is stale."""
    for name, text in generated().items():
        path = ROOT / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8", newline="\n")
            sys.stdout.write(f"wrote {name}\n")
    for name in stale():
        (ROOT / name).unlink()
        sys.stdout.write(f"removed {name}\n")


if __name__ == "__main__":
    main()
