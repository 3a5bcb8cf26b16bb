"""What the law's own definitions tell of a party's country and of hidden names, on a date."""

from __future__ import annotations

import datetime as dt

from policyengine.diagram.drawing import Tone
from policyengine.diagram.words import linked
from policyengine.engine.interpreter import Interpreter
from policyengine.engine.judgement import Told
from policyengine.register.records import Record
from policyengine.rules.program import Program

_WITHIN = "organisation.in-the-area"
_ADEQUATE = "party.covered-by-adequacy"
_PSEUDONYMISED = "data.pseudonymised"


class Law:
    """The law of a program on a day, asked only what a drawing needs. A definition that is missing tells nothing."""

    def __init__(self, program: Program, as_of: dt.date) -> None:
        self._program = program
        self._interpreter = Interpreter(program, as_of)

    def position(self, party: Record) -> Tone:
        """Where a party stands, by what plainly holds of it and its organisation.

        `UNKNOWN` where nobody states its country, `UNJUDGED` where the rules define no area; any other
        that is neither within the area nor covered by an adequacy decision is in a third country.
        """
        located = [o for o in linked(party, "organisation") if any(s.values for s in o.statements.get("country", ()))]
        if not located:
            return Tone.UNKNOWN
        if _WITHIN not in self._program.definitions:
            return Tone.UNJUDGED
        if any(self._told(_WITHIN, organisation) is Told.YES for organisation in located):
            return Tone.WITHIN
        return Tone.ADEQUATE if self._told(_ADEQUATE, party) is Told.YES else Tone.THIRD

    def group_is_outside(self, organisation: Record) -> bool:
        """Whether the group to which it belongs plainly has its seat outside the area."""
        stated = organisation.statements.get("group_country", ())
        if not any(statement.values for statement in stated):
            return False
        group = Record("organisation", organisation.key, "", organisation.existence, {"country": stated})
        return self._told(_WITHIN, group) is Told.NO

    def pseudonymised(self, data: Record) -> bool:
        """Whether data are plainly no more than pseudonymised."""
        return self._told(_PSEUDONYMISED, data) is Told.YES

    def _told(self, definition: str, record: Record) -> Told | None:
        known = definition in self._program.definitions
        return self._interpreter.holds(definition, record) if known else None
