"""One page as kbaudit sees it: the instance of its front matter, and what is to be said of that."""

from dataclasses import dataclass
from pathlib import Path

from kbaudit.engine.audit import read_alone
from kbaudit.engine.locate import enclosing
from kbaudit.engine.named_page import named_page
from kbaudit.engine.redact import secrets_of
from kbaudit.engine.request import Request
from kbaudit.model.errors import UsageError
from kbaudit.read.instance import Instance
from kbaudit.read.page import Page
from kbaudit.read.page_instance import page_instance


@dataclass(frozen=True, slots=True)
class Shown:
    """The instance of a page, remarks about it, and the secrets that must not be shown."""

    instance: Instance
    notes: tuple[str, ...]
    secrets: tuple[str, ...]


def shown_page(request: Request, name: str) -> Shown:
    """The page that is called `name`, or lies at that path, in the knowledge base of `request`.

    Raises UsageError when there is no such page, or none that can be read.
    """
    _, kb = read_alone(request)
    page = named_page(kb, name)
    if page.unreadable is not None:
        raise UsageError(f"{page.path} {page.unreadable.reason}: {page.unreadable.remedy}")
    matter = page.front_matter
    problems = [_told(page, problem.span.start, problem.message, problem.help)
                for problem in (matter.instance.problems if matter else ())]  # fmt: skip
    if matter is not None and not matter.instance.readable:
        raise UsageError(f"the front matter cannot be read: {problems[-1]}")
    if matter is None:
        problems.append(f"{page.path} has no front matter: this is what its place and text say")
    instance = page_instance(page, kb.scope_of(page))
    return Shown(instance, tuple(problems), secrets_of({page.path: page.source}))


def root_of(path: Path) -> Path | None:
    """The knowledge base in which the file `path` lies; None for what is no file in one."""
    return enclosing(path.absolute().parent) if path.is_file() else None


def _told(page: Page, offset: int, message: str, remedy: str) -> str:
    at = page.source.position(offset)
    return f"{page.path}:{at.line}:{at.column}: {message}" + (f"; {remedy}" if remedy else "")
