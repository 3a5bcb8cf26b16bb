"""Registers in which hardly anything repeats: every vendor, day, period and combination of words is another.

`generate` has the proportions of real registers, and a few shapes that come again and again. Here whatever is
remembered of one record helps little with the next. Deterministic: the same number gives the same bytes.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

from generate import BASES, CATEGORIES, CLASSES, COUNTRIES, SEED, SUBJECTS

ROLES = ("processor", "processor", "recipient", "controller", "sub-processor")
GROUNDS = ("adequacy", "standard-clauses", "binding-corporate-rules", "none")
CONDITIONS = ("explicit-consent", "employment-social-law", "vital-interests", "none")
TERMS = ("instructions", "audits", "confidentiality", "security", "sub-processors", "rights-assistance")
PER_FILE = 500


def _one(pick: random.Random, words: Sequence[str]) -> str:
    """A word; now and then two sources that disagree, or a reader's presumption."""
    chance = pick.random()
    if chance < 0.05:
        first, second = pick.sample(sorted(set(words)), 2)
        return f"[{{value: {first}, source: notice L{pick.randrange(1, 400)}}}, {{value: {second}, source: record}}]"
    grade = ", grade: presumed" if chance < 0.10 else ", grade: implied" if chance < 0.30 else ""
    source = f", source: notice L{pick.randrange(1, 400)}" if chance < 0.70 else ""
    return f"{{value: {pick.choice(words)}{source}{grade}}}"


def _some(pick: random.Random, words: Sequence[str]) -> str:
    chosen = pick.sample(sorted(set(words)), pick.randrange(1, min(5, len(set(words)))))
    return f"[{', '.join(chosen)}]"


def _maybe(pick: random.Random, line: str, share: float = 0.6) -> str:
    return f"{line}\n" if pick.random() < share else ""


def _day(pick: random.Random, first: int = 2015, last: int = 2030) -> str:
    return f"{pick.randrange(first, last)}-{pick.randrange(1, 13):02}-{pick.randrange(1, 29):02}"


def _yes_no(pick: random.Random) -> str:
    return _one(pick, ("true", "false"))


def _activity(n: int, pick: random.Random) -> str:
    data = [f"data-{k}" for k in range(pick.randrange(1, 4))]
    named = f"[{', '.join(data)}]"
    purposes = "".join(
        f"      purpose-{k}:\n"
        f"        title: Purpose {k} of activity {n}\n"
        + _maybe(pick, f"        class: {_one(pick, CLASSES)}", 0.9)
        + _maybe(pick, f"        basis: {_one(pick, BASES)}", 0.8)
        + _maybe(pick, f"        condition: {_one(pick, CONDITIONS)}", 0.3)
        + _maybe(pick, f"        data: {named}")
        for k in range(pick.randrange(1, 4))
    )
    items = "".join(
        f"      {slug}:\n"
        f"        categories: {_some(pick, CATEGORIES)}\n"
        f"        subjects: {_some(pick, SUBJECTS)}\n" + _maybe(pick, "        complete: [categories]", 0.2)
        for slug in data
    )
    parties = "".join(
        f"      vendor-{n}-{k}:\n"
        f"        organisation: vendor-{n}-{k}\n"
        f"        role: {_one(pick, ROLES)}\n"
        + _maybe(pick, f"        since: {_day(pick, 2015, 2026)}")
        + _maybe(pick, f"        data: {named}")
        + _maybe(pick, f"        contract: deed-{n}", 0.4)
        + _maybe(
            pick, f"        transfers: {{out: {{to: {pick.choice(COUNTRIES)}, ground: {_one(pick, GROUNDS)}}}}}", 0.4
        )
        for k in range(pick.randrange(1, 4))
    )
    period = f"P{pick.randrange(1, 40)}Y{pick.randrange(1, 12)}M"
    return (
        f"  activity-{n}:\n"
        f"    title: Activity {n}\n"
        + _maybe(pick, f"    from: {_day(pick, 2015, 2026)}")
        + _maybe(pick, f"    until: {_day(pick, 2026)}", 0.2)
        + _maybe(pick, f"    large_scale: {_yes_no(pick)}")
        + _maybe(pick, f"    core_activity: {_yes_no(pick)}")
        + f"    purposes:\n{purposes}    data:\n{items}    parties:\n{parties}"
        + _maybe(pick, f"    retention: {{term: {{form: fixed, period: {period}, starts: end {n}}}}}")
    )


def _organisation(slug: str, pick: random.Random) -> str:
    said = [f"country: {pick.choice(COUNTRIES)}"]
    said += [f"headcount: {pick.randrange(1, 5000)}"] if pick.random() < 0.5 else []
    said += [f"own_purposes: {str(pick.random() < 0.5).lower()}"] if pick.random() < 0.5 else []
    return f"  {slug}: {{{', '.join(said)}}}\n"


def write_varied(folder: Path, activities: int, seed: int = SEED) -> None:
    """Write a facts root with one register of so many activities, no two alike."""
    pick = random.Random(f"{seed}/varied")
    (folder / "varied").mkdir(parents=True)
    vendors = "".join(_organisation(f"vendor-{n}-{k}", pick) for n in range(activities) for k in range(3))
    sources = "sources:\n  public: {title: Public knowledge, kind: public-knowledge, checked_on: 2026-11-22}\n"
    (folder / "organisations.yaml").write_text(f"{sources}source: public\norganisations:\n{vendors}", "utf-8")
    head = (
        "register: varied\ntitle: Varied register\njurisdiction: BE\nsources:\n"
        "  notice: {title: Privacy notice, kind: notice, document: notice.txt, language: en}\n"
        "  record: {title: Register of processing, kind: register}\n"
        "parties:\n  acme: {role: controller}\n"
    )
    deeds = "".join(
        f"  deed-{n}: {{kind: data-processing-agreement, signed: {_day(pick, 2015, 2026)}, "
        f"terms: {_some(pick, TERMS)}}}\n"
        for n in range(activities)
    )
    (folder / "varied" / "register.yaml").write_text(f"{head}contracts:\n{deeds}", "utf-8")
    for first in range(0, activities, PER_FILE):
        text = "".join(_activity(n, pick) for n in range(first, min(first + PER_FILE, activities)))
        (folder / "varied" / f"activities-{first:07}.yaml").write_text(
            f"register: varied\nactivities:\n{text}", "utf-8"
        )
