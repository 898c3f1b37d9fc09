"""The configuration of a knowledge base, found and read."""

import json
from hashlib import blake2b
from pathlib import Path

from kbaudit.engine.loaded import Loaded
from kbaudit.engine.locate import CONFIG_NAME
from kbaudit.engine.located import Located
from kbaudit.engine.request import Request
from kbaudit.model.errors import ConfigError
from kbaudit.rulekit.discovery import all_rules
from kbaudit.target.tables import OfThisRun, Tables


def load_config(root: Path, explicit: Path | None = None, tables: Tables | None = None) -> Loaded:
    """The configuration `explicit`, else that of the knowledge base `root`, else the default one.

    Raises ConfigError with one line for each thing that is wrong.
    """
    path = explicit or root / CONFIG_NAME
    other = root / "kbaudit.yml"
    if explicit is None and not path.exists() and other.exists():
        raise ConfigError(f"{other}:1:1: the configuration is named {CONFIG_NAME}: rename the file")
    if explicit is None and not (path.exists() or path.is_symlink()):
        return Loaded()
    return _loaded(read_config(path), path, tables or OfThisRun())


def read_config(path: Path) -> bytes:
    """The content of the file `path`, which is a configuration. Raises ConfigError for a folder."""
    if path.is_dir():
        raise ConfigError(f"{path}:1:1: this is a folder: the configuration is a file")
    return path.read_bytes()


def config_in(request: Request) -> Loaded:
    """The configuration of `request`: of the disk, or as git has it; one that was named is read.

    Raises ConfigError with one line for each thing that is wrong.
    """
    if request.recorded is None or request.config is not None:
        return load_config(request.root, request.config, request.tables)
    data = request.recorded.read(CONFIG_NAME)
    path = request.root / CONFIG_NAME
    return Loaded() if data is None else _loaded(data, path, request.tables)


def _loaded(data: bytes, path: Path, tables: Tables) -> Loaded:
    """The configuration in `data`, the content of the file `path`.

    What it says follows from its bytes alone, unless it names schemas: reading it takes longer than
    judging a page, so that it is read once.
    """
    from kbaudit.engine.meaning import meaning

    known = tables.table("configurations", str)
    digest = blake2b(data, digest_size=20).hexdigest()
    if digest in known:
        values = json.loads(known[digest])
        return meaning(values, path, Located(str(path), values, {}, {}), [], all_rules(tables))
    from kbaudit.engine.validation import validated
    from kbaudit.engine.yaml_values import yaml_of

    values, loaded = validated(yaml_of(data, path), path)
    if not values["schemas"]:
        known[digest] = json.dumps(values)
    return loaded
