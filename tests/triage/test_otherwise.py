"""Changes of facts in words."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from policyengine.check import Asked, load
from policyengine.register.records import Facts
from policyengine.scenarios.scenario import Verb
from policyengine.triage.otherwise import Changed, otherwise

REGISTER = """
register: club
title: The club
sources: {public: {title: Public knowledge, kind: public-knowledge}}
organisations:
  mailco: {title: MailCo Inc., country: US}
contracts:
  agreement: {title: the agreement, kind: data-processing-agreement}
activities:
  news:
    large_scale: {value: true, grade: presumed}
    parties:
      mailer: {organisation: mailco, role: processor, contract: agreement}
    data:
      address: {categories: [email]}
"""


@pytest.fixture
def facts(tmp_path: Path) -> Facts:
    file = tmp_path / "register.yaml"
    file.write_text(REGISTER, "utf-8")
    loaded = load(Asked((file,), dt.date(2026, 11, 22)))
    assert loaded.problems == []
    return loaded.facts


@pytest.mark.parametrize(
    ("verb", "path", "value", "words"),
    [
        ("set", "club:activities.news.profiling", "true", "profiling of news: yes (now not stated)"),
        ("set", "club:activities.news.large_scale", "false", "large scale of news: no (now yes)"),
        ("set", "club:activities.news.large_scale", "true", "large scale of news: yes (now too, but not firmly)"),
        ("set", "club:activities.news.until", "2026-11-21", "until of news: 2026-11-21 (now not stated)"),
        (
            "set",
            "club:activities.news.parties.mailer.contract",
            "none",
            "contract of MailCo Inc.: none (now the agreement)",
        ),
        ("add", "club:activities.news.parties.mailer.role", "recipient", "role of MailCo Inc.: recipient as well"),
        (
            "add",
            "club:activities.news.parties.mailer.contract",
            "agreement",
            "contract of MailCo Inc.: the agreement as well",
        ),
        ("remove", "club:activities.news.data.address.categories", "email", "categories of address: not email"),
        ("unset", "club:activities.news.large_scale", "", "nobody says large scale of news"),
        ("remove", "club:activities.news.parties.mailer", "", "without MailCo Inc."),
        ("add", "club:contracts.terms", "{kind: consumer-terms}", "one more contract, `terms` (kind: consumer terms)"),
        ("add", "club:activities.news.parties.printer", "", "one more party of news, `printer`"),
        (
            "set",
            "club:activities.news.complete",
            "[data, parties]",
            "no other data and parties of news than those listed",
        ),
        ("set", "club:jurisdiction", "BE", "jurisdiction of The club: BE (now not stated)"),
        ("set", "organisations.mailco.country", "BE", "country of MailCo Inc.: BE (now US)"),
        (
            "set",
            "club:activities.news.data.address.claimed",
            "[{value: anonymous}, {value: personal}]",
            "claimed of address: anonymous and, by another source, personal (now not stated)",
        ),
        ("set", "law.adequacy.us-dpf.until", "2027-01-01", "set law.adequacy.us-dpf.until = 2027-01-01"),
    ],
)
def test_words(verb: str, path: str, value: str, words: str, facts: Facts) -> None:
    assert otherwise(Changed(Verb(verb), path, value), facts) == words
