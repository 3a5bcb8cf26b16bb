"""The tool as SARIF describes it: rules with their help, and the acts they cite as taxonomies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from policyengine.findings import Act, Finding, RuleCard
from policyengine.report.block import law
from policyengine.report.sanitise import in_markdown, safe, visible
from policyengine.version import __version__

LEFT_OUT = ("results-left-out", 0)
FOLDED = ("findings-folded", 1)
WAIVED = ("findings-waived", 2)
STALE = ("waiver-does-not-hold", 3)
"""The notifications: what they are called, and where they stand in the driver's list."""

LEVELS = {"critical": "error", "high": "error", "medium": "warning", "low": "note", "info": "note"}
_PROBLEMS = {"error": "error", "warning": "warning", "note": "recommendation"}


def level_of(said: Finding | RuleCard) -> str:
    """The level of a breach; of what the policy file enforces as advisory never more than a note."""
    return "note" if said.advice else LEVELS[said.severity]


class Taxa:
    """Refers from a citation to its entry in the taxonomy of its act."""

    def __init__(self, acts: Sequence[Act]) -> None:
        self.acts = [act.name for act in acts]
        self._found = {
            provision: (number, index)
            for number, act in enumerate(acts)
            for index, provision in enumerate(act.provisions)
        }

    def of(self, provisions: Iterable[str]) -> list[dict[str, Any]]:
        """A reference for each citation, in their order."""
        found = [(provision, self._found[provision]) for provision in dict.fromkeys(provisions)]
        return [
            {"id": provision, "index": index, "toolComponent": {"name": self.acts[number], "index": number}}
            for provision, (number, index) in found
        ]


def taxonomies(acts: Iterable[Act]) -> list[dict[str, Any]]:
    """An act each, with the provisions that are cited."""
    return [
        {
            "name": act.name,
            "shortDescription": {"text": act.title},
            "taxa": [{"id": provision, "name": provision} for provision in act.provisions],
        }
        for act in acts
    ]


def driver(cards: Iterable[RuleCard], taxa: Taxa) -> dict[str, Any]:
    """policyengine, with every rule that was run."""
    return {
        "name": "policyengine",
        "version": __version__,
        "semanticVersion": __version__,
        "shortDescription": {"text": "Policy-as-code for data protection"},
        "rules": [_rule(card, taxa) for card in cards],
        "notifications": [
            {"id": LEFT_OUT[0], "shortDescription": {"text": "Findings for which the log has no room"}},
            {"id": FOLDED[0], "shortDescription": {"text": "Open, and the sources at hand never show it"}},
            {"id": WAIVED[0], "shortDescription": {"text": "Findings that somebody has accepted for a time"}},
            {"id": STALE[0], "shortDescription": {"text": "A waiver that does not hold; what it waived is back"}},
        ],
        "supportedTaxonomies": [{"name": name, "index": index} for index, name in enumerate(taxa.acts)],
    }


def _rule(card: RuleCard, taxa: Taxa) -> dict[str, Any]:
    level = level_of(card)
    return {
        "id": card.id,
        "shortDescription": {"text": safe(card.title)},
        "fullDescription": {"text": safe(f"{card.title} ({law(card.provisions)}).")},
        "help": {"text": _help(card), "markdown": _help_in_markdown(card)},
        "defaultConfiguration": {"level": level},
        "relationships": [{"target": target, "kinds": ["relevant"]} for target in taxa.of(card.provisions)],
        "properties": {
            "tags": ["data-protection", card.pack],
            "problem.severity": _PROBLEMS[level],
            "policyengine/severity": card.severity,
            "policyengine/forEach": card.for_each,
        },
    }


def _help(card: RuleCard) -> str:
    parts = [f"Law: {law(card.provisions)}", f"Asked of each {card.for_each}: {card.expects}"]
    parts += [f"Unless {exception}" for exception in card.exceptions]
    parts.append(f"Repair: {card.remedy}")
    return "\n".join(safe(part) for part in parts)


def _help_in_markdown(card: RuleCard) -> str:
    exceptions = [f"- {in_markdown(exception)}" for exception in card.exceptions] or ["None."]
    lines = [
        f"## {in_markdown(card.title)}",
        "",
        f"**Law:** {in_markdown(law(card.provisions))}",
        "",
        f"**Asked of each {in_markdown(card.for_each)}:** {in_markdown(card.expects)}",
        "",
        "**Exceptions**",
        "",
        *exceptions,
        "",
        f"**Repair:** {in_markdown(card.remedy)}",
        "",
        "**In full**",
        "",
        # Four blanks make a block in which Markdown takes everything literally.
        *(f"    {visible(line)}".rstrip() for line in card.help),
    ]
    return "\n".join(lines) + "\n"
