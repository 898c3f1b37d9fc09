"""How many pins were held against the target, and why the others were not."""

import pytest

from auditing import knowledge_base
from kbaudit.engine.audit import audit
from kbaudit.engine.request import Request
from kbaudit.example import Example, lay_out
from kbaudit.model.report import Coverage
from kbaudit.rulekit.pins_checked import pins_checked
from kbaudit.rulekit.sources import Sources
from kbaudit.target.memory import MemoryTarget

PAGE = """\
## Dependencies
* `torch` >= 2.2
* `numpy` >= 1.0
* `scipy` >= 1.0
* `jinja2` >= 3.1
* `regex`

## Compatibility
* `pandas` >= 9
"""


def test_pins_with_a_version_count_and_those_told_in_passing_do_not() -> None:
    target = MemoryTarget({"v1": {"requirements.txt": "torch>=2.6\nnumpy>=1\nscipy\nregex>=3\n"}})
    kb = knowledge_base({"environments/a_b_C.md": PAGE})
    (page,) = kb.pages
    assert pins_checked(page, Sources(kb, target, target.revision())) == Coverage(
        "pins",
        4,
        (
            ("of packages that the target does not ask for", 1),
            ("without a version to compare in the target", 1),
        ),
    )


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Example:
    return lay_out(tmp_path_factory.mktemp("demo") / "made")


@pytest.mark.parametrize(
    ("select", "kinds"),
    [
        ("wrong-pin", {"pins"}),
        ("missing-source-file", {"citations", "cited ranges"}),
        ("unquoted-requirement", set()),
        ("dead-link", set()),
    ],
)
def test_only_what_the_selected_rules_hold_against_the_target_counts(
    example: Example, select: str, kinds: set[str]
) -> None:
    report = audit(Request(example.wiki, repo=(str(example.code),), select=(select,))).report
    assert {one.what for one in report.coverage if one.total} == kinds
