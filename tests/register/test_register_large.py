"""Long files are read entry by entry; whatever stands in them, the answer is that of reading whole files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from policyengine.register import load
from policyengine.register.load import load_facts
from policyengine.register.records import Facts, Statement
from policyengine.source import simple

FACTS = Path(__file__).parents[2] / "facts"

ACTIVITIES = "".join(
    f"  a{n}:\n    title: part {n}\n    purposes: {{p: {{basis: consent}}}}\n    data: {{d: {{categories: [email]}}}}\n"
    for n in range(20)
)
ONE = f"register: one\nsources: {{notice: {{kind: notice}}}}\nactivities:\n{ACTIVITIES}"
MANY_UNKNOWN = "".join(f"  u{n}: {{wrong: 1}}\n" for n in range(600))


def _all(facts: Facts, problems: list[Any]) -> list[str]:
    """Everything that was read, in its order."""

    def said(one: Statement) -> tuple[Any, ...]:
        return (one.values, str(one.citation), one.grade, str(facts.files.span(one.place)), one.note)

    found = [f"{problem} {problem.hint}" for problem in problems]
    for record in facts.records():
        links = [
            (name, [(link.target.key, said(link.statement)) for link in links]) for name, links in record.links.items()
        ]
        stated = [(name, [said(one) for one in statements]) for name, statements in record.statements.items()]
        complete = [(name, said(one)) for name, one in record.complete.items()]
        found.append(repr((record, said(record.existence), stated, links, complete)))
    return [*found, repr([(record, name, said(one)) for record, name, one in facts.outdone])]


def _both_ways(root: Path, monkeypatch: pytest.MonkeyPatch, long: int = 200) -> tuple[list[str], list[bool]]:
    """What loading gives, entry by entry where there are `long` characters; and whether each try was so."""
    tries: list[bool] = []
    loading = load._load

    def noted(found: list[tuple[str, Path]], *, late: bool) -> tuple[Facts, list[Any]]:
        tries.append(late)
        return loading(found, late=late)

    whole = _all(*load_facts([root]))
    monkeypatch.setattr(load, "_load", noted)
    monkeypatch.setattr(simple, "_LONG", long)
    by_entry = _all(*load_facts([root]))
    assert by_entry == whole
    return by_entry, tries


def _written(root: Path, text: str) -> Path:
    (root / "one.yaml").write_text(text, "utf-8")
    return root


@pytest.mark.parametrize("long", [1, 40, 400, 4000])
def test_the_registers_are_read_alike(monkeypatch: pytest.MonkeyPatch, long: int) -> None:
    _, tries = _both_ways(FACTS, monkeypatch, long)
    assert tries == [True]


@pytest.mark.parametrize(
    "text",
    [
        ONE,
        f"{ONE}source: notice L3\ngrade: implied\n",
        f"# said first\n\n{ONE}\n# said last\n",
        f"{ONE}parties:\n  p:\n    organisation: o\n    role: processor\norganisations: {{o: {{country: BE}}}}\n",
        f"{ONE}organisations:\n{''.join(f'  o{n}: {{country: BE}}{chr(10)}' for n in range(30))}",
    ],
)
def test_a_long_register_is_read_in_one_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    found, tries = _both_ways(_written(tmp_path, text), monkeypatch)
    assert tries == [True]
    assert any("activities.a19.purposes.p+activities.a19.data.d" in line for line in found)


@pytest.mark.parametrize(
    "added",
    [
        "  a0: {title: again}\n",
        "  b: {title: [a, b}\n",
        "  b: &anchor c\n",
        "  b:\n   c: d\n  - e\n",
        f"unknown:\n{ACTIVITIES}",
        f"parties:\n{MANY_UNKNOWN}",
    ],
    ids=["twice", "bracket", "anchor", "list", "passed over", "too many"],
)
def test_what_is_wrong_at_the_end_is_told_as_of_a_whole_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, added: str
) -> None:
    found, tries = _both_ways(_written(tmp_path, ONE + added), monkeypatch)
    assert tries == [True, False]
    assert "one.yaml:" in found[0]


def test_wrong_facts_in_right_yaml_are_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = ONE.replace("basis: consent", "basis: constent", 1).replace("title: part 3", "titel: part 3")
    found, tries = _both_ways(_written(tmp_path, text), monkeypatch)
    assert tries == [True]
    assert [line.partition("one.yaml:")[2][:5] for line in found[:2]] == ["6:27:", "17:5:"]
