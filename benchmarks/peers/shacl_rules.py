"""The twelve rules in SHACL, by way of `shapes`: `&`, `|` and `~` make both shapes of a condition."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import reduce

from benchmarks.peers.shapes import Conditions, Told
from benchmarks.peers.world import TABLE, World

DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Rule:
    """When it applies, what it asks, its exceptions (each with the claim of it), and what breaks it by itself."""

    when: Told
    require: Told
    unless: tuple[Told, ...] = ()
    claimed: tuple[Told | None, ...] = ()
    breach: Told | None = None
    contradiction: bool = False
    """What is broken is contradictory."""


def rules(c: Conditions, as_of: dt.date, world: World) -> dict[str, Rule]:
    """The rules by id; the law table comes with the facts."""
    own = c.is_in("activity.processes_for_others", "no", otherwise=True)
    stands = c.before("date", as_of + DAY, otherwise=True) & ~c.before("expires", as_of, otherwise=False)
    good = c.is_in("outcome", "positive", "conditional") & c.stated("author") & c.stated("date") & stands
    bad = c.is_in("outcome", "negative") & stands
    special = c.is_in("categories", "special") | c.is_in("reveals_health", "yes")  # data.special
    sensitive = special | c.is_in("categories", "criminal")
    given = c.is_in("origin", "data-subject", "observed")

    runs = c.in_force(as_of, begins="signed")
    dpa, consumer = c.is_in("kind", "data-processing-agreement"), c.is_in("kind", "consumer-terms")
    binds = dpa & c.presumably(runs)
    signed, never = c.before("signed", as_of + DAY), ~c.stated("signed")
    concluded = c.before("signed", as_of + DAY, otherwise=True)
    by_law = c.is_in("kind", "legal-act") & c.presumably(runs)  # contract.law-that-binds
    bound = c.member("contract", binds & concluded)  # party.under-processor-contract
    sccs = c.is_in("clauses", "scc-2021-914")
    towards = c.is_in("modules", "controller-to-processor", "processor-to-processor")
    carries = sccs & towards & signed & c.presumably(runs)  # party.under-transfer-clauses

    large = c.is_in("large_scale", "yes")
    profiles = c.is_in("profiling", "yes") | c.is_in("class", "profiling", "personalised-advertising")
    profiling = c.is_in("profiling", "yes") | c.member("purposes", profiles)  # activity.with-profiling
    decides = c.member("decisions", c.is_in("effect", "legal", "significant"))
    holds_sensitive = c.member("data", sensitive) | c.member("uses", c.one("data", sensitive))

    for_research = c.member("purposes", c.is_in("class", "research", "statistics"))
    for_more = c.member("purposes", ~c.every("class", "research", "statistics"))
    by_criteria = c.matches("criteria", r"\S\s+\S") & c.is_in("tells_end", "yes", otherwise=True)
    counted = c.stated("period") & c.stated("starts")
    published = c.is_in("clauses", "scc-2021-914", "scc-2021-915")
    same = "?one :has ?word . ?other :has ?word"
    given_first = "$this :notice/:first_given ?told . $this :activity/:from/:day ?from"

    return {
        "gdpr-5-1-e-storage-term": Rule(
            when=own,
            unless=(
                for_research & ~for_more & by_criteria,
                c.is_in("form", "range") & c.stated("starts") & by_criteria,
            ),
            claimed=(for_research, None),
            require=(c.is_in("form", "fixed") & counted)
            | (c.is_in("form", "criteria", "as-long-as-necessary") & (by_criteria | counted))
            | (c.is_in("form", "review") & c.stated("review")),
        ),
        "gdpr-6-1-b-party": Rule(
            when=own & c.every("basis", "contract"), require=c.is_in("contract_with_subject", "yes")
        ),
        "gdpr-6-1-legal-basis": Rule(
            when=own,
            require=c.is_in(
                "basis", "consent", "contract", "legal-obligation", "vital-interests", "public-task",
                "legitimate-interests",
            ),
        ),
        "gdpr-7-1-consent-demonstrable": Rule(
            when=own & (c.is_in("basis", "consent") | c.is_in("condition", "explicit-consent", otherwise=False)),
            require=c.member("consents", c.is_in("logged", "yes")),
            breach=c.member("consents", c.is_in("logged", "no")),
        ),
        "gdpr-9-2-special-data": Rule(
            when=own & c.one("data", special),
            require=c.is_in(
                "purpose.condition", "explicit-consent", "employment-social-law", "vital-interests", "non-profit",
                "manifestly-public", "legal-claims", "substantial-public-interest", "health-care", "public-health",
                "research",
            ),
        ),
        "gdpr-13-1-c-same-basis": Rule(
            when=c.stated("basis"),
            require=Told(
                c,
                c.anything("basis.has"),
                c.where(f"$this :basis ?one, ?other . FILTER NOT EXISTS {{ {same} }}"),
            ),
            contradiction=True,
        ),
        "gdpr-13-1-time": Rule(
            when=own
            & c.after("activity.from", dt.date(2018, 5, 24))
            & (c.one("activity", c.member("data", given)) | c.one("activity", c.member("uses", c.one("data", given)))),
            require=Told(
                c,
                c.where(f"{given_first} . ?told :day ?day FILTER (?day <= ?from)"),
                c.where(f"{given_first} FILTER NOT EXISTS {{ ?told :day ?day FILTER (?day <= ?from) }}"),
            ),
        ),
        "gdpr-28-10-own-purposes": Rule(
            when=c.is_in("role", "processor", "sub-processor"),
            unless=(c.is_in("role", "controller"),),
            require=c.is_in("uses_for_own_purposes", "no"),
        ),
        "gdpr-28-3-contract": Rule(
            when=c.is_in("role", "processor"),
            unless=(
                c.is_in("by_legal_act", "yes") | c.member("contract", by_law),
                c.is_in("separate_person", "no"),
                c.member("contract", carries),
                bound & c.member("contract", consumer | ~runs | never) & c.several("contract"),
            ),
            require=bound,
            breach=c.member("contract", consumer | (dpa & (c.before("until", as_of) | never))),
        ),
        "gdpr-28-3-terms": Rule(
            when=binds,
            unless=(published & c.is_in("annexes_complete", "yes") & c.is_in("modified", "no", otherwise=True),),
            claimed=(published,),
            require=c.covers(
                "terms", "description", "instructions", "confidentiality", "security", "sub-processors",
                "rights-assistance", "duties-assistance", "end-of-contract", "audits",
            ),
        ),
        "gdpr-35-1-impact-assessment": Rule(
            when=c.is_in("processes_for_others", "no", otherwise=True)
            & (
                c.is_in("likely_high_risk", "yes")
                | (profiling & decides)  # activity.with-decisions-that-matter
                | (large & holds_sensitive)  # activity.large-and-sensitive
                | (large & c.is_in("systematic_monitoring", "yes"))  # activity.large-scale-monitoring
            ),
            require=c.member("assessments", c.is_in("kind", "dpia") & good),
            breach=c.member("assessments", c.is_in("kind", "dpia") & bad),
        ),
        "gdpr-46-transfer-assessed": Rule(
            when=c.is_in(
                "ground", "standard-clauses", "binding-corporate-rules", "public-instrument", "code-or-certification",
                "ad-hoc-clauses",
            ) & c.presumably(c.in_force(as_of)),
            unless=(
                _covered(c, as_of, world),
                c.member("contract", sccs & c.is_in("modules", "processor-to-controller") & concluded),
            ),
            require=c.member("assessment", c.is_in("kind", "transfer-impact") & good),
            breach=c.member("assessment", c.is_in("kind", "transfer-impact") & bad),
        ),
    }  # fmt: skip


def _covered(c: Conditions, as_of: dt.date, world: World) -> Told:
    """Definitions transfer.on-adequacy and party.covered-by-adequacy.

    SHACL joins nothing, so that each decision in force is written out.
    """
    recipient = "importer.organisation"
    in_scope = c.is_in(f"{recipient}.in_adequacy_scope", "yes")
    listed = c.is_in(f"{recipient}.dpf", "listed") & c.before(f"{recipient}.dpf_since", as_of + DAY, otherwise=True)
    own_staff = c.one("importer", c.member("transfers", c.is_in("human_resources_data", "yes")))
    staff_there = c.is_in(f"{recipient}.dpf_covers_hr", "yes") | c.is_in("human_resources_data", "no", otherwise=True)
    staff_here = c.is_in(f"{recipient}.dpf_covers_hr", "yes", otherwise=True) | ~own_staff
    limits = {
        "whole": None,
        "with-exclusions": c.is_in(f"{recipient}.in_adequacy_scope", "yes", otherwise=True),
        "commercial-organisations": in_scope & c.is_in(f"{recipient}.public_authority", "no", otherwise=True),
        "listed-organisations": in_scope,
    }
    found = []
    for row in world[TABLE].values():
        code, scope, name = (row[column][0].values for column in ("code", "scope", "relied_on_as"))
        starts, ends = row["from"][0].values, row["until"][0].values
        if not code or starts[0] > as_of or (ends and ends[0] < as_of):
            continue  # the table is complete, so what is not in force covers nobody
        for path, staff in (("to", staff_there), (f"{recipient}.country", staff_here)):
            goes = c.is_in(path, *code)
            limit = listed & staff if name == ("dpf",) else limits[scope[0]]
            found.append(goes if limit is None else goes & limit)
    return reduce(Told.__or__, found)
