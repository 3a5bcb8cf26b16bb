"""A difference as text and Markdown: of which register each finding is, and what only looks resolved."""

from __future__ import annotations

import dataclasses

import pytest

from policyengine.differences import Comparison
from policyengine.report.difference.html import html
from policyengine.report.difference.markdown import markdown
from policyengine.report.difference.text import text
from policyengine.report.terminal import Paint
from tests.report.comparisons import comparison, difference


def shown(of: Comparison) -> tuple[str, str]:
    return text(of, Paint(False)), markdown(of)


def resolved_into(*was: str) -> Comparison:
    found = difference()
    gone = found.resolved[0]
    folded = dataclasses.replace(gone, finding=gone.finding._replace(rule="made-up-5", folded=True))
    both = tuple(dataclasses.replace(one, was=was) for one in (gone, folded))
    return comparison(difference=dataclasses.replace(found, resolved=both))


@pytest.mark.parametrize("word", ["undetermined", "not stated"])
def test_what_is_open_now_is_not_called_resolved(word: str) -> None:
    said = f"now {word}: open, not resolved"
    for report in shown(resolved_into(word)):
        assert " ".join(report.split()).replace("= now ", "now ").count(said) == 2
    assert f"{word}: open, not resolved" in html(resolved_into(word))


def test_what_is_open_now_is_not_counted_as_resolved() -> None:
    for report in shown(resolved_into("satisfied", "not stated")):
        said = " ".join(report.split())
        assert "0 resolved, 2 found no more but open; 7 open or failed verdicts unchanged." in said
        assert "Resolved, or open now" in said
    for report in shown(resolved_into("satisfied")):
        said = " ".join(report.split())
        assert "2 resolved; 7 open or failed verdicts unchanged." in said
        assert "open now" not in said


def test_what_is_met_or_no_longer_asked_is_not_called_open() -> None:
    for report in shown(resolved_into("not applicable", "satisfied")):
        assert "now not applicable, satisfied" in " ".join(report.split())
        assert "open, not resolved" not in report


def test_what_was_counted_only_is_not_said_to_be_open_still() -> None:
    for report in shown(resolved_into("not applicable")):
        _, _, after = report.partition("Resolved")
        assert "as open, though" in after or "was open, but" in after


def test_each_finding_names_its_register_where_several_are_judged() -> None:
    one, several = comparison(), comparison(registers=2)
    assert "= register" not in text(one, Paint(False))
    found = several.difference
    by_itself = len([each for each in (*found.introduced, *found.resolved) if not each.finding.folded])
    said = text(several, Paint(False))
    assert said.count("   = register club") == by_itself + len(found.changed)
    assert "(club; " in said, "what is only counted names it as well"
    assert "\n  club: " in markdown(several)
    assert "\n  club: " not in markdown(one)
