"""What was found out about each record, so that it is found out once however many rules ask."""

from __future__ import annotations

from policyengine.engine.scope import Known, Scope
from policyengine.register.records import Record

MOST = 1024
"""Of so many records something is remembered, then all is forgotten: more would outgrow the processor's cache."""


class Memory:
    """What is known of the records of one register, by all statements and by the firm ones alone."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self.scopes: tuple[dict[Record, Scope], dict[Record, Scope]] = ({}, {})
        """Where each record is asked alone, by all statements and by the firm ones; made by `alone`."""

    def alone(self, record: Record, register: str, firm: bool) -> Scope:
        """Where what sees nothing but `record` is asked; what is `known` there is to be read and added to.

        So are definitions, and the `when` of a pack: that is why what they tell of a record holds for every rule.
        """
        remembered = self.scopes[firm]
        found = remembered.get(record)
        if found is None:
            if len(remembered) >= self._most:
                remembered.clear()
            found = remembered[record] = Scope(record, register, firm)
        return found

    def known(self, record: Record, at: Scope) -> Known:
        """What is known of `record`, as seen from `at`."""
        return at.known if record is at.record else self.alone(record, at.register, at.firm).known

    def forget(self) -> None:
        """Forget everything: another register comes."""
        for scopes in self.scopes:
            scopes.clear()
