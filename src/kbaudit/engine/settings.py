"""Settings of rules: a level, ``off``, or a mapping with a level and the rule's own options."""

from collections.abc import Mapping
from typing import Any

from kbaudit.engine.expected import expected, unknown
from kbaudit.engine.loaded import Setting
from kbaudit.engine.located import Loc, Located
from kbaudit.model.finding import Level
from kbaudit.rulekit.rule import Rule
from kbaudit.rulekit.wording import closest, code, listing

WORDS = (*(level.label for level in sorted(Level, reverse=True)), "off")
"""What may stand for a level."""


def read_settings(
    given: Mapping[str, Any],
    at: Loc,
    located: Located,
    errors: list[str],
    rules: Mapping[str, Rule],
) -> dict[str, Setting]:
    """The settings by name of rule or tag; what is wrong is added to `errors`.

    `rules` are all that there are, by name.
    """
    tags = {tag for rule in rules.values() for tag in rule.tags}
    settings: dict[str, Setting] = {}
    for name, value in given.items():
        loc = (*at, name)
        if name not in rules and name not in tags:
            message = unknown("rule or tag", name, {*rules, *tags})
            errors.append(located.error(loc, message, of_key=True))
            continue
        setting = _read(rules.get(name), value, loc, located, errors)
        if setting is not None:
            settings[name] = setting
    return settings


def _read(
    rule: Rule | None, value: Any, loc: Loc, located: Located, errors: list[str]
) -> Setting | None:
    if isinstance(value, str):
        return _level(value, loc, located, errors)
    if not isinstance(value, dict):
        what = f"{listing(WORDS, 'or')}, or a mapping"
        errors.append(located.error(loc, f"{code(str(loc[-1]))} {expected(what, value)}"))
        return None
    options = dict(value)
    setting = Setting()
    if "level" in options:
        read = _level(options.pop("level"), (*loc, "level"), located, errors)
        if read is None:
            return None
        setting = read
    if rule is None or rule.options is None:
        what = "a tag" if rule is None else "this rule"
        for key in options:
            message = f"{what} has no option {code(key)}: only `level` is allowed"
            errors.append(located.error((*loc, key), message, of_key=True))
        return setting
    from pydantic import ValidationError

    try:
        return Setting(setting.level, setting.off, rule.options.model_validate(options))
    except ValidationError as error:
        from kbaudit.engine.complaints import complaints

        errors += complaints(error, rule.options, located, loc)
        return None


def _level(value: Any, loc: Loc, located: Located, errors: list[str]) -> Setting | None:
    if value == "off":
        return Setting(off=True)
    if isinstance(value, str) and value in WORDS:
        return Setting(Level[value.upper()])
    near = closest(value, WORDS) if isinstance(value, str) else None
    hint = f"; did you mean {code(near)}?" if near else ""
    message = f"the level {expected(listing(WORDS, 'or'), value)}{hint}"
    errors.append(located.error(loc, message))
    return None
