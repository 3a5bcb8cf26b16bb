"""Made-up differences in full: a what-if, a diff, and both with text that somebody wrote to do harm."""

from __future__ import annotations

import dataclasses
import datetime as dt

from policyengine.differences import (
    Comparison,
    Difference,
    FactChange,
    Said,
    Shift,
    StatementChange,
    Supposition,
    Turned,
    Turning,
    Version,
)
from policyengine.dossier import Picture, ProofLine, Spot
from policyengine.findings import Finding, RecordName
from policyengine.matrices import Column, Matrix, Row
from policyengine.spans import Span
from tests.report.outcomes import HOSTILE, hostile
from tests.report.test_text import FOUND

AS_OF = dt.date(2026, 11, 22)
PLACE = Span("scenarios/later.yaml", 4, 3)
SPOT = Spot("d1-1", "Mailer", ("what: processor",), ("parties.mailer",))
PICTURE = Picture("club", '<svg viewBox="0 0 1 1"><g id="d1-1"></g></svg>', "1 party", (SPOT,))
PROOF = (ProofLine("heading", "What it asks"), ProofLine("step", "contract is stated", 1, "no"))
OTHER = (ProofLine("heading", "What it asks"), ProofLine("step", "contract is stated", 1, "yes"))


def supposition(text: str = "", **more: object) -> Supposition:
    """A scenario that is no law; with `text`, wherever somebody can write."""
    plain = Supposition(
        name=text or "later",
        title=text or "Mailer loses its contract",
        status="proposal",
        status_means="not law: proposed",
        source=text or "the board",
        checked_on=AS_OF,
        note=text or "Nobody has decided this.",
        as_of=None,
        lines=((text or "set parties.mailer.contract = none", PLACE),),
    )
    return dataclasses.replace(plain, **more)  # type: ignore[arg-type]


def difference(finding: Finding = FOUND, text: str = "") -> Difference:
    """One finding introduced, one resolved, one changed, one only counted, and three facts that differ."""
    proved = finding._replace(proof=PROOF)
    turning = Turning(text or "contract of Mailer: none", "head", PLACE, excerpt=text or "  contract: none  # later")
    gone = Turning(text or "contract of Mailer: dpa", "base", finding.location, excerpt="")
    milder = proved._replace(verdict="not stated", rule="made-up-2", missing=(text or "contract of Mailer",))
    folded = proved._replace(rule="made-up-3", verdict="not stated", folded=True)
    said = Said(text or "none", text or "later", "stated", True, PLACE)
    changed = StatementChange("contract", (dataclasses.replace(said, text=text or "dpa"),), (said,))
    name = RecordName("party", text or "parties.mailer", text or "Mailer", PLACE)
    return Difference(
        introduced=(Turned(proved, ("satisfied",), (turning, gone), OTHER), Turned(folded, ("satisfied",), ())),
        resolved=(Turned(proved._replace(rule="made-up-4"), ("no such record",), ()),),
        changed=(Shift(milder._replace(verdict="violated", proof=OTHER), milder, False, (turning,)),),
        unchanged=7,
        facts=(
            FactChange("changed", "club", name, (changed,)),
            FactChange("added", "club", name, ()),
            FactChange("removed", "", name._replace(kind="organisation"), (changed,)),
        ),
    )


def comparison(**more: object) -> Comparison:
    """A what-if with a drawing."""
    whole = Comparison(
        as_of=AS_OF,
        base=Version("as it stands"),
        head=Version("later"),
        rules="both sides are judged by the law as it stands",
        judged=9,
        difference=difference(),
        head_as_of=dt.date(2027, 3, 1),
        supposed=(supposition(),),
        titles={"club": "The club"},
        pictures=(PICTURE,),
    )
    return dataclasses.replace(whole, **more)  # type: ignore[arg-type]


def hostile_comparison() -> Comparison:
    """The same, in which every text that somebody can write is hostile."""
    drawn = dataclasses.replace(PICTURE, spots=(Spot("d1-1", HOSTILE, (HOSTILE,), (HOSTILE,)),), caption=HOSTILE)
    return comparison(
        difference=difference(hostile(), HOSTILE),
        supposed=(supposition(HOSTILE),),
        head=Version(HOSTILE),
        titles={"club": HOSTILE},
        pictures=(drawn,),
    )


def matrix(text: str = "") -> Matrix:
    """Two scenarios, and three rows of two registers."""
    columns = (
        Column(text or "later", (supposition(text),), AS_OF),
        Column("sooner", (supposition(text), supposition(status_means="law in force")), dt.date(2027, 3, 1)),
    )
    records = (text or "Mailer", "Printer")
    rows = (
        Row("made-up-1", text or "A contract", "club", records, "satisfied", ("violated, high", "satisfied")),
        Row("made-up-2", "A basis", "shop", ("News",), "not stated, high", ("not applicable", "not stated, high")),
        Row("made-up-2", "A basis", "club", tuple("abcdefgh"), "no such rule", ("no such rule", "contradictory, low")),
    )
    return Matrix(AS_OF, columns, rows, {"club": text or "The club", "shop": text or "The shop"})
