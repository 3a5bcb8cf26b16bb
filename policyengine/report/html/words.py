"""Words, orders and ids that the parts of the page share."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from policyengine.differences import fingerprint
from policyengine.findings import Finding

VERDICTS = ("violated", "contradictory", "not stated", "undetermined")
"""Of findings, worst first."""
SEVERITIES = ("critical", "high", "medium", "low", "info")

_UNSAFE = re.compile(r"[^a-z0-9]+")


def day_in_words(day: dt.date) -> str:
    """A day as people write it: `22 November 2026`."""
    return f"{day.day} {day:%B %Y}"


def many(count: int, one: str, several: str = "") -> str:
    """A count with its noun: `1 finding`, `2 findings`."""
    return f"{count:,} {one if count == 1 else several or one + 's'}"


def named(word: str) -> str:
    """A word as a part of a class or an id."""
    return _UNSAFE.sub("-", word.lower()).strip("-")


def on_a_card(finding: Finding) -> bool:
    """Whether it is shown by itself. What the sources never show is only counted, unless somebody has accepted it."""
    return not finding.folded or finding.waiver is not None


def finding_id(finding: Finding) -> str:
    """The id of a finding, which stays the same from run to run."""
    return f"f-{fingerprint(finding)}"


def rule_id(rule: str) -> str:
    """The id of the card of a rule."""
    return f"rule-{named(rule)}"


def article_of(provision: str) -> str:
    """The article to which a provision belongs: all of it up to the first bracket."""
    return provision.partition("(")[0].strip()


def act_of(provision: str) -> str:
    """The act of a provision: its words before the number."""
    return article_of(provision).rpartition(" ")[0]


def cited(provisions: Iterable[str]) -> str:
    """All provisions, with each act named once."""
    shown, act = [], ""
    for provision in provisions:
        before, _, article = provision.rpartition(" ")
        shown.append(article if before and before == act else provision)
        act = before
    return ", ".join(shown)
