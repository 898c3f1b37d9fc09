"""Large tables: a run reads and writes those parts of them that it asks for."""

from pathlib import Path

import pytest

from kbaudit.engine.cache import tables as cache_tables
from kbaudit.engine.cache.store import Held, Store
from kbaudit.engine.cache.tables import KeptTables


def fill(values: dict[str, int]) -> None:
    tables = KeptTables(Store(), "1")
    tables.table("t", int).update(values)
    tables.save()


def kept() -> dict[str, int]:
    return dict(KeptTables(Store(), "1").table("t", int))


MANY = {f"src/pump.py:{number}": number for number in range(5000)}


def test_many_values_come_back(cache: Path) -> None:
    fill(MANY)
    assert kept() == MANY
    table = KeptTables(Store(), "1").table("t", int)
    assert table
    assert len(table) == 5000
    assert "src/pump.py:5000" not in table
    assert not KeptTables(Store(), "1").table("other", int)


def test_a_table_grows(cache: Path) -> None:
    expected: dict[str, int] = {}
    for step in (1, 10, 300, 40, 2000, 1, 2600):
        more = {f"{len(expected) + number}": number for number in range(step)}
        expected |= more
        fill(more)
        assert kept() == expected


def test_the_same_again_adds_nothing(cache: Path) -> None:
    for _ in range(9):
        fill({"a": 1, "b": 2})
    assert kept() == {"a": 1, "b": 2}


def test_two_runs_add_at_once(cache: Path) -> None:
    fill(MANY)
    one, other = (KeptTables(Store(), "1") for _ in "ab")
    more = [{f"{name}{number}": number for number in range(40)} for name in "ab"]
    one.table("t", int).update(more[0])
    other.table("t", int).update(more[1])
    one.save()
    other.save()
    assert kept() == MANY | more[0] | more[1]


def test_little_is_read_of_much(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(MANY)
    size = sum(place.stat().st_size for place in (cache / "results").glob("*.table"))
    read: list[int] = []
    real = Held.read

    def counted(self: Held, start: int, size: int) -> bytes:
        read.append(size)
        return real(self, start, size)

    monkeypatch.setattr(Held, "read", counted)
    table = KeptTables(Store(), "1").table("t", int)
    assert table["src/pump.py:77"] == 77
    assert table["src/pump.py:77"] == 77
    assert 0 < sum(read) < size / 20


def test_a_damaged_drawer(cache: Path) -> None:
    fill(MANY)
    (place,) = (cache / "results").glob("*.table")
    data = bytearray(place.read_bytes())
    data[-3] ^= 1
    place.write_bytes(data)
    table = KeptTables(Store(), "1").table("t", int)
    left = {key: table[key] for key in MANY if key in table}
    assert 0 < 5000 - len(left) < 5000 / 10
    assert left.items() < MANY.items()
    assert kept() == {}, "who goes through all of them takes them for all that there are"
    fill(MANY)
    assert kept() == MANY


def test_it_is_written_in_more_drawers_when_they_are_full(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache_tables, "_FULL", 2)
    monkeypatch.setattr(cache_tables, "_MOST", 8)
    expected: dict[str, int] = {}
    for number in range(120):
        expected |= {f"k{number}": number}
        fill({f"k{number}": number})
        assert kept() == expected
