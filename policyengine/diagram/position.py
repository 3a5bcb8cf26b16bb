"""The legal position of a party's country on a date, as the law's own definitions tell it."""

from __future__ import annotations

import datetime as dt

from policyengine.diagram.compose import Position
from policyengine.diagram.drawing import Tone
from policyengine.engine.interpreter import Interpreter
from policyengine.engine.judgement import Told
from policyengine.register.records import Record
from policyengine.rules.program import Program

_WITHIN = "organisation.in-the-area"
_ADEQUATE = "party.covered-by-adequacy"


def position_by(program: Program, as_of: dt.date) -> Position:
    """A function that tells where a party stands, by what plainly holds of it and its organisation.

    A party whose country nobody states is `UNKNOWN`; any other that is neither within the area nor
    covered by an adequacy decision is in a third country.
    """
    interpreter = Interpreter(program, as_of)

    def holds(definition: str, record: Record) -> bool:
        return definition in program.definitions and interpreter.holds(definition, record) is Told.YES

    def position(party: Record) -> Tone:
        organisations = [link.target for link in party.links.get("organisation", ())]
        located = [o for o in organisations if any(s.values for s in o.statements.get("country", ()))]
        if not located:
            return Tone.UNKNOWN
        if any(holds(_WITHIN, organisation) for organisation in located):
            return Tone.WITHIN
        return Tone.ADEQUATE if holds(_ADEQUATE, party) else Tone.THIRD

    return position
