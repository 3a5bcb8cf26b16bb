"""JSON Schema (2020-12) of a register file, drawn from the model, for editors and other tools.

It checks shape and words; what it cannot check (that a reference names something, that a source is
declared, that a day exists) is checked when the file is loaded.
"""

from __future__ import annotations

from typing import Any

from policyengine.register.citations import FIELDS
from policyengine.register.model.kinds import KINDS, Attribute, Kind, Relation, ValueType
from policyengine.register.model.territories import territories
from policyengine.register.model.vocabulary import vocabulary
from policyengine.register.plan import Inside, Plan, Said, plans
from policyengine.register.records import Grade
from policyengine.register.values import Readings

Schema = dict[str, Any]

SLUG_PATTERN = "^[a-z0-9][a-z0-9-]*$"
_REFERENCE: Schema = {
    "type": ["string", "integer"],
    "pattern": r"^[a-z0-9][a-z0-9._-]*$",
    "description": "The slug of a record: in the same activity, in the register, or its whole key.",
}
_CITATION: Schema = {
    "type": ["string", "null"],
    "pattern": r"^[a-z0-9][a-z0-9-]*( +L[0-9]+(-L?[0-9]+)?( *, *L[0-9]+(-L?[0-9]+)?)*)?$",
    "description": "Who says it: a declared source and perhaps lines, such as `notice L44-47, L120`.",
}
_GRADE: Schema = {"enum": [*(grade.value for grade in Grade), None], "description": "How firmly the source says it."}
_NOTE: Schema = {"type": ["string", "number", "boolean", "null"], "description": "A remark for whoever reads it."}
_NOTHING: Schema = {"enum": ["none", None], "description": "`none`: stated that there is none. Empty: nothing is said."}

_PATTERNS = {
    ValueType.DATE: r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
    ValueType.INSTANT: (
        r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}"
        r"(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})$"
    ),
    ValueType.PERIOD: r"^P(?=.)([0-9]+Y)?([0-9]+M)?([0-9]+W)?([0-9]+D)?(T(?=.)([0-9]+H)?([0-9]+M)?)?$",
}


def json_schema() -> Schema:
    """The schema, the same object content on every call; keys are in the order of the model."""
    defs: Schema = {"citation": _CITATION, "grade": _GRADE, "source": _source()}
    for name, plan in plans(Readings()).items():
        defs[name] = _record(KINDS[name], plan, defs)
    top = defs.pop("register")
    organisations = _container(KINDS["organisation"])
    top["properties"] = {
        "register": {
            "type": ["string", "integer"],
            "pattern": SLUG_PATTERN,
            "description": "The name of the register.",
        },
        "sources": {
            "type": ["object", "null"],
            "description": "Who says things, by a short name.",
            "patternProperties": {SLUG_PATTERN: {"$ref": "#/$defs/source"}},
            "additionalProperties": False,
        },
        "organisations": {**organisations, "description": KINDS["organisation"].describes},
        "not_facts": {
            "type": ["array", "null"],
            "items": _not_fact(),
            "description": "Lines that state no fact, and why.",
        },
        **top["properties"],
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "policyengine register",
        **top,
        "$defs": defs,
    }


def _record(kind: Kind, plan: Plan, defs: Schema) -> Schema:
    properties: Schema = {
        "source": {"$ref": "#/$defs/citation"},
        "grade": {"$ref": "#/$defs/grade"},
        "note": _NOTE,
    }
    for name, entry in plan.keys.items():
        if isinstance(entry, Said):
            properties[name] = {
                "description": _describe(entry.attribute),
                "$ref": f"#/$defs/{_shape(entry.attribute, defs)}",
            }
        elif isinstance(entry, Inside):
            properties[name] = {**_container(KINDS[entry.relation.target]), "description": entry.relation.describes}
        else:
            properties[name] = {
                "description": entry.relation.describes,
                "$ref": f"#/$defs/{_named(entry.relation, defs)}",
            }
    completable = sorted(plan.completable)
    properties["complete"] = {
        "description": "Attributes and relations of which everything is stated here.",
        "anyOf": [{"enum": [*completable, None]}, {"type": "array", "items": {"enum": completable}}],
    }
    return {
        "description": kind.describes,
        "type": "object" if kind.name == "register" else ["object", "null"],
        "properties": properties,
        "additionalProperties": False,
    }


