"""The right side of a comparison: constants, paths, the as-of date, and days some period after or before another."""

from __future__ import annotations

from policyengine.errors import nearest
from policyengine.register.model.types import ValueType
from policyengine.rules.constants import constant, length
from policyengine.rules.language import AsOf, Constant, Operand, Plus, Stated
from policyengine.rules.paths import ToValues, resolve
from policyengine.rules.reading import Refused, as_text
from policyengine.rules.shapes import Scope, Values
from policyengine.source.tree import Listing, Mapping, Node, Scalar

DAYS = (ValueType.DATE, ValueType.INSTANT)
_FORMS = ("path", "plus", "minus")


def operand(node: Node, values: Values, scope: Scope) -> Operand:
    """One operand to compare `values` with. Raises `Refused` where its type does not fit."""
    if isinstance(node, Scalar):
        if node.plain and node.text == "as_of" and values.type in DAYS:
            return AsOf()
        return Constant((constant(node, values),))
    if isinstance(node, Listing):
        raise Refused(node.place, "one value is expected here", "use `in` to compare with a list")
    return _computed(node, values, scope)


def constants(node: Listing, values: Values) -> Constant:
    """A list of constants, none twice."""
    if not node.items:
        raise Refused(node.place, "the list is empty", "write at least one value")
    read = [constant(item, values) for item in node.items]
    for index, value in enumerate(read):
        if value in read[:index]:
            raise Refused(node.items[index].place, f"`{value}` stands twice in the list")
    return Constant(tuple(read))


def _computed(node: Mapping, values: Values, scope: Scope) -> Operand:
    if len(node.entries) != 1:
        raise Refused(node.place, "an operand has exactly one key", "`{path: ...}` or `{plus: [..., P1M]}`")
    ((form, inner),) = node.entries.items()
    if form == "path":
        return _stated(inner, values, scope)
    if form in ("plus", "minus"):
        return _moved(form, inner, values, scope)
    raise Refused(node.key_places[form], f"an operand has no form `{form}`", nearest(form, _FORMS))


def _stated(node: Node, values: Values, scope: Scope) -> Stated:
    text = as_text(node, "`path`")
    found = resolve(text, scope, node.place)
    if not isinstance(found, ToValues):
        raise Refused(node.place, f"`{text}` leads to records, not to values", "end the path with an attribute")
    _check_comparable(found.values, values, text, node)
    return Stated(found.path)


def _check_comparable(found: Values, wanted: Values, text: str, node: Node) -> None:
    name = wanted.attribute.name
    days = found.type in DAYS and wanted.type in DAYS
    if found.type is not wanted.type and not days:
        raise Refused(node.place, f"`{text}` is of type {found.type}, but `{name}` is of type {wanted.type}")
    if wanted.words and wanted.words.isdisjoint(found.words):
        raise Refused(node.place, f"no word that `{text}` may hold is a word of `{name}`")


def _moved(form: str, node: Node, values: Values, scope: Scope) -> Plus:
    if values.type not in DAYS:
        raise Refused(node.place, f"`{form}` gives a day, but `{values.attribute.name}` is of type {values.type}")
    if not isinstance(node, Listing) or len(node.items) != 2:
        raise Refused(node.place, f"`{form}` needs a day and a period", f"`{{{form}: [as_of, P1M]}}`")
    start, period = node.items
    by = length(period)
    return Plus(operand(start, values, scope), by if form == "plus" else by.backwards())
