"""Values of the cache on their way to bytes and back."""

from kbaudit.engine.cache.codec import dumped, loaded


def test_two_lone_surrogates_stay_two() -> None:
    r"""YAML front matter can write them, as ``"\uD83D\uDE00"``: they are not one character."""
    pair = "\ud83d" + "\ude00"
    assert loaded(dumped([pair])) == [pair]
