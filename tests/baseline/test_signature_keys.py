"""A difference of a signature that comes does not hide behind those that were recorded."""

from auditing import audit

PAGE = """* '''File:''' src/rocket/load.py

=== Signature ===
<syntaxhighlight lang="python">
def load(path, strict=True, depth=1): ...
</syntaxhighlight>
"""


def keys(code: str) -> list[str]:
    files = {"implementations/acme_rocket_load.md": PAGE}
    found = audit(files, select="changed-signature", target={"v1": {"src/rocket/load.py": code}})
    return [one.key for one in found]


def test_one_more_is_another_finding() -> None:
    (one,) = keys("def load(path, strict=False, depth=1): pass\n")
    (two,) = keys("def load(path, strict=False): pass\n")
    assert one != two


def test_another_value_is_the_same_finding() -> None:
    assert keys("def load(path, strict=False, depth=1): pass\n") == keys(
        "x = 1\n\n\ndef load(path, strict=None, depth=1): pass\n"
    )


def test_the_order_does_not_matter() -> None:
    assert keys("def load(path, strict=False, depth=2): pass\n") == keys(
        "def load(path, depth=2, strict=False): pass\n"
    )
