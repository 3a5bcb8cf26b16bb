"""Several scenarios beside each other, as plain values: what each makes of every verdict that any of them changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from policyengine.differences import Reliance, Supposition


@dataclass(frozen=True, slots=True)
class Column:
    """One scenario."""

    name: str
    supposed: tuple[Supposition, ...]
    as_of: dt.date
    reliance: Reliance | None = None
    """Where the law is otherwise."""


@dataclass(frozen=True, slots=True)
class Row:
    """One rule and one record, or several that all scenarios treat alike."""

    rule: str
    title: str
    register: str
    records: tuple[str, ...]
    """As reports call them, in the order of their keys."""
    before: str
    """The verdict as things stand, with its severity where that is a finding."""
    after: tuple[str, ...]
    """That of each scenario, in the order of the columns."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """Findings by scenarios."""

    as_of: dt.date
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    """Worst first, as things would be at worst."""
    titles: Mapping[str, str] = field(default_factory=dict)
    """What people call each register."""
