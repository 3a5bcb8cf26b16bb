"""From trees to finished facts: read all, then look up references, then work out what follows."""

from __future__ import annotations

from collections.abc import Iterable

from policyengine.register.citations import Scope
from policyengine.register.derive import Derivation, by_key
from policyengine.register.draft import Draft, firmest
from policyengine.register.gather import settle
from policyengine.register.making import make_statement
from policyengine.register.model.kinds import KINDS
from policyengine.register.namesakes import file_of, report_namesakes
from policyengine.register.order import check_order
from policyengine.register.plan import Said, plans
from policyengine.register.problems import Problems
from policyengine.register.reading import TreeReader
from policyengine.register.records import Facts, Record, Register, Source, Statement
from policyengine.register.resolve import Resolver, link_contained
from policyengine.register.values import Readings, Refused
from policyengine.source.tree import Mapping
from policyengine.spans import Files

ABOVE = ("parent", "representative")
"""The relations that lead to organisations of which a register says something by naming others."""


class Building:
    """Facts under construction."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self.problems = Problems(files)
        self._readings = Readings()
        self._plans = plans(self._readings)
        self._shared = self._draft("")
        self._drafts: dict[str, tuple[Draft, TreeReader]] = {}
        self._shared_readers: list[tuple[Draft, TreeReader]] = []
        self._own_files: dict[int, str] = {}
        """Files that belong to one register, by number."""
        self._shared_slugs: set[str] = set()
        """Organisations that stand in a file of shared ones."""

    def _draft(self, slug: str) -> Draft:
        return Draft(slug, Scope(self._readings, self.problems))

    def _reader(self, draft: Draft) -> TreeReader:
        return TreeReader(draft, self._shared, draft.scope, self._plans, self.problems)

    def read(self, slug: str, tree: Mapping) -> None:
        """Read one file of the register `slug`; with "" a shared file, whose sources are its own."""
        if not slug:
            if isinstance(node := tree.entries.get("organisations"), Mapping):
                self._shared_slugs.update(node.raw)
            draft = self._draft("")
            self._shared_readers.append((draft, self._reader(draft)))
            self._shared_readers[-1][1].read(tree)
            return
        self._own_files[file_of(tree.place)] = slug
        if slug not in self._drafts:
            draft = self._draft(slug)
            self._drafts[slug] = (draft, self._reader(draft))
        self._drafts[slug][1].read(tree)

    def finish(self) -> Facts:
        """The facts, complete and linked; problems are noted on the way."""
        drafts = [self._drafts[slug] for slug in sorted(self._drafts)]
        sources = {draft.slug: draft.scope.finish() for draft, _ in drafts}
        for draft, _ in self._shared_readers:
            draft.scope.finish()
        met_again = [again for _, reader in (*drafts, *self._shared_readers) for again in reader.met_again]
        outdone = _settle_existence(met_again)
        for draft, _ in (*drafts, *self._shared_readers):
            for record, name, said in draft.completions:
                before = record.complete.get(name, said)
                record.complete[name] = best = firmest((before, said))
                outdone += [(record, name, one) for one in (before, said) if one is not best]
        organisations = dict(sorted(self._shared.records.items()))
        own = [record for slug, record in organisations.items() if slug not in self._shared_slugs]
        report_namesakes(own, self._own_files, self.problems)
        for draft, _ in drafts:
            link_contained(draft)
            self._from_keys(draft)
        for draft, _ in (*drafts, *self._shared_readers):
            resolver = Resolver(draft, organisations, self.problems)
            for reference in draft.references:
                resolver.resolve(reference)
        registers = {draft.slug: _register(draft, sources[draft.slug], self.problems) for draft, _ in drafts}
        growing = [one for draft, _ in (*drafts, *self._shared_readers) for one in draft.growing]
        everything = [organisations.values(), *(r for one in registers.values() for r in one.by_kind.values())]
        outdone += settle(growing, everything)
        for draft, _ in (*drafts, *self._shared_readers):
            _unite(draft.several)
        for register in registers.values():
            for kind, records in register.by_kind.items():
                if KINDS[kind].not_before:
                    check_order(records, self.problems)
        for register in registers.values():
            register.by_kind["organisation"] = _organisations_of(register)
        return Facts(registers, organisations, self.files, outdone)

    def _from_keys(self, draft: Draft) -> None:
        """Where nothing is stated, let the slug be the value of the attribute that says so."""
        for record in draft.keyed:
            plan = self._plans[record.kind]
            if plan.from_key in record.statements:
                continue
            said = plan.keys[plan.from_key]
            try:
                values = said.reading.quoted(record.slug) if isinstance(said, Said) else ()
            except Refused:
                continue
            here = record.existence
            record.statements[plan.from_key] = (make_statement(values, here.citation, here.grade, here.place),)


def _settle_existence(met_again: list[tuple[Record, Statement]]) -> list[tuple[Record, str, Statement]]:
    """Of several files that state a record, the one that carries most says that it exists; the others are outdone."""
    outdone = []
    for record, said in met_again:
        before = record.existence
        record.existence = best = firmest((before, said))
        outdone += [(record, "", one) for one in (before, said) if one is not best]
    return outdone


def _register(draft: Draft, sources: dict[str, Source], problems: Problems) -> Register:
    by_kind = Derivation(draft, problems).run()
    for kind, records in by_kind.items():
        if KINDS[kind].derived:
            records.sort(key=by_key)
    draft.not_facts.sort(key=lambda entry: entry.place)
    return Register(draft.slug, draft.root, sources, by_kind, draft.not_facts)


def _unite(records: Iterable[Record]) -> None:
    """Order the statements of each attribute by place, and keep those that say the same once."""
    for record in records:
        for name, said in record.statements.items():
            if len(said) > 1:
                once: dict[object, Statement] = {}
                for statement in sorted(said, key=lambda s: s.place):
                    once.setdefault((frozenset(statement.values), statement.citation, statement.grade), statement)
                record.statements[name] = tuple(once.values())


def _organisations_of(register: Register) -> list[Record]:
    """The organisations that the register's parties are, and those above them and acting for them."""
    found: dict[str, Record] = {}
    waiting = [link.target for party in register.of("party") for link in party.links.get("organisation", ())]
    while waiting:
        organisation = waiting.pop()
        if organisation.key not in found:
            found[organisation.key] = organisation
            for relation in ABOVE:
                waiting += [link.target for link in organisation.links.get(relation, ())]
    return [found[key] for key in sorted(found)]
