"""What a run reports, as plain values: findings, questions, counts, and what was not checked.

Nothing here knows how it was judged or how it will be shown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from policyengine.spans import Span

if TYPE_CHECKING:
    from policyengine.dossier import Dossier, ProofLine


class Evidence(NamedTuple):
    """One line under a finding: a place, the text that stands there, and what it tells.

    `source` is a citation such as `notice L83-84`; `tells` is a short sentence in plain words.
    """

    span: Span
    excerpt: str
    source: str
    grade: str
    tells: str
    told: bool = True
    """Whether it tells what is asked true, or false: of a conflict, on which side it stands."""


class RecordName(NamedTuple):
    """A record as a report names it."""

    kind: str
    key: str
    title: str
    span: Span


class Related(NamedTuple):
    """Another rule that meets the same cause."""

    rule: str
    verdict: str
    title: str
    severity: str
    advice: bool = False
    """The rule is enforced as advisory: it fails no run."""
    records: tuple[str, ...] = ()
    """The keys of the records of which it says so."""


class Waived(NamedTuple):
    """Why a finding is accepted for a time: what the waiver says, and where it stands."""

    reason: str
    owner: str
    approved_by: str
    expires: dt.date
    """The last day on which it holds."""
    location: Span


class WaiverState(NamedTuple):
    """One entry of a file of waivers, and what becomes of it on the day."""

    rule: str
    record: str
    """As written: `register:key`."""
    state: str
    """`in force`, or why it does not hold: `expired`, `void`, `orphaned` or `future-dated`."""
    why: str
    """In plain words, with what to do; of one in force, until when it is."""
    terms: Waived

    @property
    def holds(self) -> bool:
        """Whether it waives anything; where it does not, the finding is back and the run ends with 5."""
        return self.state == "in force"


class Finding(NamedTuple):
    """Rule + verdict + cause, with every record it concerns."""

    rule: str
    title: str
    verdict: str
    severity: str
    provisions: tuple[str, ...]
    register: str
    records: tuple[RecordName, ...]
    message: str
    expects: str
    remedy: str
    location: Span
    evidence: tuple[Evidence, ...]
    related: tuple[Related, ...] = ()
    if_applied: str = ""
    """For `undetermined`: what the verdict would be if the rule applied."""
    folded: bool = False
    """Open, and the sources at hand never show it: counted in one line, not printed whole."""
    missing: tuple[str, ...] = ()
    """For open verdicts: what nobody states, such as `condition of sick leave and 3 others`."""
    waiver: Waived | None = None
    """Somebody has accepted it for a time: shown apart, and it fails no run."""
    baseline: str = ""
    """Compared with an earlier run: `new`, `unchanged` or `absent`; empty where nothing was compared."""
    advice: bool = False
    """The rule is enforced as advisory: shown as advice, and it fails no run."""
    proof: tuple[ProofLine, ...] = ()
    """Where asked for: the proof about the gravest of the records, line by line."""

    @property
    def listed(self) -> bool:
        """Whether a report shows it among what is to be acted on: neither only counted nor waived."""
        return not self.folded and self.waiver is None


class Question(NamedTuple):
    """Something worth asking next: the missing statement, and what it decides."""

    register: str
    kind: str
    attribute: str
    text: str
    records: tuple[RecordName, ...]
    decides: int
    """How many open verdicts depend on it."""
    would_violate: int
    """How many of them would be violated or contradictory on one of the answers."""
    rules: tuple[str, ...]
    grave: int = 0
    """How many of the verdicts it decides are critical or high."""


class Verdicted(NamedTuple):
    """One verdict on one record, for `--all`."""

    rule: str
    register: str
    record: RecordName
    verdict: str
    severity: str
    if_applied: str = ""
    exception: str = ""


class RuleCard(NamedTuple):
    """A rule as reports describe it to people who do not have the pack at hand."""

    id: str
    title: str
    pack: str
    for_each: str
    """The kind of record it is asked of."""
    provisions: tuple[str, ...]
    severity: str
    expects: str
    remedy: str
    exceptions: tuple[str, ...]
    """Each as `because (provision)`."""
    help: tuple[str, ...]
    """When it applies and what it requires, in words; indentation shows what belongs together."""
    advice: bool = False
    """It is enforced as advisory, so that it fails no run."""


class Act(NamedTuple):
    """A law or other source that rules cite, and which of its provisions they cite, in its own order."""

    name: str
    title: str
    provisions: tuple[str, ...]


class Compared(NamedTuple):
    """What became of the findings of an earlier run. All counts are of verdicts on records."""

    as_of: dt.date
    """As of when the earlier run judged."""
    new: int
    unchanged: int
    changed: int
    """Found then, and found now with another verdict, which counts as new."""
    resolved: int
    """Found then, and nothing of the kind now."""
    not_asked: int
    """Found then by rules that were not asked this time."""
    known: tuple[Finding, ...]
    """What was found then and is found now, by today's lines."""
    absent: tuple[Finding, ...]
    """What was found then and is not found now, by the lines of then."""


@dataclass(slots=True)
class Outcome:
    """Everything a report needs, in the order in which it is shown."""

    as_of: dt.date
    engine: str
    registers: tuple[str, ...]
    findings: list[Finding]
    questions: list[Question]
    counts: dict[str, int]
    """Rules x records by verdict, in the words of `Verdict`."""
    titles: dict[str, str] = field(default_factory=dict)
    """What people call each register."""
    questions_left_out: int = 0
    """How many less decisive questions there are beside those in `questions`."""
    verdicts: list[Verdicted] = field(default_factory=list)
    without_record: list[str] = field(default_factory=list)
    """Rules that found no record to judge, of those in force on the day."""
    not_in_force: list[str] = field(default_factory=list)
    """Rules that are not judged, because the day lies before or after the days on which they are in force."""
    only_chosen: bool = False
    """Whether single rules were asked for, so that how much of the law they check says nothing."""
    not_checked: list[str] = field(default_factory=list)
    """Provisions that no rule checks."""
    checked: int = 0
    checkable: int = 0
    rules: tuple[RuleCard, ...] = ()
    """Where asked for: every rule that was run, by id, whether or not it found anything."""
    acts: tuple[Act, ...] = ()
    """Where asked for: what those rules cite."""
    waivers: tuple[WaiverState, ...] = ()
    """Every waiver that was looked at, in the order in which they stand in their file."""
    dossier: Dossier | None = field(default=None, repr=False)
    """Where asked for: drawings, law tables, sources and files."""
    compared: Compared | None = None
    """Where an earlier run is the baseline: what became of it. `findings` then holds what is new, and nothing else."""
    texts: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)
    """The files that were read, by the path that places name: a report may mark what stands there."""
