"""Links into the target's own repository, answered by the target."""

import pytest

from auditing import History, knowledge_base
from kbaudit.rulekit.sources import Sources
from kbaudit.rulekit.urls import State, in_target

FILES = {"_RepoMap_acme_rocket.md": "| Repository | https://github.com/acme/rocket |\n"}


@pytest.fixture
def sources() -> Sources:
    target = History({"v1": {"src/a.py": "a\n"}, "v2": {"src/b c.py": "b\n"}})
    kb = knowledge_base(FILES)
    return Sources(kb, target, target.revision(), repository="acme/rocket")


@pytest.mark.parametrize(
    ("rest", "state"),
    [
        ("blob/main/src/b%20c.py#L1", State.ALIVE),
        ("blob/v2/src/b%20c.py?plain=1", State.ALIVE),
        ("tree/HEAD/src", State.ALIVE),
        ("tree/main", State.ALIVE),
        ("tree/v1/src/", State.ALIVE),
        ("raw/v1/src/a.py", State.ALIVE),
        ("blob/v2/src/a.py", State.DEAD),
        ("tree/v1/docs", State.DEAD),
        ("blob/main/src/new.py", None),
        ("blob/v3/src/a.py", None),
        ("issues/1", None),
        ("", None),
    ],
)
def test_links_into_the_target(sources: Sources, rest: str, state: State | None) -> None:
    answer = in_target(f"https://github.com/Acme/Rocket/{rest}", sources)
    assert (answer.state if answer else None) is state


@pytest.mark.parametrize(
    "url",
    [
        "https://github.com/acme/other/blob/v1/src/a.py",
        "https://example.org/acme/rocket/blob/v1/src/a.py",
        "https://acme.github.io/rocket/",
    ],
)
def test_links_elsewhere(sources: Sources, url: str) -> None:
    assert in_target(url, sources) is None


def test_a_raw_address(sources: Sources) -> None:
    answer = in_target("https://raw.githubusercontent.com/acme/rocket/v1/src/a.py", sources)
    assert answer is not None
    assert answer.state is State.ALIVE
