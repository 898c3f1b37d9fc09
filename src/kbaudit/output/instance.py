"""The instance of a page as YAML or JSON, with nothing in it that could steer a terminal."""

import json
from typing import TextIO

from kbaudit.engine.redact import masked
from kbaudit.engine.shown import Shown
from kbaudit.output.clean import json_safe
from kbaudit.read.write_yaml import write_yaml


def write_instance(shown: Shown, form: str, stream: TextIO) -> None:
    """Write the instance to `stream`; `form` is ``yaml`` or ``json``."""
    data = dict(shown.instance.data)
    if form == "json":
        text = json_safe(json.dumps(data, ensure_ascii=False, indent=2)) + "\n"
    else:
        text = write_yaml(data)
    stream.write(masked(text, shown.secrets))
