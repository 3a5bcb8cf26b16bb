"""Which lines of its documents a register accounts for: by facts that cite them, or by a reason why they state none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from policyengine.accounts import Account, BadRange, Claim, Line, Saying, SetAside
from policyengine.register.model.kinds import KINDS
from policyengine.register.records import Citation, Facts, NotFact, Record, Source, Statement
from policyengine.source.documents import Document
from policyengine.spans import Span
from policyengine.triage.wording import attribute_in_words, name_of, value_in_words, values_in_words


@dataclass(frozen=True, slots=True)
class Wanted:
    """A document that sources of one register name; with the register "" those of shared organisations."""

    register: str
    name: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class _Said:
    """A statement, and what it is about: an attribute or relation of a record, or "" for the record itself."""

    record: Record
    attribute: str
    statement: Statement


@dataclass(slots=True)
class _Cited:
    """A citation with every statement and every entry of `not_facts` that makes it."""

    citation: Citation
    said: list[_Said] = field(default_factory=list)
    not_facts: list[NotFact] = field(default_factory=list)


class Citations:
    """Every citation of the facts by its source.

    A statement inherits the citation of what it stands in, so lines that are cited for an activity are
    cited by all in it that names no lines of its own: inheriting accounts for no line that was open.
    What is worked out (uses, hops, coverage) cites nothing; it has its citations from what is written.
    """

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        # Citations and sources are told apart by identity: several files may use one key.
        self._by_source: dict[int, dict[int, _Cited]] = defaultdict(dict)
        self._sources: dict[int, Source] = {}
        for record in facts.records():
            if not KINDS[record.kind].derived:
                for said in _statements(record):
                    if said.statement.citation is not None:
                        self._of(said.statement.citation).said.append(said)
        for record, attribute, statement in facts.outdone:
            if statement.citation is not None:
                self._of(statement.citation).said.append(_Said(record, attribute, statement))
        for register in facts.registers.values():
            for entry in register.not_facts:
                self._of(entry.citation).not_facts.append(entry)

    def _of(self, citation: Citation) -> _Cited:
        self._sources[id(citation.source)] = citation.source
        return self._by_source[id(citation.source)].setdefault(id(citation), _Cited(citation))

    def documents(self, registers: Collection[str]) -> list[Wanted]:
        """The documents that sources name, by register and name; of all registers where none is chosen."""
        own = {id(s) for register in self._facts.registers.values() for s in register.sources.values()}
        naming: dict[tuple[str, str], list[Source]] = defaultdict(list)
        for slug, register in self._facts.registers.items():
            if not registers or slug in registers:
                for source in register.sources.values():
                    naming[slug, source.document].append(source)
        if not registers:
            for key, source in self._sources.items():
                if key not in own:
                    naming["", source.document].append(source)
        return [
            Wanted(slug, name, tuple(sources)) for (slug, name), sources in sorted(naming.items(), key=_key) if name
        ]

    def span(self, wanted: Wanted) -> Span:
        """Where the document is first named."""
        return min(self._facts.files.span(source.place) for source in wanted.sources)

    def account(self, wanted: Wanted, document: Document, *, by_line: bool = False) -> Account:
        """Account for every line of `document` that is not blank; `by_line` adds what accounts for each."""
        cited = [one for source in wanted.sources for one in self._by_source.get(id(source), {}).values()]
        filled = [bool(text.strip()) for text in document.lines]
        by_fact = _covered([one.citation for one in cited if one.said], len(filled))
        by_reason = _covered([one.citation for one in cited if one.not_facts], len(filled))
        numbers = [number for number, full in enumerate(filled, 1) if full]
        claims = (Claim(s.key, s.title, s.sha256, self._facts.files.span(s.place)) for s in wanted.sources)
        return Account(
            wanted.register,
            document.name,
            tuple(sorted(claims, key=lambda claim: claim.source)),
            document.sha256,
            cited=tuple(n for n in numbers if by_fact[n - 1]),
            set_aside=tuple(n for n in numbers if by_reason[n - 1] and not by_fact[n - 1]),
            both=tuple(n for n in numbers if by_reason[n - 1] and by_fact[n - 1]),
            open=tuple((n, document.lines[n - 1]) for n in numbers if not (by_reason[n - 1] or by_fact[n - 1])),
            not_facts=tuple(self._set_aside(cited, filled)),
            bad_ranges=tuple(sorted(self._bad_ranges(cited, filled), key=lambda bad: (bad.span, bad.lines))),
            lines=tuple(self._lines(cited, numbers, document)) if by_line else (),
        )

    def _set_aside(self, cited: list[_Cited], filled: list[bool]) -> Iterator[SetAside]:
        entries = sorted((entry for one in cited for entry in one.not_facts), key=lambda entry: entry.place)
        for entry in entries:
            covered = _covered([entry.citation], len(filled))
            lines = tuple(n for n, (full, here) in enumerate(zip(filled, covered, strict=True), 1) if full and here)
            yield SetAside(lines, entry.because, self._facts.files.span(entry.place))

    def _bad_ranges(self, cited: list[_Cited], filled: list[bool]) -> Iterator[BadRange]:
        for one in cited:
            places = [*(s.statement.place for s in one.said), *(entry.place for entry in one.not_facts)]
            wrong = [(_shown(pair), _wrong(pair, filled)) for pair in one.citation.lines]
            if one.not_facts and not one.citation.lines:
                wrong.append(("", "no lines are named, so none is set aside"))
            distinct = sorted(set(places))
            for lines, why in wrong:
                if why:
                    span = self._facts.files.span(distinct[0])
                    yield BadRange(one.citation.source.key, lines, why, span, len(distinct) - 1)

    def _lines(self, cited: list[_Cited], numbers: list[int], document: Document) -> Iterator[Line]:
        """Each line with its facts, those that cite the fewest lines first: they say most about it."""
        citing: dict[int, list[_Cited]] = defaultdict(list)
        for one in sorted(cited, key=lambda one: sum(last - first for first, last in one.citation.lines)):
            for first, last in one.citation.lines:
                for number in range(first, min(last, len(document.lines)) + 1):
                    citing[number].append(one)
        sayings = {id(one): self._sayings(one) for one in cited}
        for number in numbers:
            facts = (saying for one in citing[number] for saying in sayings[id(one)])
            reasons = (entry.because for one in citing[number] for entry in one.not_facts)
            yield Line(number, document.lines[number - 1], tuple(dict.fromkeys(facts)), tuple(dict.fromkeys(reasons)))

    def _sayings(self, one: _Cited) -> list[Saying]:
        found = []
        for said in sorted(one.said, key=lambda said: (said.statement.place, said.record.key, said.attribute)):
            record, attribute, grade = said.record, attribute_in_words(said.attribute), said.statement.grade.value
            span = self._facts.files.span(said.statement.place)
            found.append(Saying(record.kind, record.key, name_of(record), attribute, _says(said), grade, span))
        return found


def _key(item: tuple[tuple[str, str], list[Source]]) -> tuple[str, str]:
    return item[0]


def _statements(record: Record) -> Iterator[_Said]:
    """Everything that is written of a record, each statement once."""
    yield _Said(record, "", record.existence)
    for attribute, statements in record.statements.items():
        yield from (_Said(record, attribute, statement) for statement in statements)
    for name, statement in record.complete.items():
        yield _Said(record, name, statement)
    for relation, links in record.links.items():
        # A statement that names records lists their keys. What is contained, worked out or seen
        # from the other end has a link whose statement does not.
        naming = {id(one.statement): one.statement for one in links if one.target.key in one.statement.values}
        yield from (_Said(record, relation, statement) for statement in naming.values())


def _says(said: _Said) -> str:
    """The values of a statement in words; records that are named by what they are called."""
    record, attribute, statement = said.record, said.attribute, said.statement
    if not attribute:
        return ""
    if attribute in record.complete and statement.values == (attribute,):
        return "no others"
    named = {link.target.key: name_of(link.target) for link in record.links.get(attribute, ())}
    if statement.values and named.keys() >= set(map(str, statement.values)):
        return ", ".join(named[str(value)] for value in statement.values)
    return ", ".join(map(value_in_words, statement.values)) or values_in_words(statement)


def _covered(citations: list[Citation], count: int) -> bytearray:
    """For each of `count` lines whether one of the citations names it."""
    covered = bytearray(count)
    for citation in citations:
        for first, last in citation.lines:
            end = min(last, count)
            if first <= end:
                covered[first - 1 : end] = b"\1" * (end - first + 1)
    return covered


def _shown(pair: tuple[int, int]) -> str:
    first, last = pair
    return f"L{first}" if first == last else f"L{first}-{last}"


def _wrong(pair: tuple[int, int], filled: list[bool]) -> str:
    """What is wrong with a range of lines, "" where nothing is."""
    first, last = pair
    if last > len(filled):
        ends = f"the document ends with line {len(filled)}" if filled else "the document is empty"
        return f"beyond the end: {ends}"
    return "" if any(filled[first - 1 : last]) else "only blank lines"
