"""Versions in code: constants and comparisons."""

import pytest

from kbaudit.target.requirements.checks import bound_of, read_checks, read_constants
from kbaudit.target.requirements.requirement import Constant


@pytest.mark.parametrize(
    ("text", "path", "name", "value"),
    [
        ('BITS_MIN_VERSION = "0.46.1"\n', "a.py", "BITS_MIN_VERSION", "0.46.1"),
        (
            "    X_MINIMUM_VERSION = packaging.version.parse('7.0')\n",
            "a.py",
            "X_MINIMUM_VERSION",
            "7.0",
        ),
        ('MIN_VERSION: Final = "1.2rc1"\n', "a.py", "MIN_VERSION", "1.2rc1"),
        ("export const NODE_VERSION: string = '20.1';\n", "a.ts", "NODE_VERSION", "20.1"),
        ('const GoVersion_VERSION = "1"\nGO_VERSION = "1.22"\n', "a.go", "GO_VERSION", "1.22"),
    ],
)
def test_constants(text: str, path: str, name: str, value: str) -> None:
    found = [(one.name, one.value) for one in read_constants(text.encode(), path)]
    assert found == [(name, value)]


def test_constants_are_found_once_and_with_their_lines() -> None:
    text = b'# VERSION\nA_VERSION = "1"  # the VERSION\nx.B_VERSION = "2"\n\nC_VERSION = "3"'
    found = [(one.name, one.line) for one in read_constants(text, "a.py")]
    assert found == [("A_VERSION", 2), ("C_VERSION", 5)]


@pytest.mark.parametrize(
    ("name", "about", "sign"),
    [
        ("AUTO_GPTQ_MIN_VERSION", "autogptq", ">="),
        ("MINIMUM_TORCH_VERSION", "torch", ">="),
        ("KERNELS_MAX_VERSION", "kernels", "<="),
        ("ADMIN_VERSION", "admin", ""),
    ],
)
def test_what_a_constant_is_about(name: str, about: str, sign: str) -> None:
    assert bound_of(Constant(name, "1", "a.py", 1)) == (about, sign)


@pytest.mark.parametrize(
    ("text", "name", "specifier", "origin"),
    [
        (
            'ok = version.parse(torch.__version__) >= version.parse("2.1.0")',
            "torch",
            ">=2.1.0",
            "branch",
        ),
        (
            'x = Version(metadata.version("flash_attn")) < Version("2.1")',
            "flash-attn",
            ">=2.1",
            "branch",
        ),
        (
            'return version.parse(torch_version) >= version.parse("2.6.0")',
            "torch",
            ">=2.6.0",
            "branch",
        ),
        (
            'if parse(peft.__version__) < parse("0.18"):\n    raise ImportError',
            "peft",
            ">=0.18",
            "check",
        ),
        ('if parse(np.__version__) > parse("2"):  # no\n    raise E', "numpy", "<=2", "check"),
        (
            'if a and parse(peft.__version__) < parse("0.18"):\n    raise E',
            "peft",
            ">=0.18",
            "branch",
        ),
        ('if not is_accelerate_available("1.1.0"):\n    raise E', "accelerate", ">=1.1.0", "check"),
        ('if is_triton_available("3.5.0"):\n    pass', "triton", ">=3.5.0", "branch"),
        ('f = is_torch_greater_or_equal("2.5", accept_dev=True)', "torch", ">=2.5", "branch"),
        ('f = is_torch_version(">=", "2.1.0")', "torch", ">=2.1.0", "branch"),
        ('require_version("datasets>=1.8.0", "to fix: pip")', "datasets", ">=1.8.0", "check"),
    ],
)
def test_comparisons(text: str, name: str, specifier: str, origin: str) -> None:
    (found,) = read_checks(f"import x\n{text}\n".encode(), "src/a.py")
    assert (found.name, found.specifier, found.origin) == (name, specifier, origin)
    assert found.line == 2


@pytest.mark.parametrize(
    "text",
    [
        'parse(name) >= parse("2")',
        "version.parse(torch.__version__) >= version.parse(MIN)",
        'is_available("1.2")',
        "is_torch_available()",
        "require_version(requirement)",
    ],
)
def test_what_is_not_clear_is_not_taken(text: str) -> None:
    assert list(read_checks(f"{text}\n".encode(), "a.py")) == []


def test_other_languages_compare_in_ways_that_are_not_read() -> None:
    assert list(read_checks(b'is_torch_available("1.2")', "a.ts")) == []
