"""The reference of facts, `docs/facts.md`: an introduction, and all kinds and words from the model."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from policyengine.register.model.kinds import KINDS, Attribute, Kind, Relation, ValueType, a_kind
from policyengine.register.model.vocabulary import Vocabulary, vocabularies
from policyengine.source.shipped import shipped


def reference() -> str:
    """The whole page in Markdown; the same bytes for the same model."""
    introduction = shipped("policyengine.register", "introduction.md")
    lines = [introduction.rstrip(), "", "## Kinds", ""]
    for kind in KINDS.values():
        lines += _kind(kind)
    lines += ["## Vocabularies", ""]
    for vocabulary in vocabularies().values():
        lines += _vocabulary(vocabulary)
    return "\n".join(lines).rstrip() + "\n"


def _kind(kind: Kind) -> Iterator[str]:
    yield from (f"### {kind.name}", "", kind.describes, "")
    places = [
        f"`{r.name}` of {a_kind(k.name)}"
        for k in KINDS.values()
        for r in k.relations
        if r.contains and r.target == kind.name
    ]
    if kind.derived:
        yield from ("Worked out before judging, never written.", "")
    elif places:
        yield from (f"Written under {', '.join(places)}.", "")
    elif kind.name != "register":
        yield from (f"Written under `{kind.plural}`.", "")
    if kind.attributes:
        yield from ("| attribute | type | says |", "|---|---|---|")
        yield from (f"| `{a.name}` | {_type(a)} | {_says(a)} |" for a in kind.attributes)
        yield ""
    if kind.relations:
        yield from ("| relation | leads to | says | from the other end |", "|---|---|---|---|")
        yield from (f"| `{r.name}` | {_leads(r)} | {_cell(r.describes)} | `{r.inverse}` |" for r in kind.relations)
        yield ""
    if kind.example:
        yield from ("```yaml", kind.example.rstrip(), "```", "")


def _type(attribute: Attribute) -> str:
    match attribute.type:
        case ValueType.WORD:
            how = "growing" if attribute.open else "words" if attribute.many else "word"
            return f"{how} of [{attribute.vocabulary}](#{attribute.vocabulary})"
        case ValueType.BOOLEAN:
            return "yes or no"
        case ValueType.TEXT:
            return "texts" if attribute.many else "text"
        case ValueType.TERRITORY:
            return "territories" if attribute.many else "territory"
        case _:
            return attribute.type.value


def _says(attribute: Attribute) -> str:
    extra = "; worked out, never written" if attribute.derived else ""
    extra += "; the record's own name where none is stated" if attribute.from_key else ""
    return _cell(attribute.describes + extra)


def _leads(relation: Relation) -> str:
    how = "worked out" if relation.derived else "inside" if relation.contains else "named"
    return f"{relation.target}, {how}" if relation.many else f"one {relation.target}, {how}"


def _vocabulary(vocabulary: Vocabulary) -> Iterator[str]:
    words = vocabulary.words.values()
    columns = ["word", "means"]
    columns += [name for name in ("under", "provision", "dpv") if any(getattr(word, name) for word in words)]
    yield from (f"### {vocabulary.name}", "", f"| {' | '.join(columns)} |", "|---" * len(columns) + "|")
    for word in words:
        cells = [f"`{word.word}`", _cell(word.means), *(_cell(getattr(word, name)) for name in columns[2:])]
        yield f"| {' | '.join(cells)} |"
    yield ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.write(reference())
