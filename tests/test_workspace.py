"""The interface for Python programs: what `policyengine.open` promises, and that its answers are those of the verbs."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path

import networkx
import pytest

import policyengine
from policyengine.cli import main
from policyengine.diagram.drawing import Role
from policyengine.register.model.period import Period

CHECKOUT = Path(__file__).parent.parent
FACTS = CHECKOUT / "facts"
AS_OF = dt.date(2026, 11, 22)
PARTENA = "partena-marketing"
ENDED = {"set": {f"{PARTENA}:parties.active-campaign.contract": "none"}}


@pytest.fixture(scope="module")
def five() -> policyengine.Workspace:
    return policyengine.open(FACTS, as_of=AS_OF)


def test_it_finds_what_the_command_line_finds(five: policyengine.Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", str(FACTS), "--as-of", AS_OF.isoformat(), "--format", "json", "--no-cache"])
    told = json.loads(capsys.readouterr().out)
    assert [finding.rule for finding in five.check().findings] == [each["rule"] for each in told["findings"]]


def test_a_what_if_is_that_of_the_command_line(
    five: policyengine.Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    found = five.what_if(ENDED).difference
    flag = f"{PARTENA}:parties.active-campaign.contract=none"
    main(["whatif", str(FACTS), "--as-of", AS_OF.isoformat(), "--set", flag, "--format", "json"])
    told = json.loads(capsys.readouterr().out)
    assert [one.finding.rule for one in found.introduced] == [one["finding"]["rule"] for one in told["introduced"]]
    assert "gdpr-28-3-contract" in [one.finding.rule for one in found.introduced]


def test_changes_are_made_one_after_the_other(five: policyengine.Workspace) -> None:
    for changes in ((), ({},), ({"add": {"organisations.new": {"country": "BE"}}},)):
        difference = five.what_if(*changes).difference
        assert (difference.introduced, difference.resolved, difference.changed) == ((), (), ())
    silent = {"unset": [f"{PARTENA}:parties.active-campaign.contract"]}
    rules = [
        [one.finding.rule for one in five.what_if(*some).difference.introduced] for some in ((ENDED, silent), (silent,))
    ]
    assert rules[0] == rules[1]


def test_values_of_python_are_written_as_yaml_would(five: policyengine.Workspace) -> None:
    said = {"kind": "data-processing-agreement", "signed": dt.date(2026, 1, 2), "notice_of_change": Period(days=30)}
    changes = {"add": {f"{PARTENA}:contracts.new": said}}
    (fact,) = (one for one in five.what_if(changes).difference.facts if one.record.key == "contracts.new")
    written = {one.attribute: one.after[0].text for one in fact.statements if one.attribute}
    assert (written["signed"], written["notice_of_change"]) == ("2026-01-02", "P30D")


def test_scenarios_stand_beside_each_other(five: policyengine.Workspace) -> None:
    found = five.matrix("marketing-consent-withdrawn", "omnibus-iv")
    assert [column.name for column in found.columns] == ["marketing-consent-withdrawn", "omnibus-iv"]
    assert found.rows


def test_mistakes_are_said_with_the_nearest(five: policyengine.Workspace) -> None:
    with pytest.raises(policyengine.Invalid, match="did you mean `parties`") as wrong:
        five.what_if({"set": {f"{PARTENA}:partie.x": 1}})
    assert wrong.value.problems[0].span.path == "changes"
    with pytest.raises(policyengine.Invalid, match="no key `sets`"):
        five.what_if({"sets": {}})
    with pytest.raises(policyengine.Unknown, match="dpf-annulled"):
        five.what_if("dpf-anulled")
    with pytest.raises(policyengine.Unknown, match="gdpr-28-3-contract"):
        five.explain("gdpr-28-3-contrac", "active-campaign")
    with pytest.raises(policyengine.Unknown, match="asked of each party"):
        five.explain("gdpr-28-3-contract", "nobody-at-all")
    with pytest.raises(policyengine.Unknown, match="there are 5 registers"):
        five.graph()
    with pytest.raises(policyengine.Unknown, match=PARTENA):
        five.graph("partena-marketin")


def test_what_cannot_be_opened_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="nowhere"):
        policyengine.open(tmp_path / "nowhere")
    (tmp_path / "register.yaml").write_text("register: x\nactivites: {}\n", "utf-8")
    with pytest.raises(policyengine.Invalid, match="did you mean `activities`"):
        policyengine.open(tmp_path)
    with pytest.raises(policyengine.Unknown, match="no pack is called `gdrp`"):
        policyengine.open(FACTS, packs=["gdrp"])


def test_scenarios_that_are_based_on_the_same_one_may_be_supposed_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "facts.yaml").write_text("register: club\nparties:\n  club: {role: controller}\n", "utf-8")
    for name, text in (
        ("hires", "title: Hires\nadd:\n  parties.mailer: {role: processor}\n"),
        ("tells", "title: Tells\nbased_on: hires\nset: {parties.mailer.role: recipient}\n"),
        ("moves", "title: Moves\nbased_on: hires\nset: {parties.mailer.owner: me}\n"),
    ):
        (tmp_path / "scenarios" / f"{name}.yaml").write_text(text, "utf-8")
    club = policyengine.open("facts.yaml", as_of=AS_OF)
    compared = club.what_if("tells", "moves", {"set": {"parties.club.owner": "you"}})
    assert str(compared.head) == "tells, then moves, then changes"
    assert [fact.record.key for fact in compared.difference.facts] == ["parties.club", "parties.mailer"]
    assert [column.name for column in club.matrix("tells", "moves").columns] == ["tells", "moves"]


def test_values_of_the_wrong_sort_are_refused_at_once(five: policyengine.Workspace) -> None:
    with pytest.raises(TypeError, match="as_of"):
        policyengine.open(FACTS, as_of=dt.datetime(2026, 11, 22, 12))
    with pytest.raises(TypeError, match="list of names"):
        policyengine.open(FACTS, packs="gdpr")
    with pytest.raises(policyengine.Unknown, match="interpreter"):
        policyengine.open(FACTS, engine="interpretr")
    with pytest.raises(ValueError, match="not after"):
        five.forecast(AS_OF)
    with pytest.raises(TypeError, match="list"):
        five.what_if(["dpf-annulled"])  # type: ignore[arg-type]
    with pytest.raises(policyengine.Invalid, match="no day before"):
        five.what_if("dpf-annulled", on=dt.date.min)
    endless: list[object] = []
    endless.append(endless)
    with pytest.raises(policyengine.Invalid, match="too deep"):
        five.what_if({"set": {f"{PARTENA}:parties.active-campaign.role": endless}})


def test_a_verdict_is_explained_both_ways(five: policyengine.Workspace) -> None:
    explained = five.explain("gdpr-28-3-contract", f"{PARTENA}:parties.active-campaign")
    assert explained.proof.judgement.verdict.value == "satisfied"
    assert str(explained).startswith("satisfied high gdpr-28-3-contract")
    answer = five.why_not("gdpr-28-3-contract", f"{PARTENA}:parties.active-campaign")
    assert answer.why.verdict == "satisfied"


def test_the_graph_has_what_is_drawn(five: policyengine.Workspace) -> None:
    graph, drawing = five.graph(PARTENA), five.draw(findings=five.check())[PARTENA]
    assert isinstance(graph, networkx.MultiDiGraph)
    assert set(graph) >= {node.key for node in drawing.nodes}
    assert {data["role"] for _, data in graph.nodes(data=True)} <= {role.value for role in Role}
    drawn = {record for flow in drawing.flows for record in flow.records}
    assert {record for *_, data in graph.edges(data=True) for record in data["records"]} == drawn
    assert any(data["verdict"] for *_, data in graph.edges(data=True))


def test_the_page_says_what_there_is() -> None:
    page = (CHECKOUT / "docs" / "python.md").read_text("utf-8")
    called = set(re.findall(r"^\| `workspace\.(\w+)\(", page, re.MULTILINE))
    assert called <= vars(policyengine.Workspace).keys()
    assert called >= {"check", "what_if", "explain", "graph", "forecast"}
    # What the page shows runs, on these facts.
    both = page + (CHECKOUT / "README.md").read_text("utf-8")
    for code in re.findall(r"```python\n(.*?)```", both, re.DOTALL):
        names = {"policyengine": policyengine, "workspace": policyengine.open(FACTS, as_of=AS_OF)}
        exec(code.replace('policyengine.open("facts")', "workspace"), names)
