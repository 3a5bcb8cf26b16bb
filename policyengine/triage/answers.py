"""Why a rule does not find a record at fault, and what would make it, as plain values for reports."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from policyengine.findings import RecordName
from policyengine.spans import Span


@dataclass(frozen=True, slots=True)
class Said:
    """Something that a reason rests on: in words, who says it, and where; the law presumes without a place."""

    text: str
    source: str = ""
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that is asked and on which it turns, with what is told of it."""

    asked: str
    """In words; empty where nothing is asked but that a record exists."""
    answer: str
    """`yes`, `no`, or empty where `asked` says it already."""
    said: tuple[Said, ...]
    likewise: tuple[str, ...] = ()
    """Other records of which the same is asked and answered by their own statements."""


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Why a rule does not find a record at fault, or that it does."""

    rule: str
    title: str
    provisions: tuple[str, ...]
    as_of: dt.date
    register: str
    record: RecordName
    verdict: str
    """As judged; `not in force` where the rule is not judged on the day."""
    if_applied: str
    turns_on: str
    """`window`, `scope`, `existence`, `when`, `exception`, `requirement`, `claim`, `firmness`; empty for a breach."""
    because: str
    """In a sentence without its end."""
    reasons: tuple[Reason, ...] = ()
    others: int = 0
    """How many other parts would each suffice as well."""
    missing: tuple[str, ...] = ()
    """What nobody says, where that is why."""


@dataclass(frozen=True, slots=True)
class Failing:
    """One supposition under which the rule is judged to fail."""

    words: tuple[str, ...]
    """Each change in words."""
    flags: tuple[tuple[str, str], ...]
    """Each change as a flag of a what-if and what stands after it: `--set`, `path=value`."""


@dataclass(frozen=True, slots=True)
class Fails:
    """The smallest suppositions that were found, all of one size; or that none was, and how far was looked."""

    verdict: str
    """What the rule calls its breach."""
    says: str
    """In a sentence without its end."""
    found: tuple[Failing, ...]
    tried: int
    """How many suppositions were judged."""
