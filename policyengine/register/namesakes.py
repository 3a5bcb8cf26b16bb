"""Organisations that two registers mean differently under one name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from policyengine.register.model.kinds import attributes_of
from policyengine.register.problems import Problems
from policyengine.register.records import Record, Statement
from policyengine.spans import OFFSET_BITS, Place


def file_of(place: Place) -> int:
    """The number of the file in which a place stands."""
    return place >> OFFSET_BITS


def report_namesakes(organisations: Iterable[Record], registers: Mapping[int, str], problems: Problems) -> None:
    """Note the organisations of which two registers' own files state differently what has one answer.

    An organisation is one record wherever its slug is met, so the two would be judged as one.
    `registers` says of files, by number, to which register they belong; shared files are not among them.
    """
    closed = [name for name, attribute in attributes_of("organisation").items() if not attribute.open]
    for organisation in organisations:
        for name in closed:
            said = organisation.statements.get(name, ())
            if len(said) > 1 and (pair := _at_odds(said, registers)):
                first, second = pair
                other = problems.files.span(first.place)
                problems.add(
                    second.place,
                    f"the register `{registers[file_of(first.place)]}` states another `{name}` of the "
                    f"organisation `{organisation.key}`",
                    f"that is at {other}; if it is another organisation, give it another name; if it is the same, "
                    "state it once in organisations.yaml",
                )
                break


def _at_odds(said: Iterable[Statement], registers: Mapping[int, str]) -> tuple[Statement, Statement] | None:
    """The first statement of a register, and the first of another that says something else."""
    own = sorted((one for one in said if file_of(one.place) in registers), key=lambda one: one.place)
    for second in own[1:]:
        first = own[0]
        if registers[file_of(first.place)] != registers[file_of(second.place)] and set(first.values) != set(
            second.values
        ):
            return first, second
    return None
