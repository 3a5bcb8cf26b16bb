"""The other side of a verdict as a person reads it, and as JSON in the form of `docs/why-not.schema.json`."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from typing import Any

from policyengine.report.block import law
from policyengine.report.objects import place_object
from policyengine.report.printable import printable_json
from policyengine.report.terminal import Paint
from policyengine.triage.answers import Failing, Fails, Reason, Said, WhyNot

SCHEMA = "policyengine/why-not/1"
_COLOURS = {"violated": "red", "contradictory": "yellow", "satisfied": "green", "not applicable": "green"}
_ANSWERS = {"yes": "green", "no": "red"}
_MOST_REASONS = 6
_MOST_SAID = 3
_MOST_NAMED = 3
_MOST_MISSING = 6


def why_not_text(why: WhyNot, fails: Fails | None, command: Sequence[str], paint: Paint) -> str:
    """Why, in a few lines, and what would make it fail; `command` is what stands before the flags of a what-if."""
    lines = [*_head(why, paint), "", *paint.wrapped(_sentence(why.because), "")]
    for reason in why.reasons[:_MOST_REASONS]:
        lines += _reason(reason, paint)
    if len(why.reasons) > _MOST_REASONS:
        lines.append(f"  … and {len(why.reasons) - _MOST_REASONS} more that are asked, and answered alike")
    lines += _missing(why, paint)
    if why.others:
        lines += paint.wrapped(_others(why), "  ")
    if fails is not None:
        lines += ["", *_fails(fails, command, paint)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _head(why: WhyNot, paint: Paint) -> Iterator[str]:
    applied = f" ({why.if_applied} if it applies)" if why.if_applied else ""
    colour = _COLOURS.get(why.verdict, "blue")
    yield f"{paint(why.verdict, colour, 'bold')}{applied} {paint(why.rule, 'bold')}"
    yield from paint.wrapped(f"{why.title} ({law(why.provisions)})", "  ")
    record = why.record
    yield from paint.wrapped(f"asked of {record.title} ({record.kind} {why.register}:{record.key})", "  ")


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _reason(reason: Reason, paint: Paint) -> Iterator[str]:
    pad = "  "
    if reason.asked:
        answer = f"[{reason.answer}] " if reason.answer else ""
        first, *rest = paint.wrapped(f"{answer}{reason.asked}", pad, pad + " " * len(answer))
        bare = answer.strip()
        yield first.replace(bare, paint(bare, _ANSWERS[reason.answer]), 1) if bare else first
        yield from rest
        pad += " " * len(answer)
    for said in reason.said[:_MOST_SAID]:
        place = "" if said.span is None else str(said.span)
        yield from paint.wrapped(_said(said), f"{pad}  ", f"{pad}    ", kept=place)
    if len(reason.said) > _MOST_SAID:
        yield f"{pad}  … and {len(reason.said) - _MOST_SAID} more"
    if reason.likewise:
        yield from paint.wrapped(f"… likewise {_few(reason.likewise)}", f"{pad}  ", f"{pad}    ")


def _said(said: Said) -> str:
    return said.text if said.span is None else f"{said.text} [{said.source}; {said.span}]"


def _few(names: Sequence[str]) -> str:
    shown, more = ", ".join(names[:_MOST_NAMED]), len(names) - _MOST_NAMED
    return f"{shown} and {_counted(more, 'other')}" if more > 0 else shown


def _missing(why: WhyNot, paint: Paint) -> Iterator[str]:
    for gap in why.missing[:_MOST_MISSING]:
        yield from paint.wrapped(gap, "  nobody says ", "      ")
    if len(why.missing) > _MOST_MISSING:
        yield f"  … nor {_counted(len(why.missing) - _MOST_MISSING, 'other thing')}"


def _others(why: WhyNot) -> str:
    one = why.others == 1
    if why.turns_on in ("when", "scope"):
        return f"{_counted(why.others, 'other condition')} {'is' if one else 'are'} not met either"
    return f"{_counted(why.others, 'other way')} to meet it {'is' if one else 'are'} made out as well"


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" + ("" if number == 1 else "s")


def _fails(fails: Fails, command: Sequence[str], paint: Paint) -> Iterator[str]:
    yield from paint.wrapped(_sentence(fails.says), "")
    for one in fails.found:
        for words in one.words:
            yield from paint.wrapped(words, "  ", "    ")
        # A line to paste is not broken.
        yield f"    {_flags(one, command)}"


def _flags(one: Failing, command: Sequence[str]) -> str:
    return shlex.join([*command, *(word for flag in one.flags for word in flag)])


def why_not_json(why: WhyNot, fails: Fails | None, command: Sequence[str]) -> str:
    """All of it as JSON; the same answer gives the same bytes."""
    document: dict[str, Any] = {
        "schema": SCHEMA,
        "as_of": why.as_of.isoformat(),
        "rule": why.rule,
        "title": why.title,
        "provisions": list(why.provisions),
        "register": why.register,
        "record": {
            "kind": why.record.kind,
            "key": why.record.key,
            "title": why.record.title,
            "location": place_object(why.record.span),
        },
        "verdict": why.verdict,
        **({"if_applied": why.if_applied} if why.if_applied else {}),
        "turns_on": why.turns_on,
        "because": why.because,
        "reasons": [_reason_object(reason) for reason in why.reasons],
        "others": why.others,
        "missing": list(why.missing),
    }
    if fails is not None:
        document["fails"] = {
            "verdict": fails.verdict,
            "says": fails.says,
            "tried": fails.tried,
            "changes": [_failing_object(one, command) for one in fails.found],
        }
    return printable_json(document)


def _reason_object(reason: Reason) -> dict[str, Any]:
    return {
        "asked": reason.asked,
        "answer": reason.answer,
        "said": [_said_object(said) for said in reason.said],
        "likewise": list(reason.likewise),
    }


def _said_object(said: Said) -> dict[str, Any]:
    place = {} if said.span is None else {"source": said.source, "location": place_object(said.span)}
    return {"text": said.text, **place}


def _failing_object(one: Failing, command: Sequence[str]) -> dict[str, Any]:
    flags = [{"flag": flag, "says": text} for flag, text in one.flags]
    return {"words": list(one.words), "flags": flags, "command": _flags(one, command)}
