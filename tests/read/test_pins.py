import pytest

from kbaudit.read.pins import Pins, read_pins
from kbaudit.read.scan import scan
from kbaudit.read.sections import read_sections
from kbaudit.read.tables import read_tables


def read(text: str) -> Pins:
    found = scan(text)
    return read_pins(found, read_sections(text, found.prose), read_tables(found.prose))


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("text", "form", "package", "specifier"),
    [
        ("* `tokenizers` >= 0.22.0, <= 0.23.0", "item", "tokenizers", ">= 0.22.0, <= 0.23.0"),
        ("* `cuda-toolkit` = 11.8", "item", "cuda-toolkit", "= 11.8"),
        ("- **`torch`**: `>=2.1`", "item", "torch", ">=2.1"),
        ("* `datasets[audio]` ~= 2.0", "item", "datasets", "~= 2.0"),
        ("* torch >= 2.2", "item", "torch", ">= 2.2"),
        ("== Dependencies ==\n* `scipy` (for filters)", "item", "scipy", ""),
        ("{|\n! Category !! Requirement\n|-\n| Python || >= 3.10.0 || x\n|}", "table", "Python",
         ">= 3.10.0"),
        ("{|\n! Category !! Requirement\n|-\n| CUDA || 11.0+\n|}", "table", "CUDA", "11.0+"),
        ("| Package | Version | For |\n|--|--|--|\n| torch | >= 2.2 | all |", "table", "torch",
         ">= 2.2"),
        ("```bash\npip install bitsandbytes>=0.43.0\n```", "command", "bitsandbytes", ">=0.43.0"),
        ('Run `pip install "torch[x]>=2.1,<3"`.', "command", "torch", ">=2.1,<3"),
        ("```\nuv pip install torch\n```", "command", "torch", ""),
        ("Needs Python 3.10+ to run.", "prose", "Python", "3.10+"),
        ("Needs `torch>=2.1`.", "prose", "torch", ">=2.1"),
    ],
)  # fmt: skip
def test_a_form(
    text: str, form: str, package: str, specifier: str, line_end: str, mark: str
) -> None:
    text = mark + text.replace("\n", line_end) + line_end
    (pin,) = read(text).pins
    assert (pin.form, pin.package, pin.specifier) == (form, package, specifier)
    assert pin.package_span.of(text) == package
    assert pin.specifier_span.of(text) == specifier


def test_places_in_a_command_with_repeated_names() -> None:
    text = (
        "pip install -U foo-bar foo==1.0 -r req.txt -c nvidia --index-url https://x.org 'bar>=2'\n"
    )
    pins = read(text).pins
    assert [(p.package, p.specifier) for p in pins] == [
        ("foo-bar", ""),
        ("foo", "==1.0"),
        ("bar", ">=2"),
    ]
    assert [p.span.start for p in pins] == [
        text.index("foo-bar"),
        text.index("foo=="),
        text.index("bar>"),
    ]


def test_a_constant_is_named() -> None:
    (pin,) = read("* `bitsandbytes` >= 0.43.0 (check BITS_MIN_VERSION)\n").pins
    assert pin.constant == "BITS_MIN_VERSION"


def test_inheritance() -> None:
    text = "All dependencies from `a_b_Python`, plus:\n"
    (inherited,) = read(text).inherited
    assert inherited.name == "a_b_Python"
    assert inherited.span.of(text) == "All dependencies from `a_b_Python`"


@pytest.mark.parametrize(
    "text",
    [
        "* `scipy` (for filters)",
        "<!-- `torch` >= 2.1 -->",
        "x >= 3 and y = 4",
        "a = 1.5",
        "* [x](y.md) >= 2.0",
        "Version 3 of it",
        "pip is a tool; pip install",
    ],
)
def test_no_pin(text: str) -> None:
    assert read(f"{text}\n").pins == ()
