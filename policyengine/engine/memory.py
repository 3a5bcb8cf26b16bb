"""What was found out about each record, so that it is found out once however many rules ask."""

from __future__ import annotations

from policyengine.engine.scope import Known
from policyengine.register.records import Record

MOST = 4096
"""Of so many records something is remembered; then all is forgotten, to keep memory small."""


class Memory:
    """What is known of the records of one register, by all statements and by the firm ones alone."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._known: dict[Record, Known] = {}
        self._firmly: dict[Record, Known] = {}

    def of(self, record: Record, firm: bool) -> Known:
        """What is known of `record`, to be read and added to."""
        remembered = self._firmly if firm else self._known
        known = remembered.get(record)
        if known is None:
            if len(remembered) >= self._most:
                remembered.clear()
            known = remembered[record] = Known()
        return known

    def forget(self) -> None:
        """Forget everything: another register comes."""
        self._known.clear()
        self._firmly.clear()