def _describe(attribute: Attribute) -> str:
    return attribute.describes + (f" ({attribute.question})" if attribute.question else "")


def _container(kind: Kind) -> Schema:
    return {
        "anyOf": [
            _NOTHING,
            {
                "type": "object",
                "patternProperties": {SLUG_PATTERN: {"$ref": f"#/$defs/{kind.name}"}},
                "additionalProperties": False,
            },
        ]
    }


def _shape(attribute: Attribute, defs: Schema) -> str:
    """The name of the definition for what can stand under an attribute, made where it is new."""
    value = attribute.vocabulary or attribute.type.value
    name = f"{'several' if attribute.many else 'one'}-{value}"
    if name not in defs:
        defs[f"value-{value}"] = _value(attribute)
        defs[name] = _shapes({"$ref": f"#/$defs/value-{value}"}, many=attribute.many)
    return name


def _named(relation: Relation, defs: Schema) -> str:
    name = "several-records" if relation.many else "one-record"
    if name not in defs:
        defs[name] = _shapes(_REFERENCE, many=relation.many)
    return name


def _shapes(value: Schema, *, many: bool) -> Schema:
    """Plain, qualified, or a list of these, as `policyengine.register.shapes` reads them."""
    plain = {"anyOf": [value, _NOTHING]}
    several: Schema = {"type": "array", "items": value, "minItems": 1}
    qualified: Schema = {
        "type": "object",
        "properties": {
            "value": {"anyOf": [value, _NOTHING, several]} if many else plain,
            "source": {"$ref": "#/$defs/citation"},
            "grade": {"$ref": "#/$defs/grade"},
            "note": _NOTE,
        },
        "required": ["value"],
        "additionalProperties": False,
    }
    item = {"anyOf": [value, qualified]} if many else qualified
    return {"anyOf": [*plain["anyOf"], qualified, {"type": "array", "items": item, "minItems": 1}]}


def _value(attribute: Attribute) -> Schema:
    match attribute.type:
        case ValueType.WORD:
            return _words(attribute.vocabulary)
        case ValueType.BOOLEAN:
            return {"type": "boolean"}
        case ValueType.TEXT:
            return {"type": ["string", "number", "boolean"], "pattern": r"\S"}
        case ValueType.NUMBER:
            return {"type": "integer", "minimum": 0}
        case ValueType.TERRITORY:
            names = territories()
            return {"enum": list(names), "enumDescriptions": list(names.values())}
        case _:
            return {"type": "string", "pattern": _PATTERNS[attribute.type]}


def _words(name: str) -> Schema:
    known = vocabulary(name)
    words: Schema = {
        "enum": list(known.words),
        "enumDescriptions": [word.means for word in known.words.values()],
    }
    if not known.aliases:
        return words
    aliases = [alias for dpv in known.aliases for alias in (dpv, f"dpv:{dpv}")]
    return {"anyOf": [words, {"enum": aliases, "doNotSuggest": True}]}


def _source() -> Schema:
    properties: Schema = {}
    for name, field in FIELDS.items():
        properties[name] = {"description": field.describes, "anyOf": [_value(field), {"type": "null"}]}
    properties["sha256"] = {
        "description": FIELDS["sha256"].describes,
        "type": ["string", "integer"],
        "pattern": "^[0-9a-f]{64}$",
    }
    return {"type": "object", "properties": properties, "required": ["kind"], "additionalProperties": False}


def _not_fact() -> Schema:
    return {
        "type": "object",
        "properties": {"source": {"$ref": "#/$defs/citation"}, "because": {"type": "string"}},
        "required": ["source", "because"],
        "additionalProperties": False,
    }
