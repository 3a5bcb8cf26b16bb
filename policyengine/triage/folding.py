"""What the sources at hand never show, such as a contract in a notice: counted, not printed."""

from __future__ import annotations

from policyengine.engine.judgement import Judgement, Verdict
from policyengine.register.records import Record, Register

_OPEN = (Verdict.NOT_STATED, Verdict.UNDETERMINED)
_KEPT = ("register", "log")
"""Kinds of source in which an organisation keeps what it does and what happens to it, so that it can complete them."""


def folded(judgement: Judgement, register: Register) -> bool:
    """Whether a verdict is open about something that a document mentions, and no source at hand would show the rest.

    What is violated by a presumption or by public knowledge is never folded: something is stated.
    A rule that does not say where one would look for it is never folded either, nor is anything about
    a record that the organisation keeps itself: who writes down that a breach happened knows of it.
    """
    if judgement.not_firm or judgement.verdict not in _OPEN or not judgement.rule.shown_by:
        return False
    at_hand = {source.kind for source in register.sources.values() if source.own}
    return bool(at_hand) and not at_hand & set(judgement.rule.shown_by) and not _kept(judgement.record)


def _kept(record: Record) -> bool:
    """Whether the register itself or a log says that the record exists, and not a document that happens to name it.

    That the register itself is there says nothing of who keeps it.
    """
    if record.kind == "register":
        return False
    said = record.existence
    return said.firm and (said.citation is None or said.citation.source.kind in _KEPT)
