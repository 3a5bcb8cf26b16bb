"""Each thing that the outcome depends on, changed alone, is another question; and kept runs are as fresh ones."""

from __future__ import annotations

import argparse
import os
import shutil
from collections.abc import Callable
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from policyengine.cli import _parser
from policyengine.cli.options import Unsaid, default_day
from policyengine.cli.question import NOT_ASKED, SHARED, question
from policyengine.register.load import SHARED_FILE
from policyengine.source.cache import Cache
from policyengine.triage.policy import NO_POLICY
from tests.cli.conftest import HERE
from tests.cli.kept import LAW, House, house

__all__ = ["house"]

REGISTER = Path("facts/fietsclub/register.yaml")
WAIVER = "waivers: []\n"


def asked(*words: str, in_full: bool = False) -> str:
    """The number of a question, with the files beside facts and rules as they stand."""
    args = _parser("check").parse_args(["check", *words])
    args.as_of = args.as_of or default_day(args)
    found = question(args, documented=False, in_full=in_full)
    assert found is not None
    return found.hex()


def append(path: str, text: str = "# more\n") -> Callable[[], object]:
    return lambda: Path(path).write_text((Path(path).read_text() if Path(path).exists() else "") + text)


def same_size_and_time(path: str) -> Callable[[], object]:
    def change() -> None:
        file, status = Path(path), Path(path).stat()
        data = file.read_bytes()
        file.write_bytes(data[:-1] + bytes((data[-1] ^ 32,)))
        os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))

    return change


def linked(path: str, target: str) -> Callable[[], object]:
    return lambda: Path(path).symlink_to(target)


def moved(path: str, to: str) -> Callable[[], object]:
    return lambda: Path(path).rename(to)


