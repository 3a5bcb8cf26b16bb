"""What is supposed of facts, as the texts that the files would have if somebody had written it into them.

The law is never written, nor is the day on which things are judged. A text that does not state exactly what has been
judged is not given out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from policyengine.register.comparing import RecordDiffers, compare
from policyengine.register.records import Facts, Statement
from policyengine.register.trees import Part, Trees
from policyengine.scenarios.citing import KIND
from policyengine.scenarios.law import is_law
from policyengine.scenarios.making import Made, Written, make
from policyengine.scenarios.paths import SOURCES
from policyengine.scenarios.scenario import Change, Step, Supposed
from policyengine.scenarios.tidying import tidied
from policyengine.source.changing import standing
from policyengine.source.editing import NotEditable
from policyengine.source.editing_trees import alike, rewritten
from policyengine.source.read import read_text
from policyengine.source.tree import Listing, Mapping, Node, Scalar
from policyengine.spans import OFFSET_BITS, Files

_BY_HAND = "change the files by hand"
_PROVENANCE = ("source", "grade", "note")


class NotWritable(Exception):  # noqa: N818 - an answer to whoever asked
    """What is supposed cannot be written; the text says why, `hint` what to do."""

    def __init__(self, message: str, hint: str = _BY_HAND) -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Rewriting:
    """A file, by its name in places, with its text as it was read and as it would be."""

    path: str
    before: str
    after: str


def citing(supposed: Supposed, source: str) -> Supposed:
    """The same supposed by a source that is declared already, such as `contract L12`, instead of the scenarios."""
    scenarios = [replace(one, steps=tuple(_citing(step, source) for step in one.steps)) for one in supposed.scenarios]
    return replace(supposed, scenarios=tuple(scenarios))


def _citing(step: Step, source: str) -> Step:
    if isinstance(step, Change):
        return replace(step, origin=replace(step.origin, key=source, new=False))
    changes = [replace(one, origin=replace(one.origin, key=source, new=False)) for one in step.changes]
    return replace(step, changes=tuple(changes))


def refused(supposed: Supposed) -> NotWritable | None:
    """Why nothing of the sort can be written, whatever the facts are; None where it can."""
    steps = [*supposed.steps]
    law = [f"`{step.verb} {step.path}`" for step in steps if isinstance(step, Change) and is_law(step.path)]
    if law:
        return NotWritable(f"facts are written and the law is not: {_some(law)}", "leave out what changes the law")
    if provenance := [f"`{change.verb} {change.path}`" for change in _changes(supposed) if _is_provenance(change.path)]:
        hint = f"{_BY_HAND}, or name who says what is supposed with `--source`"
        return NotWritable(f"{_some(provenance)} would change who says what stands there, and leave no trace", hint)
    if not steps:
        return NotWritable("there is nothing to write: no fact is supposed to be otherwise", "name a change")
    return None


def _some(shown: Sequence[str]) -> str:
    return ", ".join(shown[:3]) + (f" and {len(shown) - 3} more" if len(shown) > 3 else "")


def _changes(supposed: Supposed) -> Iterator[Change]:
    """Every change, those included that are made wherever something holds."""
    for step in supposed.steps:
        yield from (step,) if isinstance(step, Change) else step.changes


def _is_provenance(path: str) -> bool:
    """Whether a path leads to a source, or to what is said of the statements of a record and has no source itself."""
    steps = path.rpartition(":")[2].split(".")
    # Containers and records take turns, so that a record may be called by any of these words.
    return steps[0] == SOURCES or (len(steps) % 2 == 1 and steps[-1] in _PROVENANCE)


def rewritings(written: Written, supposed: Supposed, as_of: dt.date, registers: Sequence[str] = ()) -> list[Rewriting]:
    """The files that would change, in the order in which they were read. Raises `NotWritable`.

    `as_of` is the day on which it is judged, `registers` are those that are; without any, all of them.
    """
    if why := refused(supposed):
        raise why
    made = make(written, supposed, as_of)
    if made.problems:
        raise NotWritable(made.problems[0].message, made.problems[0].hint)
    _check_sources(written.trees, made.trees, supposed)
    _check_attribution(written, made, supposed)
    wanted = tidied(written.trees, made.trees)
    found = [_rewriting(written.trees, old, new) for old, new in zip(written.trees.parts, wanted.parts, strict=True)]
    _check_chosen(written.trees, found, registers)
    _check(written.trees, made, found)
    return [one for one in found if one.after != one.before]


def _check_chosen(trees: Trees, found: Sequence[Rewriting], registers: Sequence[str]) -> None:
    """That no register changes which was not judged."""
    changing = {part.slug for part, one in zip(trees.parts, found, strict=True) if one.after != one.before} - {""}
    if others := sorted(changing - {*registers} if registers else ()):
        shown = ", ".join(f"`{slug}`" for slug in others)
        message = f"files of {shown} would change as well, and only {_chosen(registers)} judged"
        hint = f"choose {'it' if len(others) == 1 else 'them'}, too, or write `{registers[0]}:` before each path"
        raise NotWritable(message, hint)


def _chosen(registers: Sequence[str]) -> str:
    shown = ", ".join(f"`{slug}`" for slug in sorted({*registers}))
    return f"{shown} {'was' if len({*registers}) == 1 else 'were'}"


def _check_sources(before: Trees, after: Trees, supposed: Supposed) -> None:
    """That no file calls something else what a scenario is called as a source."""
    for key in sorted({change.origin.key for change in _changes(supposed)}):
        for old, new in zip(before.parts, after.parts, strict=True):
            said, says = standing(old.tree, (SOURCES, key, "kind")), standing(new.tree, (SOURCES, key, "kind"))
            if said and says and said[0] != KIND and says[0] == KIND:
                message = f"`{key}` is declared already as a source of another kind"
                raise NotWritable(message, f"if that is what is cited, add `--source {key}`; else rename one of them")


def _check_attribution(written: Written, made: Made, supposed: Supposed) -> None:
    """That nothing supposed passes for what another source says, or the register without any.

    It may where a change says so. `complete`, and that there are no records of a sort, have no room for a source.
    """
    changes = [*_changes(supposed)]
    named = [one.origin.key for one in changes] + [key for one in changes for key in _cited(one.value)]
    known = {key.split(" ")[0] for key in named}
    first = len(written.trees.files.paths)
    for differs in compare(written.facts, made.facts):
        for said in differs.said:
            for statement in said.after:
                source = statement.citation.source.key if statement.citation else ""
                if statement.place >> OFFSET_BITS < first or source in known or _is_less(statement, said.before):
                    continue
                whose = f"pass for what `{statement.citation}` says" if source else "be said without a source"
                raise NotWritable(f"`{said.attribute}` {_of(differs)} has no source of its own: it would {whose}")


def _is_less(statement: Statement, before: Sequence[Statement]) -> bool:
    """Whether a statement is left of another, of which a value was taken away."""
    return any(
        one.citation == statement.citation and statement.values and {*statement.values} <= {*one.values}
        for one in before
    )


def _cited(node: Node | None) -> Iterator[str]:
    """The sources that a value names itself."""
    if isinstance(node, Listing):
        for item in node.items:
            yield from _cited(item)
    elif isinstance(node, Mapping):
        for key, inner in node.entries.items():
            if key == "source" and isinstance(inner, Scalar):
                yield inner.text
            yield from _cited(inner)


def _rewriting(trees: Trees, old: Part, new: Part) -> Rewriting:
    number = old.tree.place >> OFFSET_BITS
    path, text = trees.files.paths[number], trees.files.texts[number]
    if old.tree is new.tree or alike(old.tree, new.tree):
        return Rewriting(path, text, text)
    try:
        return Rewriting(path, text, rewritten(text, new.tree))
    except NotEditable as why:
        raise NotWritable(f"`{path}` cannot be changed without touching what should stay: {why}", why.hint) from None


def _check(trees: Trees, made: Made, found: Sequence[Rewriting]) -> None:
    """That the new texts, read again, state what has been judged, and nothing else."""
    facts = _read_again(trees, found)
    if differing := compare(made.facts, facts):
        raise NotWritable(f"what would be written says something else {_of(differing[0])} than what was judged")


def _read_again(trees: Trees, found: Sequence[Rewriting]) -> Facts:
    files = Files()
    parts = []
    for part, one in zip(trees.parts, found, strict=True):
        tree, problems = read_text(one.after, one.path, files)
        if problems or not isinstance(tree, Mapping):
            raise NotWritable(f"`{one.path}` could not be read any more")
        parts.append(Part(part.slug, tree))
    facts, problems = Trees(tuple(parts), files).facts()
    if problems:
        raise NotWritable(f"what would be written is wrong: {problems[0].message}", problems[0].hint)
    return facts


def _of(differs: RecordDiffers) -> str:
    record = differs.record
    return f"of `{record.register}:{record.key}`" if record.register else f"of `{record.key}`"
