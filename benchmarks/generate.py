"""Registers of any size in the proportions of registers that people wrote: about 2.3 KB an activity.

Counted by KB, it has what the five registers under `facts/` have in the mean, within about a tenth: 12 statements
(6 with a source of their own, 4 with a grade, 2 with a note), 37 links, 38 keys, 28 scalars, 11 mappings, 20 lines.
What stands elsewhere there (rights, measures) is made up for by retention, terminal items and transfers, so that these
are met, too. An earlier form had half as much again of statements and links to a KB, which no register has.
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
NOTES = (
    "the sentence breaks off here, and what follows may belong to it or not",
    "named as an example only",
    "the notice does not say which of them, nor for what",
    "listed among those who act for the company; they often decide for themselves",
    "preparing, performing or ending a contract",
    "whether this is asked for again is said nowhere in the notice",
)
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


def _lines(pick: random.Random) -> str:
    """A citation of one place, or of two that belong together, which has to be quoted inside braces."""
    first = pick.randrange(10, 200)
    second = 210 + first * 7 % 190
    return f"notice L{first}-{first + 4}" if pick.random() < 0.6 else f'"notice L{first}, L{second}-{second + 9}"'


def _said(value: str, pick: random.Random, *, source: float = 0.55, note: float = 0.28) -> str:
    """A value with what qualifies it, each as often as given."""
    parts = [f"value: {value}"]
    if pick.random() < source:
        parts.append(f"source: {_lines(pick)}")
    if pick.random() < 0.5:
        parts.append("grade: implied")
    if pick.random() < note:
        note_text = pick.choice(NOTES)
        parts.append(f'note: "{note_text}"' if "," in note_text else f"note: {note_text}")
    return f"{{{', '.join(parts)}}}" if len(parts) > 1 else value


def _purpose(n: int, pick: random.Random, data: list[str]) -> str:
    kind, basis = pick.choice(CLASSES), pick.choice(BASES)
    named = f"[{', '.join(data[: n + 1])}]"
    mapped = f"\n        data: {_said(named, pick)}" if pick.random() < 0.8 else ""
    return f"""      purpose-{n}:
        title: Write to people about offer {n + 1}
        source: {_lines(pick).strip('"')}
        class: {_said(kind, pick)}
        basis: {_said(basis, pick)}
        contract_with_subject: {_said(str(basis == "contract").lower(), pick)}{mapped}
"""


def _datum(slug: str, pick: random.Random) -> str:
    categories = ", ".join(sorted(pick.sample(CATEGORIES, 2)))
    return f"""      {slug}:
        title: What people give when they order
        categories: [{categories}]
        subjects: {_said(pick.choice(SUBJECTS), pick)}
        in_category_list: {_said("false", pick, source=0.9)}
        origin: data-subject
"""


def _party(vendor: int, pick: random.Random, data: list[str]) -> str:
    name, country = VENDORS[vendor], COUNTRIES[vendor]
    transfer = contract = ""
    if country in ("US", "IN"):
        said = f"to: {country}, ground: standard-clauses, instrument: scc-2021-914, contract: dpa-{name}"
        transfer = f"\n        transfers:\n          service: {{{said}}}"
    if pick.random() < 0.3:
        contract = f"\n        contract: dpa-{name}\n        since: 2024-0{pick.randrange(1, 10)}-01"
    return f"""      {name}:
        organisation: {name}
        source: {_lines(pick).strip('"')}
        role: {_said("processor", pick)}
        in_recipient_list: {_said("true", pick, source=0.8)}
        data: {_said(f"[{', '.join(data)}]", pick)}
        services: {pick.choice(AREAS)} services{contract}{transfer}
"""


def activity_text(n: int, pick: random.Random) -> str:
    """One activity, in one of a few shapes."""
    area = AREAS[n % len(AREAS)]
    data = ["contact-data", "service-data", "payment-data"][: pick.choice((1, 1, 1, 2, 2, 3))]
    purposes = "".join(_purpose(k, pick, data) for k in range(pick.choice((1, 1, 2, 2, 3))))
    vendors = sorted(pick.sample(range(len(VENDORS)), pick.choice((1, 1, 1, 2, 2, 3))))
    parties = "".join(_party(vendor, pick, data) for vendor in vendors)
    line = pick.randrange(10, 400)
    comment = (
        "  # The grounds stand in three general lines; which purpose each belongs to is a reading.\n" if n % 3 else ""
    )
    retention = f"""    retention:
      ordinary: {{form: fixed, period: P{n % 9 + 1}Y, starts: end of the contract, law: accounting law}}
"""
    item = f"""    terminal_items:
      cookies: {{title: Cookies of {area}, source: notice L61, kind: cookie, claimed_basis: consent, mechanism: banner}}
"""
    return f"""{comment}  {area}-{n}:
    title: {area.replace("-", " ").capitalize()} as part {n} of the service
    source: notice L{line}-{line + 9}
    core_activity: {_said("true", pick)}
    large_scale: {_said(str(n % 3 == 0).lower(), pick)}
    purposes:
{purposes}    data:
{"".join(_datum(slug, pick) for slug in data)}    parties:
{parties}{retention if n % 3 != 1 else ""}{item if n % 3 else ""}
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
