"""Made-up outcomes in full, and text that somebody wrote to do harm."""

from __future__ import annotations

from policyengine.findings import Act, Finding, Outcome, RuleCard, Verdicted
from tests.report.test_text import FOUND, outcome

TEXT = "\n" * 11 + "    contract: none # so far\n" + "\n" * 8
CARD = RuleCard(
    id="made-up-1",
    title=FOUND.title,
    pack="club",
    for_each="party",
    provisions=FOUND.provisions,
    severity="high",
    expects="a contract",
    remedy="Conclude one.",
    exceptions=("a law binds it (GDPR 28(3))",),
    help=("applies where", "  role is processor", "", "requires", "  contract is stated"),
)
OTHER = CARD._replace(id="made-up-2", title="Another", severity="medium", provisions=("UAVG 4",))
ACTS = (Act("GDPR", "Regulation", ("GDPR 28(3)", "GDPR 28(9)")), Act("UAVG", "Uitvoeringswet", ("UAVG 4",)))
HOSTILE = (
    'a\n::error::b\r::set-env name=X::% %0A ]]> <b>&amp; "q" \x00\x1b[31m\x9b\u202e\ufffe\ud800 [x](9) {0} | `c` --'
)


def full(*findings: Finding, **more: object) -> Outcome:
    """An outcome with rules, acts, texts and a verdict for each record of each finding."""
    judged = [
        Verdicted(found.rule, found.register, record, found.verdict, found.severity, found.if_applied)
        for found in findings
        for record in found.records
    ]
    given = {"rules": (CARD, OTHER), "acts": ACTS, "texts": {"facts/club.yaml": TEXT}, "verdicts": judged, **more}
    return outcome(*findings, **given)


def hostile() -> Finding:
    """A finding in which every text that comes from facts or rules is hostile."""
    record = FOUND.records[0]._replace(title=HOSTILE, key=HOSTILE)
    evidence = FOUND.evidence[0]._replace(tells=HOSTILE, source=HOSTILE, excerpt=HOSTILE)
    texts = {"title": HOSTILE, "message": HOSTILE, "expects": HOSTILE, "remedy": HOSTILE}
    return FOUND._replace(records=(record,), evidence=(evidence,), **texts)  # type: ignore[arg-type]
