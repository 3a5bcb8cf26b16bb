"""What generated registers leave out: sources that disagree, presumptions, ended contracts, and breaches.

`benchmarks/generate.py` writes registers in which nothing is wrong and nobody contradicts anybody. Here a third of
its activities get more statements and more records, so that the twelve rules reach every verdict. Deterministic.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

from benchmarks.generate import AREAS, SEED

YES_NO = ("true", "false")
BASES = ("consent", "contract", "legal-obligation", "vital-interests", "legitimate-interests", "not-a-basis")
CLASSES = ("research", "statistics", "profiling", "personalised-advertising", "direct-marketing", "security")
CONDITIONS = ("explicit-consent", "legal-claims", "research", "not-a-condition")
ROLES = ("processor", "sub-processor", "controller", "recipient")
KINDS = ("data-processing-agreement", "legal-act", "consumer-terms", "standard-clauses")
CLAUSES = ("scc-2010", "scc-2021-914", "scc-2021-915")
MODULES = ("controller-to-processor", "processor-to-controller", "processor-to-processor")
TERMS = (
    "description",
    "instructions",
    "confidentiality",
    "security",
    "sub-processors",
    "rights-assistance",
    "duties-assistance",
    "end-of-contract",
    "audits",
)
GROUNDS = ("standard-clauses", "binding-corporate-rules", "adequacy", "consent")
COUNTRIES = ("CH", "US", "JP", "CA", "KR", "GB", "IN", "BR", "AR", "BE")
CATEGORIES = ("special", "health", "genetic", "criminal", "name", "lifestyle", "email")
PAST = ("2017-03-01", "2019-06-30", "2021-11-01", "2024-02-29", "2026-05-31")
ENDS = ("2020-12-31", "2025-01-31", "2026-11-22", "2027-06-30", "none")
EXPIRIES = ("2026-06-01", "2026-11-22", "2027-06-30", "none")
FORMS = ("fixed", "criteria", "range", "range", "review", "as-long-as-necessary", "indefinite")
KEPT_FOR = ("[further]", "[survey]", "[further, survey]", "[further, purpose-0]", "none")
SHARED = 16
"""How many organisations there are that parties share."""


def _said(values: Sequence[str], pick: random.Random, *, silent: float = 0.3) -> str:
    """What is said of one attribute: nothing (empty), one value, a presumed one, or two that disagree."""
    if pick.random() < silent:
        return ""
    one, other = pick.choice(values), pick.choice(values)
    shape = pick.random()
    if shape < 0.72:
        return one
    if shape < 0.8:
        return "none"
    if shape < 0.88:
        return f"{{value: {one}, grade: presumed}}"
    second = ", grade: presumed" if shape < 0.94 else ", source: record"
    return f"[{{value: {one}}}, {{value: {other}{second}}}]"


def _set(values: Sequence[str], pick: random.Random) -> str:
    """Some values in one statement, or none."""
    return f"[{', '.join(sorted(pick.sample(values, pick.choice((0, 1, 2)))))}]".replace("[]", "")


def _lines(indent: int, said: dict[str, str]) -> str:
    """One line an attribute; what nobody says is left out."""
    return "".join(f"{' ' * indent}{name}: {value}\n" for name, value in said.items() if value)


def _organisations(pick: random.Random) -> str:
    """Who the parties are; half of it is only publicly known, and so not firm."""
    found = "sources:\n  record: {title: Register of vendors, kind: register}\n"
    found += "  hearsay: {title: Public knowledge, kind: public-knowledge, checked_on: 2026-11-22}\n"
    found += "organisations:\n"
    for n in range(SHARED):
        found += f"  vendor-{n}:\n" + ("    source: hearsay\n" if n % 2 else "")
        found += _lines(
            4,
            {
                "country": _said(COUNTRIES, pick, silent=0.1),
                "in_adequacy_scope": _said(YES_NO, pick, silent=0.4),
                "public_authority": _said(YES_NO, pick, silent=0.6),
                "dpf": _said(("listed", "not-listed"), pick),
                "dpf_since": _said(("2024-01-15", "2027-01-01"), pick, silent=0.6),
                "dpf_covers_hr": _said(YES_NO, pick, silent=0.6),
            },
        )
    return found


def _shared(slots: int, pick: random.Random) -> str:
    """The contracts and assessments that parties, purposes and transfers name."""
    found = "contracts:\n"
    for n in range(slots):
        terms = pick.sample(TERMS, pick.choice((9, 9, 8, 2)))
        found += f"  deed-{n}:\n" + _lines(
            4,
            {
                "kind": _said(KINDS, pick, silent=0.1),
                "terms": pick.choice(("", f"[{', '.join(sorted(terms))}]", "none")),
                "complete": pick.choice(("", "[terms]")),
                "clauses": _said(CLAUSES, pick),
                "modules": _set(MODULES, pick),
                "signed": _said((*PAST, "none"), pick),
                "until": _said(ENDS, pick, silent=0.5),
                "annexes_complete": _said(YES_NO, pick),
                "modified": _said(YES_NO, pick, silent=0.8),
            },
        )
    found += "assessments:\n"
    for n in range(slots):
        found += f"  study-{n}:\n" + _lines(
            4,
            {
                "kind": _said(("dpia", "transfer-impact"), pick, silent=0.05),
                "outcome": _said(("positive", "negative", "conditional"), pick, silent=0.1),
                "author": _said(("officer", "counsel", "none"), pick, silent=0.1),
                "date": _said(PAST, pick),
                "expires": _said(EXPIRIES, pick, silent=0.5),
            },
        )
    return found


def _activity(n: int, slots: int, pick: random.Random) -> str:
    """More of one generated activity, and records beside those that it has."""
    deed, study = f"deed-{pick.randrange(slots)}", f"study-{pick.randrange(slots)}"
    found = f"  {AREAS[n % len(AREAS)]}-{n}:\n"
    flags = ("likely_high_risk", "systematic_monitoring", "profiling")
    found += _lines(4, {flag: _said(YES_NO, pick, silent=0.5) for flag in flags})
    found += _lines(
        4,
        {
            "processes_for_others": _said(YES_NO, pick, silent=0.8),
            "from": _said(PAST, pick),
            "assessments": pick.choice(("", f"[{study}]", "none")),
            "complete": _set(("data", "uses", "assessments", "decisions"), pick),
        },
    )
    if pick.random() < 0.4:
        found += f"    decisions:\n      scoring: {{effect: {pick.choice(('legal', 'significant', 'none'))}}}\n"
    found += "    purposes:\n      purpose-0:\n        source: record\n"
    found += _lines(8, {"basis": _said(BASES, pick, silent=0.7), "condition": _said(CONDITIONS, pick)})
    found += "      further:\n        data: [extra]\n"
    found += _lines(
        8,
        {
            "class": _said((*CLASSES, "[research, statistics]", "[research, security]"), pick),
            "basis": _said((*BASES, "contract", "[consent, contract]"), pick, silent=0.1),
            "condition": _said(CONDITIONS, pick),
            "profiling": _said(YES_NO, pick, silent=0.8),
            "contract_with_subject": _said(YES_NO, pick),
            "complete": pick.choice(("", "[consents]")),
        },
    )
    if pick.random() < 0.6:
        logged = _said(YES_NO, pick, silent=0) if pick.random() < 0.8 else "none"
        found += f"        consents:\n          asked: {{logged: {logged}}}\n"
    found += "    data:\n      extra:\n        origin: data-subject\n"
    found += _lines(
        8,
        {
            "categories": _set(CATEGORIES, pick),
            "complete": pick.choice(("", "[categories]")),
            "reveals_health": _said(YES_NO, pick),
        },
    )
    found += f"    parties:\n      engaged:\n        organisation: vendor-{pick.randrange(SHARED)}\n"
    found += _lines(
        8,
        {
            "role": _said((*ROLES, "processor", "[processor, controller]"), pick, silent=0.1),
            "contract": pick.choice(("", f"[{deed}]", f"[{deed}, deed-0]", "none")),
            "by_legal_act": _said(YES_NO, pick, silent=0.8),
            "separate_person": _said(YES_NO, pick, silent=0.8),
            "uses_for_own_purposes": _said(YES_NO, pick),
            "complete": pick.choice(("", "[contract]")),
        },
    )
    found += "        transfers:\n          abroad:\n"
    found += _lines(
        12,
        {
            "to": _said(COUNTRIES, pick, silent=0.5),
            "ground": _said(GROUNDS, pick, silent=0.1),
            "until": _said(ENDS, pick, silent=0.7),
            "human_resources_data": _said(YES_NO, pick),
            "contract": pick.choice(("", f"[{deed}]")),
            "assessment": pick.choice(("", f"[{study}]", f"[{study}]", "none")),
        },
    )
    found += "    retention:\n"
    return found + "".join(f"      {name}:\n{_term(pick)}" for name in ("further", "longest"))


def _term(pick: random.Random) -> str:
    """What is said of how long data are kept."""
    return _lines(
        8,
        {
            "purposes": pick.choice(KEPT_FOR),
            "form": _said(FORMS, pick, silent=0.1),
            "period": _said(("P2Y", "P10Y", "none"), pick),
            "starts": _said(("the end of the contract", "none"), pick, silent=0.2),
            "criteria": _said(("how long claims may come", "who asks for them", "policy", "none"), pick, silent=0.2),
            "tells_end": _said(YES_NO, pick, silent=0.5),
            "review": _said(("P1Y", "none"), pick),
            "complete": pick.choice(("", "[purposes]", "[purposes]")),
        },
    )


def write_disputes(folder: Path, activities: int, *, slug: str = "generated", seed: int = SEED) -> None:
    """Add to the generated facts root `folder`, which has so many activities."""
    pick = random.Random(f"{seed}/{slug}/disputes")
    chosen = range(0, activities, 3)
    slots = max(4, activities // 20)
    named = ", ".join(f"{AREAS[n % len(AREAS)]}-{n}" for n in chosen[::4])
    text = f"register: {slug}\nsource: record\nnotices:\n  site: {{first_given: 2020-01-15}}\n"
    given = "[{value: 2023-05-01}, {value: 2019-01-01, source: notice}]"
    text += f"  app: {{activities: [{named}], first_given: {given}}}\n"
    text += "purposes:\n  survey: {class: statistics, basis: consent}\n"
    text += _shared(slots, pick) + "activities:\n"
    text += "".join(_activity(n, slots, pick) for n in chosen)
    (folder / slug / "disputes.yaml").write_text(text, "utf-8")
    (folder / "vendors.yaml").write_text(_organisations(pick), "utf-8")
