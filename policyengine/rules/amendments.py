"""Files with `amends`: exceptions added to a rule, keys replaced, a rule switched off.

What a pack with a `when` amends, it amends only where that condition holds: an exception is joined
with it, and a rule that is replaced or switched off stays as it was for all other registers.
"""

from __future__ import annotations

from typing import NamedTuple

from policyengine.errors import nearest
from policyengine.rules.conditions import condition
from policyengine.rules.language import AllOf, Condition, Not
from policyengine.rules.packfile import PackHeader
from policyengine.rules.program import Rule
from policyengine.rules.reading import Reading, Refused, as_mapping, as_text, as_true, needed
from policyengine.rules.rulefile import KEYS, Home, RuleReader, identity, read_rule
from policyengine.rules.shapes import Model, Scope
from policyengine.source.tree import Mapping, Node

_DOES = ("unless", "replace", "switch_off")
_KEYS = ("id", "amends", "title", "reviewed", *_DOES)
_FIXED = ("id", "for_each")


class Amendment(NamedTuple):
    """An amending file and where it stands."""

    node: Mapping
    home: Home
    header: PackHeader


class Written(NamedTuple):
    """A rule together with the file it was read from, which a replacement needs.

    `given_up` are the conditions under which other files switched it off or replaced it.
    """

    rule: Rule
    node: Mapping
    home: Home
    given_up: tuple[Condition, ...] = ()


def amend(
    amendment: Amendment, rules: dict[str, Written], elsewhere: frozenset[str], model: Model, reading: Reading
) -> None:
    """Change `rules` as the file says; `elsewhere` are rules of packs that were not asked for.

    Raises `Refused` where the file cannot be used.
    """
    node = amendment.node
    reading.check_keys(node, _KEYS, "an amending file")
    own_id = identity(node, amendment.home, reading)
    as_text(needed(node, "title", "the amending file"), "`title`")
    target = node.entries["amends"]
    name = as_text(target, "`amends`")
    if name not in rules:
        if name in elsewhere:
            return
        raise Refused(target.place, f"there is no rule `{name}` to amend", nearest(name, {*rules, *elsewhere}))
    does = [key for key in _DOES if key in node.entries]
    if len(does) != 1:
        hint = "one of `unless`, `replace` and `switch_off`"
        raise Refused(node.place, "an amending file does exactly one thing", hint)
    applies = _applies(amendment, rules[name].rule, model, reading)
    if does == ["unless"]:
        rules[name] = _with_exceptions(amendment, own_id, rules[name], applies, model, reading)
    elif does == ["switch_off"]:
        as_true(node.entries["switch_off"], "`switch_off`", "remove the file to keep the rule")
        _switch_off(rules, name, applies)
    else:
        changed = _replaced(amendment, rules[name], own_id, applies is not None, model, reading)
        _switch_off(rules, name, applies)
        rules[changed.rule.id] = changed


def _applies(amendment: Amendment, rule: Rule, model: Model, reading: Reading) -> Condition | None:
    """The `when` of the amending pack, asked of the record that the amended rule judges."""
    when = amendment.header.when
    if when is None or amendment.home.pack == rule.pack:
        return None
    if rule.for_each == "organisation":
        message = "a pack with `when` cannot amend a rule for each organisation, which stands in no register"
        raise Refused(amendment.node.place, message)
    prefix = () if rule.for_each == "register" else ("register",)
    scope = Scope.of(model, rule.for_each)
    if prefix:
        scope = Scope.of(model, "register", prefix)
    # The pack's own problems were noted when its header was read.
    return condition(when, scope, Reading(reading.files))


def _with_exceptions(
    amendment: Amendment, own_id: str, written: Written, applies: Condition | None, model: Model, reading: Reading
) -> Written:
    rule = written.rule
    reader = RuleReader(amendment.node, Scope.of(model, rule.for_each), reading)
    added = tuple(
        exemption._replace(
            amended_by=own_id,
            when=exemption.when if applies is None else AllOf((applies, exemption.when), exemption.place),
        )
        for exemption in reader.exemptions()
    )
    return written._replace(rule=rule._replace(unless=(*rule.unless, *added)))


def _switch_off(rules: dict[str, Written], name: str, applies: Condition | None) -> None:
    written = rules.pop(name)
    if applies is not None:
        narrowed = _outside((applies,), written.rule)
        rules[name] = written._replace(rule=narrowed, given_up=(*written.given_up, applies))


def _outside(given_up: tuple[Condition, ...], rule: Rule) -> Rule:
    """`rule` where none of the conditions holds."""
    limits = tuple(Not(condition, rule.place) for condition in given_up)
    return rule._replace(when=AllOf((*limits, rule.when), rule.place)) if limits else rule


def _replaced(
    amendment: Amendment, written: Written, own_id: str, conditional: bool, model: Model, reading: Reading
) -> Written:
    """The rule read again with the new keys; under the amendment's own name where both versions live on."""
    node = amendment.node.entries["replace"]
    changes = as_mapping(node, "`replace`", "`{severity: high}`")
    known = tuple(key for key in KEYS if key not in _FIXED)
    reading.check_keys(changes, known, "`replace`")
    entries: dict[str, Node] = {**written.node.entries, **changes.entries}
    places = {**written.node.key_places, **changes.key_places}
    merged = Mapping.of(entries, places, written.node.place)
    # Replaced for everybody, the rule stays one of its own pack and is held to what that pack states.
    law = amendment.home.law or (written.home.law and not conditional)
    home = written.home._replace(law=law)
    rule = _outside(written.given_up, read_rule(merged, home, model, reading))
    kept = tuple(exemption for exemption in written.rule.unless if exemption.amended_by)
    rule = rule._replace(unless=(*rule.unless, *kept))
    if conditional:
        rule = rule._replace(id=own_id, pack=amendment.home.pack)
    return Written(rule, merged, home, written.given_up)
