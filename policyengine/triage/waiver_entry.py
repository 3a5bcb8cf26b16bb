"""A waiver before it stands in a file: whether there can be one, and the lines in which it is written."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass

from policyengine.engine.judgement import Judgement
from policyengine.engine.judgements import worth_reading
from policyengine.findings import Waived
from policyengine.register.records import Register
from policyengine.rules.program import Program
from policyengine.triage.facts_read import facts_read
from policyengine.triage.waivers import ENTRIES, Waiver, Waivers, why_not

EMPTY = f"""\
# Findings that somebody has accepted for a time. `policyengine waivers add` writes entries, `list` says whether they
# still hold, `prune` removes those that do not. Reason, owner, approval and end may be changed; facts may not.
{ENTRIES}:
"""
"""A file without any."""

_PLAIN = re.compile(r"[^\W\d_](?:[\w .,;()/@+:'-]*[\w.)])?")
_READ_OTHERWISE = re.compile(r"(?i)null|true|false|yes|no|on|off|y|n|none")


@dataclass(frozen=True, slots=True)
class Judging:
    """What a judgement was made of, and how long a waiver may last."""

    program: Program
    register: Register
    as_of: dt.date
    longest_days: int


def entry_lines(waiver: Waiver) -> list[str]:
    """The lines of an entry, as if it began in the first column."""
    terms = waiver.terms
    said = {
        "rule": waiver.rule,
        "record": waiver.record,
        "verdict": waiver.verdict,
        "reason": terms.reason,
        "owner": terms.owner,
        "approved_by": terms.approved_by,
    }
    lines = [f"{key}: {_scalar(text)}" for key, text in said.items()]
    lines += [f"added: {waiver.added.isoformat()}", f"expires: {terms.expires.isoformat()}", "facts:"]
    # Quoted, because some hashes look like numbers to other readers.
    lines += [f'  {name}: "{stated}"' for name, stated in waiver.facts.items()]
    return [f"{'- ' if number == 0 else '  '}{line}" for number, line in enumerate(lines)]


def _scalar(text: str) -> str:
    """`text` bare where every reader of YAML takes it for that text, else in double quotes."""
    bare = _PLAIN.fullmatch(text) and ": " not in text and not _READ_OTHERWISE.fullmatch(text)
    return text if bare else json.dumps(text, ensure_ascii=False)


def proposed(judgement: Judgement, terms: Waived, known: Waivers, judged: Judging) -> Waiver | str:
    """The waiver of one judgement on these terms; or why there can be none, in the words of whoever asked."""
    rule, record = judgement.rule, f"{judgement.register}:{judgement.record.key}"
    if why := why_not(rule):
        return f"`{rule.id}` cannot be waived: {why}"
    if not worth_reading(judgement):
        return f"there is nothing to waive: `{rule.id}` says `{judgement.verdict.value}` of `{record}`"
    if terms.expires < judged.as_of:
        return f"a waiver that expires on {terms.expires} would not hold on {judged.as_of}"
    if (terms.expires - judged.as_of).days > judged.longest_days:
        latest = judged.as_of + dt.timedelta(days=judged.longest_days)
        return f"a waiver holds for {judged.longest_days} days at most: from {judged.as_of} until {latest}"
    for entry in known.entries:
        if (entry.rule, entry.record) == (rule.id, record):
            there = f"there is a waiver of `{rule.id}` for `{record}` at {entry.terms.location}"
            return f"{there}; change its end, or remove it first"
    facts = facts_read(rule, judged.program, judged.register, judgement.record).hashes
    return Waiver(
        rule.id, judgement.register, judgement.record.key, judgement.verdict.value, judged.as_of, facts, terms
    )