CHANGES: dict[str, Callable[[], object]] = {
    "facts": append(str(REGISTER)),
    "facts of the same size and time": same_size_and_time(str(REGISTER)),
    "another file of facts": append("facts/fietsclub/more.yaml"),
    "an empty file of facts": append("facts/fietsclub/more.yaml", ""),
    "a file that is called otherwise": append("facts/fietsclub/more.yml"),
    "a hidden file": append("facts/.more.yaml"),
    "a file in a hidden folder": lambda: (Path("facts/.hidden").mkdir(), append("facts/.hidden/more.yaml")()),
    "a file without an ending": append("facts/more"),
    "a name that tells nothing": append("facts/notes.txt"),
    "an empty folder": lambda: Path("facts/empty").mkdir(),
    "facts under another name": moved(str(REGISTER), "facts/fietsclub/club.yaml"),
    "facts in another folder": moved("facts/fietsclub", "facts/club"),
    "facts that are gone": REGISTER.unlink,
    "a link": linked("facts/fietsclub/link.yaml", "register.yaml"),
    "a link that leads nowhere": linked("facts/fietsclub/link.yaml", "nowhere"),
    "a link to a folder": linked("facts/link", "fietsclub"),
    "organisations": append("facts/organisations.yaml"),
    "organisations that are gone": lambda: Path("facts/organisations.yaml").unlink(),
    "a rule": append("law/club/club-1-basis.yaml"),
    "another rule": append("law/club/club-10.yaml"),
    "a rule that is gone": lambda: Path("law/club/club-1-basis.yaml").unlink(),
    "the head of a pack": append("law/club/pack.yaml"),
    "a definition": append("law/definitions/party.yaml"),
    "a law table": append("law/law/area.yaml"),
    "packs under another name": moved("law/club", "law/clubs"),
    "the packs that come with the program": append("../packs/more.yaml"),
    "the program": append("../code/judge.py", "verdict = 2\n"),
    "more of the program": append("../code/more.py"),
    "the policy": append("policyengine.yaml", "fail_on: low\n"),
    "waivers": append("waivers.yaml", WAIVER),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_read_counts(change: str, house: House) -> None:
    before = asked(*LAW)
    assert asked(*LAW) == before
    CHANGES[change]()
    assert asked(*LAW) != before


@pytest.mark.parametrize("path", ["facts/fietsclub", "facts/fietsclub/register.yaml"])
@pytest.mark.parametrize("change", ["organisations", "organisations that are gone", "facts"])
def test_what_stands_beside_a_register_counts(change: str, path: str, house: House) -> None:
    before = asked(*LAW, path)
    CHANGES[change]()
    assert asked(*LAW, path) != before


@pytest.mark.parametrize("name", ["policyengine.yaml", "waivers.yaml", "old.json"])
def test_files_beside_count_by_what_they_hold(name: str, house: House) -> None:
    words = (*LAW, "--baseline", "old.json")
    for file in ("policyengine.yaml", "waivers.yaml", "old.json"):
        Path(file).write_text("fail_on: low\n" if file.startswith("policy") else WAIVER)
    before = asked(*words)
    same_size_and_time(name)()
    assert asked(*words) != before


WORDS = [
    (),
    ("facts",),
    ("facts/fietsclub",),
    ("facts", "facts/fietsclub"),
    ("--rule", "club-1-basis"),
    ("--rule", "club-2-contract"),
    ("--rule", "club-1-basis", "--rule", "club-2-contract"),
    ("--register", "fietsclub"),
    ("--pack", "club"),
    ("--all",),
    ("--engine", "rete"),
    ("--engine", "interpreter"),
    ("--baseline", "facts/organisations.yaml"),
    ("--waivers", "facts/organisations.yaml"),
    ("--no-waivers",),
    ("--policy", "policy.yaml"),
    ("--fail-on", "high"),
    ("--fail-on", "low"),
    ("--fail-on", "never"),
    ("--sarif-include-waived",),
    ("--sarif-without-absent",),
    ("--rules", "law/club"),
]


def test_every_word_counts(house: House) -> None:
    Path("policy.yaml").write_text("fail_on: low\n")
    questions = [asked(*LAW, *words) for words in WORDS]
    questions += [
        asked("--rules", "law", "--no-installed-rules", "--as-of", "2026-11-21"),
        asked("--rules", "law", "--as-of", "2026-11-22"),
        asked(*LAW, in_full=True),
    ]
    assert len(set(questions)) == len(questions)


def test_an_option_that_is_added_counts_by_itself(house: House) -> None:
    args = _parser("check").parse_args(["check", *LAW])
    options = {name: value for name, value in vars(args).items() if name not in NOT_ASKED}
    first = question(args, documented=False, in_full=False)
    for name in (*options, "brand_new"):
        if name in ("baseline", "paths", "policy", "rules", "engine", "no_waivers", "waivers"):
            continue  # these have to be of their kind, and are changed above
        other = argparse.Namespace(**{**vars(args), name: "changed"})
        found = question(other, documented=False, in_full=False)
        assert first is not None
        assert found is not None
        assert found.hex() != first.hex(), name


@pytest.mark.parametrize(
    ("where", "what"),
    [
        ("policyengine.cli.question.__version__", "9"),
        ("sys.version", "3.99"),
        ("sys.platform", "elsewhere"),
        ("policyengine.cli.question.find_spec", lambda name: ModuleSpec(name, None, origin="elsewhere")),
        ("policyengine.cli.question._distributions", lambda folders: ["PyYAML-1.dist-info"]),
    ],
    ids=["version", "python", "platform", "libraries", "distributions"],
)
def test_what_the_program_runs_on_counts(
    where: str, what: object, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = asked(*LAW)
    monkeypatch.setattr(where, what)
    assert asked(*LAW) != before


def test_where_the_program_runs_counts(house: House, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = asked(*LAW)
    shutil.copytree(house.folder, tmp_path / "other")
    monkeypatch.chdir(tmp_path / "other")
    assert asked(*LAW) != before


def test_what_cannot_be_told_apart_is_no_question(house: House) -> None:
    os.mkfifo("pipe")
    for words in (("--baseline", "pipe"), ("--waivers", "pipe"), ("pipe",), ("--baseline", "facts")):
        args = _parser("check").parse_args(["check", *LAW, *words])
        assert question(args, documented=False, in_full=False) is None


def test_names_are_those_of_the_readers() -> None:
    assert SHARED == SHARED_FILE
    for name, said in Unsaid()._asdict().items():
        assert getattr(NO_POLICY, name) == said


PIECES = {
    "mailer": "parties:\n  extra:\n    title: Extra\n    role: processor\n",
    "none": "parties:\n  extra:\n    title: Extra\n    role: processor\n    contract: none\n",
    "data": "activities:\n  rides:\n    data:\n      more: {categories: [medical], subjects: [member]}\n",
    "wrong": "partys: []\n",
    "empty": "",
}


class Edited(RuleBasedStateMachine):
    """Somebody edits facts, law and what stands beside them, in any order, back and forth; runs follow."""

    house: House

    @initialize()
    def clean(self) -> None:
        for file in (*Path("facts/fietsclub").glob("more-*"), Path("policyengine.yaml"), Path("waivers.yaml")):
            file.unlink(missing_ok=True)
        self.words: tuple[str, ...] = ()

    @rule(number=st.integers(0, 1), piece=st.sampled_from(sorted(PIECES)))
    def write(self, number: int, piece: str) -> None:
        Path(f"facts/fietsclub/more-{number}.yaml").write_text(PIECES[piece])

    @rule(number=st.integers(0, 1))
    def remove(self, number: int) -> None:
        Path(f"facts/fietsclub/more-{number}.yaml").unlink(missing_ok=True)

    @rule(fails=st.sampled_from(["low", "never", "not-stated:low"]))
    def policy(self, fails: str) -> None:
        Path("policyengine.yaml").write_text(f"fail_on: {fails}\n")

    @rule()
    def no_policy(self) -> None:
        Path("policyengine.yaml").unlink(missing_ok=True)

    @rule(severity=st.sampled_from(["high", "medium", "low"]))
    def law(self, severity: str) -> None:
        file = Path("law/club/club-5-retention.yaml")
        lines = (HERE / file).read_text().splitlines(keepends=True)
        file.write_text("".join(f"severity: {severity}\n" if line.startswith("severity:") else line for line in lines))

    @rule(words=st.sampled_from([(), ("--all",), ("--format", "json"), ("--format", "brief", "--fail-on", "high")]))
    def ask(self, words: tuple[str, ...]) -> None:
        self.words = words

    @rule(kind=st.sampled_from(["report", "outcome"]))
    def spoil(self, kind: str) -> None:
        for entry in self.house.entries(kind)[:2]:
            entry.write_bytes(entry.read_bytes()[:-1])

    @invariant()
    def kept_is_as_fresh(self) -> None:
        self.house.judged(*getattr(self, "words", ()))


def test_kept_runs_are_as_fresh_ones_whatever_is_edited(house: House) -> None:
    class Here(Edited):
        pass

    Here.house = house
    case = Here.TestCase
    case.settings = settings(
        max_examples=8,
        stateful_step_count=12,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    )
    case("runTest").runTest()
    assert house.entries()
    assert isinstance(Cache(house.cache).get(house.entries("outcome")[0].name), bytes | None)
