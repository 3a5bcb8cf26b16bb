"""Registers of any size that look like real ones: a few repeated shapes, about 2 KB an activity.

Deterministic: the same number, seed and slug give the same bytes.
"""

from __future__ import annotations

import random
from pathlib import Path

AREAS = ("newsletter", "customer-file", "claims", "recruitment", "site-analytics", "call-centre", "invoicing", "events")
BASES = ("consent", "contract", "legal-obligation", "legitimate-interests")
CLASSES = ("direct-marketing", "customer-management", "payment", "statistics", "service-provision", "security")
CATEGORIES = ("name", "email", "address", "telephone", "bank-account", "health", "service-use", "ip-address", "birth")
SUBJECTS = ("customer", "prospect", "worker", "visitor", "applicant")
VENDORS = ("mailco", "cloudhost", "analytica", "printworks", "paygate", "helpdesk", "audit-partners", "adnet")
COUNTRIES = ("BE", "NL", "DE", "IE", "US", "IN", "GB", "CH")
SEED = 20261122


def organisations_text() -> str:
    """The shared organisations that generated registers name."""
    lines = ["sources:", "  public: {title: Public knowledge, kind: public-knowledge, checked_on: 2026-11-22}"]
    lines += ["source: public", "organisations:", "  acme: {title: Acme, country: BE}"]
    for vendor, country in zip(VENDORS, COUNTRIES, strict=True):
        said = f"title: {vendor.title()}, country: {country}, sector: [software], own_purposes: false"
        lines.append(f"  {vendor}: {{{said}}}")
    return "\n".join(lines) + "\n"


def head_text(slug: str) -> str:
    """The top of a register: sources, a notice, contracts, the controller."""
    contracts = "\n".join(
        f"  dpa-{vendor}: {{kind: data-processing-agreement, signed: 2024-0{n + 1}-15, terms: [instructions, audits]}}"
        for n, vendor in enumerate(VENDORS)
    )
    return f"""register: {slug}
title: Generated register {slug}
jurisdiction: BE
sources:
  notice: {{title: Privacy notice, kind: notice, document: notice.txt, language: en, stated_on: 2026-01-15}}
  record: {{title: Register of processing, kind: register}}
parties:
  acme: {{organisation: acme, role: controller, control: independent}}
notices:
  site:
    articles: [data-subject]
    effective: 2026-01-15
    purposes_told: {{value: given, source: notice L12-40}}
    complaint_told: {{value: given, source: notice L210}}
    rights:
      access: {{offered: true, channels: [email], term: P1M, fee: free}}
      erasure: {{offered: true, channels: [email]}}
contracts:
{contracts}
"""


def _purpose(n: int, pick: random.Random, data: list[str]) -> str:
    line = pick.randrange(10, 400)
    kind, basis = pick.choice(CLASSES), pick.choice(BASES)
    mapped = f"\n        data: [{', '.join(data[: n + 1])}]" if pick.random() < 0.7 else ""
    return f"""      purpose-{n}:
        title: The {n + 1}. reason to do this
        class: {kind}
        basis: {{value: {basis}, source: notice L{line}-{line + 4}, note: named in the list of grounds}}
        contract_with_subject: {str(basis == "contract").lower()}{mapped}
"""


def _datum(slug: str, pick: random.Random) -> str:
    categories = ", ".join(sorted(pick.sample(CATEGORIES, 3)))
    return f"""      {slug}:
        categories: [{categories}]
        subjects: [{pick.choice(SUBJECTS)}]
        origin: data-subject
        claimed: personal
        necessity: {{value: without it the service cannot be given, grade: implied}}
"""


def _vendor(vendor: str, country: str, pick: random.Random, data: list[str]) -> str:
    line = pick.randrange(100, 300)
    transfer = ""
    if country in ("US", "IN"):
        said = f"to: {country}, ground: standard-clauses, instrument: scc-2021-914, contract: dpa-{vendor}"
        transfer = f"\n        transfers:\n          service: {{{said}}}"
    return f"""      {vendor}:
        organisation: {vendor}
        role: processor
        source: notice L{line}-{line + 2}
        data: [{", ".join(data)}]
        contract: dpa-{vendor}
        since: 2024-0{pick.randrange(1, 10)}-01
        separate_person: true
        access_from: [{country}]
        services: [{pick.choice(AREAS)} services]{transfer}
"""


def activity_text(n: int, pick: random.Random) -> str:
    """One activity, in one of a few shapes."""
    area = AREAS[n % len(AREAS)]
    data = ["contact-data", "service-data", "payment-data"][: pick.randrange(1, 4)]
    purposes = "".join(_purpose(k, pick, data) for k in range(pick.randrange(1, 4)))
    vendors = sorted(pick.sample(range(len(VENDORS)), pick.randrange(1, 4)))
    parties = "".join(_vendor(VENDORS[v], COUNTRIES[v], pick, data) for v in vendors)
    line = pick.randrange(10, 400)
    return f"""  {area}-{n}:
    title: {area.replace("-", " ").capitalize()} number {n}
    source: notice L{line}-{line + 9}
    owner: Department {n % 40}
    status: active
    from: 2020-0{n % 9 + 1}-01
    large_scale: {{value: {str(n % 3 == 0).lower()}, grade: implied}}
    profiling: false
    purposes:
{purposes}    data:
{"".join(_datum(slug, pick) for slug in data)}    parties:
{parties}    retention:
      ordinary: {{form: fixed, period: P{n % 9 + 1}Y, starts: end of the contract, law: accounting law}}
"""


def activities_text(slug: str, first: int, last: int, seed: int = SEED) -> str:
    """A file of a register with the activities from `first` up to but not including `last`."""
    pick = random.Random(f"{seed}/{slug}/{first}")
    return f"register: {slug}\nactivities:\n" + "".join(activity_text(n, pick) for n in range(first, last))


def write_root(
    folder: Path, activities: int, *, slug: str = "generated", per_file: int = 1_000, seed: int = SEED
) -> None:
    """Write a facts root with one register of so many activities."""
    (folder / slug).mkdir(parents=True)
    (folder / "organisations.yaml").write_text(organisations_text(), "utf-8")
    (folder / slug / "register.yaml").write_text(head_text(slug), "utf-8")
    for first in range(0, activities, per_file):
        text = activities_text(slug, first, min(first + per_file, activities), seed)
        (folder / slug / f"activities-{first:07}.yaml").write_text(text, "utf-8")
