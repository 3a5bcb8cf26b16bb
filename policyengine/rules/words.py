"""Conditions in plain English, a line for each thing that is asked."""

from __future__ import annotations

from policyengine.register.model.period import Period
from policyengine.register.records import Value
from policyengine.rules.language import (
    AllOf,
    AnyOf,
    AsOf,
    AtLeast,
    Comparison,
    Condition,
    Constant,
    Count,
    Every,
    Holds,
    Members,
    Never,
    Not,
    Operand,
    Path,
    Plus,
    Some,
    Stated,
    Test,
)
from policyengine.rules.program import Definition

_INDENT = "  "


def in_words(condition: Condition, definitions: dict[str, Definition] | None = None) -> str:
    """What a condition asks, one line for each part, parts of a part indented by two blanks.

    With `definitions`, a definition is shown by what it means, otherwise by its name.
    """
    return "\n".join(_lines(condition, "", definitions or {}))


def in_one_line(condition: Condition, definitions: dict[str, Definition] | None = None) -> str:
    """The same on one line, parts separated by semicolons."""
    return "; ".join(line.strip() for line in in_words(condition, definitions).split("\n"))


def _lines(condition: Condition, indent: str, definitions: dict[str, Definition]) -> list[str]:
    match condition:
        case Test():
            return [indent + _test(condition)]
        case Holds():
            return [indent + _holds(condition, definitions)]
        case Never():
            return [f"{indent}this is never allowed"]
        case Not():
            return _negated(condition, indent, definitions)
        case AllOf(of=()):
            return [f"{indent}always"]
        case AllOf():
            return _listed("all of", condition.of, indent, definitions)
        case AnyOf():
            return _listed("any of", condition.of, indent, definitions)
        case AtLeast():
            return _listed(f"at least {condition.n} of", condition.of, indent, definitions)
        case Some() | Every() | Count():
            return _quantified(condition, indent, definitions)


def _listed(heading: str, parts: tuple[Condition, ...], indent: str, definitions: dict[str, Definition]) -> list[str]:
    below = [line for part in parts for line in _lines(part, indent + _INDENT, definitions)]
    return [f"{indent}{heading}", *below]


def _negated(condition: Not, indent: str, definitions: dict[str, Definition]) -> list[str]:
    inner = _lines(condition.of, indent, definitions)
    if isinstance(condition.of, Test):
        left, verb, right = inner[0].partition(" is ")
        if verb:
            return [f"{left} is not {right}"]
    if len(inner) == 1:
        return [f"{indent}not: {inner[0].strip()}"]
    return [f"{indent}not", *(_INDENT + line for line in inner)]


def _holds(condition: Holds, definitions: dict[str, Definition]) -> str:
    about = _record(condition.path)
    definition = definitions.get(condition.name)
    if definition is None:
        return f"{about} is `{condition.name}`"
    return f"{about}: {definition.means} ({definition.provision})"


def _quantified(condition: Some | Every | Count, indent: str, definitions: dict[str, Definition]) -> list[str]:
    members = _members(condition.members)
    named = f" (called {condition.bound})" if condition.bound else ""
    match condition:
        case Some():
            heading = f"some {members}{named}"
        case Every():
            heading = f"every {members}{named}"
        case Count():
            heading = f"{_bounds(condition)} {members}{named}"
    inner = _lines(condition.of, indent + _INDENT, definitions)
    if inner == [f"{indent}{_INDENT}always"]:
        return [indent + heading]
    if len(inner) == 1:
        return [f"{indent}{heading}: {inner[0].strip()}"]
    return [f"{indent}{heading}", *inner]


def _bounds(count: Count) -> str:
    if count.most < 0:
        return f"at least {count.least}"
    if not count.least:
        return f"at most {count.most}"
    return f"exactly {count.least}" if count.least == count.most else f"{count.least} to {count.most}"


def _members(members: Members) -> str:
    if members.path is None:
        return f"row of the table {members.table}"
    return ("value of " if not members.kind else "of the ") + _path(members.path)


def _test(test: Test) -> str:
    left = _path(test.path) if test.path.attribute or test.path.root else "it"
    presumed = ""
    if test.otherwise is not None:
        presumed = f", presumed {_value(test.otherwise.value)} where nothing is stated: {test.otherwise.because}"
    return f"{left} {_comparison(test)}{presumed}"


def _comparison(test: Test) -> str:
    right = _operand(test.operand)
    match test.comparison:
        case Comparison.IS | Comparison.IN:
            return f"is {right}"
        case Comparison.STATED:
            return "is stated"
        case Comparison.COVERS:
            return f"covers {right}"
        case Comparison.BEFORE:
            return f"is {_less(test.operand)} {right}"
        case Comparison.AFTER:
            return f"is {_more(test.operand)} {right}"
        case Comparison.WITHIN:
            return f"is within {_period(test.period or Period())} of {right}"
        case Comparison.MATCHES:
            return f"contains the pattern {right}"


def _less(operand: Operand) -> str:
    return _ordered(operand, "less than", "shorter than", "before")


def _more(operand: Operand) -> str:
    return _ordered(operand, "more than", "longer than", "after")


def _ordered(operand: Operand, number: str, period: str, day: str) -> str:
    value = operand.values[0] if isinstance(operand, Constant) and operand.values else None
    if isinstance(value, Period):
        return period
    return number if isinstance(value, int) else day


def _operand(operand: Operand) -> str:
    match operand:
        case Constant():
            shown = [_value(value) for value in operand.values]
            return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} or {shown[-1]}"
        case Stated():
            return _path(operand.path)
        case AsOf():
            return "the as-of date"
        case Plus():
            if operand.period.goes_back:
                return f"{_period(operand.period.backwards())} before {_operand(operand.start)}"
            return f"{_period(operand.period)} after {_operand(operand.start)}"


def _value(value: Value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return _period(value) if isinstance(value, Period) else str(value)


def _period(period: Period) -> str:
    """`P1Y2M` as `1 year 2 months`."""
    years, months = divmod(period.months, 12)
    hours, minutes = divmod(period.minutes, 60)
    counted = ((years, "year"), (months, "month"), (period.days, "day"), (hours, "hour"), (minutes, "minute"))
    shown = [f"{n} {unit}" + ("s" if n > 1 else "") for n, unit in counted if n]
    return " ".join(shown) or "0 days"


def _record(path: Path) -> str:
    return _path(path) or f"the {path.kind or 'value'}"


def _path(path: Path) -> str:
    """`judged.activity.large_scale` as `large scale of the activity of the judged record`."""
    steps = [*path.relations, *([path.attribute] if path.attribute else [])]
    words = [step.replace("_", " ") for step in reversed(steps)]
    if path.root == "judged":
        words.append("judged record")
    elif path.root:
        words.append(path.root)
    return " of the ".join(words)
