"""Import paths of Python and the files of a revision that they lead to."""

from collections import defaultdict
from collections.abc import Iterable
from posixpath import basename

_ENDINGS = (".py", ".pyi")
_INIT = "__init__.py"
_ASIDE = frozenset(
    {"tests", "test", "testing", "examples", "example", "docs", "doc", "samples", "benchmarks"}
    | {"scripts", "tools", "notebooks", "tutorials", "third_party", "vendor", "templates"}
)


class Modules:
    """The packages of a revision, by the names under which they are imported.

    A package begins at the topmost folder that has an ``__init__.py``; what lies in a folder of
    tests or examples is no package that a page would import.
    """

    def __init__(self, paths: Iterable[str]) -> None:
        self._paths = frozenset(paths)
        self._folders = _folders(self._paths)
        self._roots: dict[str, set[str]] = defaultdict(set)
        inits = {
            path[: -len(_INIT)].removesuffix("/")
            for path in self._paths
            if path.endswith(_INIT) and basename(path) == _INIT
        }
        for folder in inits - {""}:
            above = _above(folder)
            if above not in inits and _ASIDE.isdisjoint(folder.split("/")):
                self._roots[basename(folder)].add(above)

    def is_own(self, module: str) -> bool:
        """Whether the import path begins with a package of the target."""
        return module.partition(".")[0] in self._roots

    def files(self, module: str) -> list[str]:
        """The files that an absolute import path can mean, in order; a package means its init."""
        root, *rest = module.split(".")
        found = []
        for above in sorted(self._roots.get(root, ())):
            place = "/".join(part for part in (above, root, *rest) if part)
            found += self._at(place)
        return found

    def is_folder(self, module: str) -> bool:
        """Whether the import path is a folder of a package, with or without an init."""
        root, *rest = module.split(".")
        return any(
            "/".join(part for part in (above, root, *rest) if part) in self._folders
            for above in self._roots.get(root, ())
        )

    def relative(self, path: str, module: str, level: int) -> list[str]:
        """The files that an import in the file `path` can mean, `level` dots before `module`."""
        if level == 0:
            return self.files(module)
        folder = _above(path)
        for _ in range(level - 1):
            folder = _above(folder)
        place = "/".join(part for part in (folder, *module.split(".")) if part)
        return self._at(place)

    def submodule(self, path: str, name: str) -> str | None:
        """The file of module `name` in the package whose init is `path`."""
        if basename(path) not in ("__init__.py", "__init__.pyi"):
            return None
        place = f"{_above(path)}/{name}".removeprefix("/")
        found = self._at(place)
        return found[0] if found else place if place in self._folders else None

    def _at(self, place: str) -> list[str]:
        names = [f"{place}{ending}" for ending in _ENDINGS]
        names += [
            f"{place}/__init__{ending}" if place else f"__init__{ending}" for ending in _ENDINGS
        ]
        return [name for name in names if name in self._paths][:1]


def _above(path: str) -> str:
    """The folder in which a file or folder is; empty for those at the top."""
    return path.rpartition("/")[0]


def _folders(paths: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for path in paths:
        folder = _above(path)
        while folder and folder not in found:
            found.add(folder)
            folder = _above(folder)
    return found
