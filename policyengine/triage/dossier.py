"""What a report to keep needs beside the findings: their proofs, the law tables, and where facts and law are from."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from policyengine.dossier import (
    Dossier,
    FileCard,
    PackCard,
    ProvisionCard,
    RegisterCard,
    RowCard,
    SourceCard,
    TableCard,
)
from policyengine.engine.judgement import Judgement
from policyengine.findings import Finding, Outcome
from policyengine.register.model.kinds import KINDS
from policyengine.register.records import Facts, Record, Register, Source, Statement
from policyengine.rules.coverage import checked
from policyengine.rules.program import Program, Table, Window
from policyengine.spans import OFFSET_BITS, Files
from policyengine.triage.causes import Prove
from policyengine.triage.evidence import Places
from policyengine.triage.proving import proof_lines
from policyengine.triage.wording import values_in_words

_Key = tuple[str, str, str, str, str]
"""Register, rule, record, verdict and severity of a judgement."""


def documented(
    outcome: Outcome, program: Program, facts: Facts, judgements: Iterable[Judgement], prove: Prove
) -> Outcome:
    """The outcome with a proof of each finding that is shown, and with its dossier, which has no drawings yet."""
    places = Places(facts.files, program.files)
    judged = {(j.register, j.rule.id, j.record.key, j.verdict.value, j.severity.value): j for j in judgements}

    def proved(findings: Iterable[Finding]) -> Iterator[Finding]:
        for finding in findings:
            first = None if finding.folded else _gravest(finding, judged)
            proof = proof_lines(prove(first), program, places) if first else ()
            yield finding._replace(proof=tuple(proof))

    compared = outcome.compared
    return replace(
        outcome,
        findings=list(proved(outcome.findings)),
        compared=compared._replace(known=tuple(proved(compared.known))) if compared else None,
        dossier=Dossier(
            registers=tuple(_registers(facts, outcome.registers)),
            packs=tuple(_packs(program)),
            law=_files(program.files, range(1, len(program.files.paths))),
            not_checked=tuple(ProvisionCard(one.cites, one.duty) for one in checked(program).unchecked),
            tables=tuple(_table(table, outcome.as_of) for _, table in sorted(program.tables.items())),
        ),
    )


def _gravest(finding: Finding, judged: Mapping[_Key, Judgement]) -> Judgement | None:
    """The judgement on the first of a finding's records that has its verdict and severity."""
    about = (finding.verdict, finding.severity)
    keys = ((finding.register, finding.rule, record.key, *about) for record in finding.records)
    return next((judged[key] for key in keys if key in judged), None)


def _registers(facts: Facts, slugs: Iterable[str]) -> list[RegisterCard]:
    """A card for each register, and one for what they share, where they share anything."""
    cards = [_register(facts.registers[slug], facts.files) for slug in slugs]
    shared = list(facts.organisations.values())
    own = {source for slug in slugs for source in facts.registers[slug].sources.values()}
    cited = {s.citation.source for record in shared for s in _statements(record) if s.citation is not None} - own
    numbers = _numbers(shared) - {number for slug in slugs for number in _written(facts.registers[slug])}
    if not numbers:
        return cards
    sources = tuple(_source(source) for source in sorted(cited, key=lambda source: (source.key, source.place)))
    kinds = (("organisation", _counted("organisation", len(shared))),)
    return [*cards, RegisterCard("", "", (), sources, _files(facts.files, numbers), kinds)]


def _register(register: Register, files: Files) -> RegisterCard:
    stated = [s for s in register.root.statements.get("jurisdiction", ()) if s.values]
    counts = {name: len(register.of(name)) for name, kind in KINDS.items() if name != "register" and not kind.derived}
    return RegisterCard(
        slug=register.slug,
        title=register.root.title,
        jurisdictions=tuple(dict.fromkeys(values_in_words(statement) for statement in stated)),
        sources=tuple(_source(source) for _, source in sorted(register.sources.items())),
        files=_files(files, _written(register)),
        kinds=tuple((name, _counted(name, count)) for name, count in counts.items() if count),
    )


def _counted(kind: str, count: int) -> str:
    return f"{count} {kind if count == 1 else KINDS[kind].plural}".replace("_", " ")


def _written(register: Register) -> set[int]:
    """The numbers of the files in which a register is written."""
    own = (record for kind, records in register.by_kind.items() if not KINDS[kind].derived for record in records)
    return _numbers(record for record in own if record.register)


def _numbers(records: Iterable[Record]) -> set[int]:
    """The numbers of the files in which something is said of the records."""
    return {statement.place >> OFFSET_BITS for record in records for statement in _statements(record)} - {0}


def _statements(record: Record) -> list[Statement]:
    return [record.existence, *(statement for told in record.statements.values() for statement in told)]


def _source(source: Source) -> SourceCard:
    return SourceCard(
        key=source.key,
        title=source.title,
        kind=source.kind,
        own=source.own,
        document=source.document,
        sha256=source.sha256,
        language=source.language,
        stated_on=source.stated_on,
        checked_on=source.checked_on,
    )


def _files(files: Files, numbers: Iterable[int]) -> tuple[FileCard, ...]:
    return tuple(sorted((_file(files.paths[n], files.texts[n]) for n in numbers), key=lambda card: card.path))


def _file(path: str, text: str) -> FileCard:
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return FileCard(path, len(text.splitlines()), digest)


def _packs(program: Program) -> Iterator[PackCard]:
    """The packs of which a rule was run."""
    run = Counter(rule.pack for rule in program.rules.values())
    return (PackCard(name, program.packs[name].title, count) for name, count in sorted(run.items()))


def _table(table: Table, as_of: dt.date) -> TableCard:
    columns = {name: column for name, column in table.columns.items() if not column.derived}
    return TableCard(
        name=table.name,
        title=table.title,
        checked_on=table.checked_on,
        columns=tuple((name, column.describes) for name, column in columns.items()),
        rows=tuple(_row(row, columns, as_of) for row in table.rows),
    )


def _row(row: Record, columns: Iterable[str], as_of: dt.date) -> RowCard:
    cells = [row.statements[name][0] if name in row.statements else None for name in columns]
    source = row.existence.citation.source if row.existence.citation else None
    return RowCard(
        cells=tuple("" if cell is None else values_in_words(cell) for cell in cells),
        source=source.title if source else "",
        checked_on=source.checked_on if source else None,
        in_force=Window(_day(row, "from"), _day(row, "until")).contains(as_of) if "from" in columns else None,
    )


def _day(row: Record, column: str) -> dt.date | None:
    """The day that a row states; none where it leaves that end open."""
    values = [value for statement in row.statements.get(column, ()) for value in statement.values]
    return values[0] if values and isinstance(values[0], dt.date) else None
