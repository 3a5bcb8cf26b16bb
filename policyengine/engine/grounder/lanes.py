"""Told bits of many rows in one long integer: a byte a row, bit 0 told true, bit 1 told false."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

YES, NO = 1, 2


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
