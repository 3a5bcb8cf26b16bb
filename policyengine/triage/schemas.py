"""JSON Schema (2020-12) of policy files and files of waivers, for editors and other tools.

They check shape and words; whether what is named is there, and whether a day lies where it may, is checked on reading.
"""

from __future__ import annotations

from typing import Any

from policyengine.rules.program import Enforcement
from policyengine.rules.reading import GREATEST
from policyengine.triage.exits import NEVER, SEVERITIES, VERDICTS
from policyengine.triage.policyfile import KEYS as POLICY
from policyengine.triage.waivers import ENTRIES, HASH, KEYS, LONGEST_DAYS
from policyengine.triage.waivers import VERDICTS as WAIVED

Schema = dict[str, Any]

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_TEXT: Schema = {"type": "string", "minLength": 1}
_DAY: Schema = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_PART = rf"((({'|'.join(VERDICTS)}):)?({'|'.join(SEVERITIES)})|({'|'.join(VERDICTS)}):{NEVER})"
_FAILS = f"^({NEVER}|{_PART}( *, *{_PART})*)$"


def _one_or_more(item: Schema) -> Schema:
    return {"anyOf": [item, {"type": "array", "items": item, "minItems": 1}]}


def _apart(value: Schema, about: str) -> Schema:
    by_name = {"type": "object", "additionalProperties": value}
    keys = {"default": value, "packs": by_name, "rules": by_name}
    return {
        "anyOf": [value, {"type": "object", "additionalProperties": False, "properties": keys}],
        "description": about,
    }


def policy_schema() -> Schema:
    """What `policyengine.yaml` may say."""
    fails = _one_or_more({"type": "string", "pattern": _FAILS})
    package = {
        "type": "object",
        "required": ["package"],
        "additionalProperties": False,
        "properties": {"package": {**_TEXT, "description": "The name by which an installed package announces packs."}},
    }
    waivers = {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "file": _TEXT,
            "longest_days": {"type": "integer", "minimum": 1, "maximum": GREATEST, "default": LONGEST_DAYS},
        },
    }
    described: Schema = {
        "facts": {**_one_or_more(_TEXT), "description": "Where facts stand, relative to this file."},
        "rules": {
            **_one_or_more({"anyOf": [_TEXT, package]}),
            "description": "Folders of packs, beside those installed.",
        },
        "installed_rules": {"type": "boolean", "default": True, "description": "Whether packs of the program count."},
        "packs": {**_one_or_more(_TEXT), "description": "Only rules of these packs."},
        "as_of": {**_DAY, "description": "The day on which facts and law are read; today where it is left out."},
        "fail_on": _apart(
            fails, "From which verdict and severity on a finding fails the run; what is not named keeps its default."
        ),
        "enforcement": _apart(
            {"enum": [level.value for level in Enforcement]},
            "advisory: fails no run. soft: fails as fail_on says, may be waived. hard: every breach fails, no waiver.",
        ),
        "waivers": {"anyOf": [_TEXT, waivers], "description": "The file of waivers, and how long one may last."},
    }
    return {
        "$schema": _DRAFT,
        "title": "policyengine policy file",
        "type": "object",
        "additionalProperties": False,
        "properties": {key: described[key] for key in POLICY},
    }


def waivers_schema() -> Schema:
    """What a file of waivers may say."""
    described: Schema = {
        "rule": {**_TEXT, "description": "The rule; one, never a pattern."},
        "record": {"type": "string", "pattern": r"^[^:\s]+:\S+$", "description": "The record: `register:key`."},
        "verdict": {"enum": list(WAIVED), "description": "The verdict that is accepted."},
        "reason": {**_TEXT, "description": "Why it is accepted."},
        "owner": {**_TEXT, "description": "Who sees to it that it is mended."},
        "approved_by": {**_TEXT, "description": "Who has accepted it."},
        "added": {**_DAY, "description": "The day on which it was accepted."},
        "expires": {**_DAY, "description": "The last day on which it holds."},
        "facts": {
            "type": "object",
            "minProperties": 1,
            "additionalProperties": {"type": "string", "pattern": f"^{HASH}$"},
            "description": "What the rule read when it was accepted, as `policyengine waivers add` writes it.",
        },
    }
    entry = {
        "type": "object",
        "required": list(KEYS),
        "additionalProperties": False,
        "properties": {key: described[key] for key in KEYS},
    }
    return {
        "$schema": _DRAFT,
        "title": "policyengine waivers",
        "type": "object",
        "required": [ENTRIES],
        "additionalProperties": False,
        "properties": {ENTRIES: {"type": ["array", "null"], "items": entry}},
    }
