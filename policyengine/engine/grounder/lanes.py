"""Told bits of many rows in one long integer: a byte a row, bit 0 told true, bit 1 told false."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any, TypeVar

YES, NO = 1, 2

_SEVERAL = 2
"""Of a single key `itemgetter` makes no sequence."""

_Key = TypeVar("_Key")
_Entry = TypeVar("_Entry")


@lru_cache(maxsize=32)
def ones(rows: int) -> int:
    """Told true in each of `rows`."""
    return int.from_bytes(b"\1" * rows, "little")


def packed(told: Iterable[int]) -> int:
    """One row after the other."""
    return int.from_bytes(bytes(told), "little")


def unpacked(lanes: int, rows: int) -> bytes:
    """The told bits of each row."""
    return lanes.to_bytes(rows, "little")


def distinct(column: bytes) -> list[int]:
    """The numbers that occur among many that are mostly alike, each once."""
    found: list[int] = []
    while column:
        found.append(column[0])
        column = column.translate(None, column[:1])
    return found


def looked_up(table: Mapping[_Key, _Entry] | Sequence[_Entry], keys: Sequence[_Key]) -> Sequence[_Entry]:
    """The entry of each of `keys`, in half the time in which each would be asked for by itself."""
    if len(keys) < _SEVERAL:
        entries: Any = table
        return [entries[key] for key in keys]
    found: Sequence[_Entry] = itemgetter(*keys)(table)
    return found


def entries(table: Mapping[int, int], numbers: Sequence[int]) -> Iterable[int]:
    """The entry, a byte, of each of `numbers`; of bytes all at once."""
    if not isinstance(numbers, bytes):
        return looked_up(table, numbers)
    of_each = bytearray(256)
    for number, entry in table.items():
        of_each[number] = entry
    return numbers.translate(of_each)


def translated(table: bytes | bytearray, numbers: Sequence[int]) -> bytes:
    """The same where the table has an entry for every number from 0."""
    if isinstance(numbers, bytes):
        return numbers.translate(bytes(table[:256]).ljust(256, b"\0"))
    return bytes(looked_up(table, numbers))


def conjunction(one: int, other: int, true: int) -> int:
    """Told true where both are, told false where one is; `true` is told true in every row."""
    return (one & other & true) | ((one | other) & (true << 1))


def disjunction(one: int, other: int, true: int) -> int:
    """Told true where one is, told false where both are."""
    return ((one | other) & true) | (one & other & (true << 1))


def exchanged(lanes: int, true: int) -> int:
    """Told true and told false change places."""
    return ((lanes >> 1) & true) | ((lanes & true) << 1)


def just(bits: int, lanes: int, true: int) -> int:
    """1 in each row that is told exactly `bits`."""
    above, below = (lanes >> 1) & true, lanes & true
    wanted_above = above if bits & NO else above ^ true
    wanted_below = below if bits & YES else below ^ true
    return wanted_above & wanted_below


def chosen(lanes: int, one: bytes | bytearray, other: bytes | bytearray) -> bytes:
    """For each row the byte of `one` where `lanes` is 1, and that of `other` where it is 0."""
    first, second = (int.from_bytes(each, "little") for each in (one, other))
    return (second ^ ((first ^ second) & lanes * 255)).to_bytes(len(one), "little")
