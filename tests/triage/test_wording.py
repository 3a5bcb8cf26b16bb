"""What messages say of a record: values, titles, that there are none, and that nobody says anything."""

from __future__ import annotations

from pathlib import Path

import pytest

from policyengine.register.load import load_facts
from policyengine.triage.wording import fill

HEAD = "register: shop\norganisations: {vendor: {country: US}}\n"
PARTY = "parties: {vendor: {role: processor, organisation: vendor%s}}\n"


@pytest.mark.parametrize(
    ("facts", "kind", "template", "message"),
    [
        (
            "activities: {mail: {large_scale: true}}",
            "activity",
            "{judged}; large: {judged.large_scale}",
            "mail; large: yes",
        ),
        ("notices: none\nactivities: {mail: }", "activity", "notices: {judged.coverage}", "notices: none"),
        ("activities: {mail: }", "activity", "notices: {judged.coverage}", "notices: (not stated)"),
        ("notices: {site: }\nactivities: {mail: }", "activity", "notices: {judged.coverage}", "notices: site on mail"),
        (PARTY % ", transfers: none", "hop", "transfers: {judged.transfer}", "transfers: none"),
        (PARTY % "", "hop", "transfers: {judged.transfer}", "transfers: (not stated)"),
        (PARTY % ", contract: none", "party", "contract: {judged.contract}", "contract: none"),
    ],
)
def test_what_is_stated_to_be_none_is_not_called_not_stated(
    tmp_path: Path, facts: str, kind: str, template: str, message: str
) -> None:
    (tmp_path / "shop.yaml").write_text(HEAD + facts, encoding="utf-8")
    read, problems = load_facts([tmp_path / "shop.yaml"])
    assert not problems
    (judged,) = read.registers["shop"].of(kind)
    assert fill(template, judged) == message
