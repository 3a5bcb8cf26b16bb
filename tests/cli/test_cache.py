"""What is kept between runs is what a fresh run says, and whatever becomes of the folder no run is wrong or fails."""

from __future__ import annotations

import hashlib
import os
import pickle
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from policyengine.source import cache as storage
from policyengine.source.cache import Cache
from tests.cli.conftest import HERE
from tests.cli.kept import LAW, ONLY, House, house

__all__ = ["house"]

NAME = "outcome-" + "0" * 64


def test_a_second_run_judges_nothing_and_says_the_same(house: House) -> None:
    assert house.judged()
    assert not house.judged()


@pytest.mark.parametrize("name", ["text", "brief", "json", "markdown", "sarif", "junit", "github", "gitlab"])
def test_every_report_is_made_of_a_kept_outcome_as_of_a_fresh_one(name: str, house: House) -> None:
    with_same_outcome = "junit" if name == "sarif" else "sarif" if name == "junit" else "text"
    if name == with_same_outcome:
        with_same_outcome = "brief"
    assert house.judged("--format", with_same_outcome)
    assert not house.judged("--format", name)
    assert not house.judged("--format", name)


def test_the_outcome_is_kept_with_every_verdict(house: House) -> None:
    assert house.judged("--all", "--format", "brief")
    assert not house.judged("--all", "--format", "json")


def test_files_are_written_as_before(house: House) -> None:
    house.check("--format", "json=a.json", "--format", "brief")
    first = Path("a.json").read_bytes()
    Path("a.json").unlink()
    house.check("--format", "json=a.json", "--format", "brief")
    assert Path("a.json").read_bytes() == first
    assert house.loaded == 1


def test_the_summary_of_a_job_is_written_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "summary.md")
    assert house.check("--format", "github") == house.check("--format", "github")
    assert house.loaded == 1
    text = Path("summary.md").read_text()
    assert text
    assert text[: len(text) // 2] * 2 == text


def test_how_a_run_ends_is_kept_for_each_threshold(house: House) -> None:
    for wanted in ("critical", "high", "never"):
        house.judged("--fail-on", wanted)
    assert [house.check("--fail-on", wanted).code for wanted in ("critical", "high", "never")] == [1, 1, 0]


def test_the_default_threshold_leaves_it_to_the_policy_and_a_given_one_does_not(house: House) -> None:
    Path("policyengine.yaml").write_text("fail_on: never\n")
    assert house.check().code == 0
    assert house.check("--fail-on", "high").code == 1
    assert house.check().code == 0
    assert house.check("--fail-on", "high").code == 1


def test_facts_with_problems_are_not_kept(house: House) -> None:
    Path("facts/fietsclub/register.yaml").write_text("register: fietsclub\nparties: [\n")
    assert [house.check().code, house.check().code] == [3, 3]
    assert house.loaded == 2
    assert not house.entries()


def test_nothing_judged_is_not_kept(house: House) -> None:
    law = (*ONLY, "--as-of", "1900-01-01", "--rule", "club-9-area")
    house.check("--register", "no-such", law=law)
    assert not house.entries()


@pytest.mark.parametrize("arguments", [("--no-cache",), ("--engine", "both")], ids=str)
def test_some_runs_keep_nothing(arguments: tuple[str, ...], house: House) -> None:
    house.check(*arguments)
    assert not house.cache.exists()


def test_a_report_to_keep_is_not_kept(house: House) -> None:
    house.check("--format", "html=a.html")
    assert not house.cache.exists()


def test_nothing_is_kept_where_it_is_turned_off(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICYENGINE_CACHE", "off")
    house.check()
    assert not Path("off").exists()
    assert not house.cache.exists()


@pytest.mark.parametrize("engine", ["rete", "interpreter"])
def test_without_the_rule_engine_it_is_said_each_time(
    engine: str, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("durable_rules_engine")
    house.check()
    monkeypatch.setattr("policyengine.engine.rete.available", lambda: False)
    monkeypatch.setattr("policyengine.cli.question.find_spec", lambda name: None)
    said = house.check("--engine", engine)
    assert (said.code, "not installed" in said.err) == ((2, True) if engine == "rete" else (1, False))
    assert "judges instead" in house.check().err
    assert "judges instead" in house.check().err


def test_what_changes_while_it_is_judged_is_not_kept(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    from policyengine.check import load

    register = Path("facts/fietsclub/register.yaml")
    before = register.read_text()

    def late(*given: object) -> object:
        register.write_text(before.replace("role: {value: processor", "role: {value: recipient"))
        return load(*given)  # type: ignore[arg-type]

    monkeypatch.setattr("policyengine.check.load", late)
    changed = house.check()
    monkeypatch.undo()
    assert not house.entries()
    assert "processor" not in changed.out


def test_what_is_changed_and_put_back_while_it_is_judged_is_not_kept(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    from policyengine.check import load

    register = Path("facts/fietsclub/register.yaml")
    before, times = register.read_text(), register.stat()

    def late(*given: object) -> object:
        register.write_text(before.replace("Page", "page") + "# another\n")
        loaded = load(*given)  # type: ignore[arg-type]
        register.write_text(before)
        os.utime(register, ns=(times.st_atime_ns, times.st_mtime_ns))
        return loaded

    monkeypatch.setattr("policyengine.check.load", late)
    monkeypatch.setattr("policyengine.source.fingerprint._status", lambda status: (status.st_size, 0, 0, 0, 0))
    house.check()
    assert not house.entries()


def _spoiled(content: bytes) -> dict[str, bytes]:
    middle = len(content) // 2
    return {
        "empty": b"",
        "cut off": content[:middle],
        "cut off in the head": content[:30],
        "one bit": content[:middle] + bytes((content[middle] ^ 1,)) + content[middle + 1 :],
        "head": b"policyengine cache 0\n" + content[21:],
        "longer": content + b"\0",
        "foreign": pickle.dumps({"findings": []}),
    }


@pytest.mark.parametrize("how", ["empty", "cut off", "cut off in the head", "one bit", "head", "longer", "foreign"])
def test_what_is_spoiled_is_judged_anew(how: str, house: House) -> None:
    fresh = house.check()
    for entry in house.entries():
        entry.write_bytes(_spoiled(entry.read_bytes())[how])
    assert house.check() == fresh
    assert house.loaded == 2
    assert house.check() == fresh
    assert house.loaded == 2


def test_an_entry_under_another_name_is_not_believed(house: House) -> None:
    first = house.check("--fail-on", "never")
    kept = {entry.name.partition("-")[0]: entry.read_bytes() for entry in house.entries()}
    second = house.check()
    for entry in house.entries():
        entry.write_bytes(kept[entry.name.partition("-")[0]])
    assert (first.code, second.code, house.check().code) == (0, 1, 1)


class _Runs:
    """What runs a command when it is read back."""

    def __reduce__(self) -> tuple[object, ...]:
        return os.mkdir, ("was-run",)


@pytest.mark.parametrize(
    "content", [_Runs(), (_Runs(), (), 0), ([], (), 0), 1, (1, 2)], ids=["bare", "first", "list", "number", "short"]
)
def test_a_pickle_of_another_hand_runs_nothing(content: object, house: House) -> None:
    fresh = house.check()
    (kept,) = house.entries("outcome")
    for entry in house.entries("report"):
        entry.unlink()
    Cache(house.cache).put(kept.name, pickle.dumps(content))
    assert house.check() == fresh
    assert house.loaded == 2
    assert not Path("was-run").exists()


def test_the_folder_is_the_users_alone(house: House) -> None:
    house.check()
    assert house.cache.stat().st_mode & 0o777 == 0o700
    assert {entry.stat().st_mode & 0o777 for entry in house.entries()} == {0o600}


@pytest.mark.parametrize("mode", [0o770, 0o702, 0o777, 0o1777], ids=oct)
def test_a_folder_that_others_may_write_to_is_not_used(mode: int, house: House) -> None:
    house.check()
    house.cache.chmod(mode)
    assert house.judged()
    assert len(house.entries()) == 2


def test_a_folder_or_file_of_another_is_not_used(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.check()
    monkeypatch.setattr("os.geteuid", lambda: os.getuid() + 1)
    assert house.judged()


def test_an_entry_that_others_may_write_to_is_not_used(house: House) -> None:
    house.check()
    for entry in house.entries():
        entry.chmod(0o666)
    assert house.judged()
    assert not house.judged()


def test_links_are_not_followed(house: House, tmp_path: Path) -> None:
    house.check()
    for entry in house.entries():
        moved = tmp_path / f"moved-{entry.name}"
        entry.rename(moved)
        entry.symlink_to(moved)
    assert house.judged()
    house.cache.rename(tmp_path / "elsewhere")
    house.cache.symlink_to(tmp_path / "elsewhere")
    assert house.judged()


@pytest.mark.parametrize("kind", ["file", "pipe", "below a file", "read only"])
def test_where_no_folder_can_be_it_is_done_without(kind: str, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    if kind == "pipe":
        os.mkfifo(house.cache)
    elif kind == "read only":
        house.cache.mkdir(0o500)
    else:
        house.cache.write_text("")
    if kind == "below a file":
        monkeypatch.setenv("POLICYENGINE_CACHE", str(house.cache / "below"))
    ran = house.check()
    assert (ran.code, ran.err) == (1, "")
    assert house.check() == ran


@pytest.mark.parametrize("step", ["os.replace", "os.open", "os.scandir"])
def test_a_full_disk_is_no_news(step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = Cache(tmp_path / "cache")
    here.put(NAME, b"before")

    def full(*given: object, **named: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(step, full)
        here.put(NAME, b"after")
    assert here.get(NAME) in (b"before", b"after")
    assert [entry.name for entry in (tmp_path / "cache").iterdir()] == [NAME]


def test_half_a_file_never_stands_in_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = Cache(tmp_path / "cache")

    def full(name: str, content: bytes) -> bytes:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(storage, "_sum", full)
        here.put(NAME, b"content")
    assert list((tmp_path / "cache").iterdir()) == []


def test_room_is_made_by_removing_what_was_used_longest_ago(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "LARGEST", 1000)
    here = Cache(tmp_path / "cache")
    names = [f"outcome-{n:064x}" for n in range(4)]
    for age, name in enumerate(names[:3]):
        here.put(name, b"x" * 250)
        os.utime(tmp_path / "cache" / name, (age, age))
    assert here.get(names[0])  # used just now, so that the next one is the oldest
    here.put(names[3], b"x" * 250)
    assert [here.get(name) is not None for name in names] == [True, False, True, True]


def test_what_is_too_large_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "LARGEST_ENTRY", 10)
    here = Cache(tmp_path / "cache")
    here.put(NAME, b"x" * 11)
    assert here.get(NAME) is None


def test_what_was_never_finished_is_swept_away_after_a_while(tmp_path: Path) -> None:
    here = Cache(tmp_path / "cache")
    here.put(NAME, b"")
    old, young, other = (tmp_path / "cache" / name for name in (".a.new", ".b.new", "notes.txt"))
    for file in (old, young, other):
        file.write_text("")
    for file in (old, other):
        os.utime(file, (0, 0))
    here.put(NAME, b"")
    assert [file.exists() for file in (old, young, other)] == [False, True, True]


@pytest.mark.parametrize("name", ["", "outcome", "../outcome-" + "0" * 64, "outcome-" + "0" * 63, NAME + "\n"])
def test_only_names_of_entries_are_written(name: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="cannot name an entry"):
        Cache(tmp_path).put(name, b"")


def test_where_the_cache_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/someone")
    for said, base, where in (
        ("", "", "/home/someone/.cache/policyengine"),
        ("", "/var/kept", "/var/kept/policyengine"),
        ("", "not/absolute", "/home/someone/.cache/policyengine"),
        ("here", "/var/kept", "here"),
    ):
        monkeypatch.setenv("POLICYENGINE_CACHE", said)
        monkeypatch.setenv("XDG_CACHE_HOME", base)
        assert storage.folder() == Path(where)


def test_several_runs_share_a_cache_that_is_emptied_under_them(tmp_path: Path) -> None:
    for folder in ("facts", "law"):
        shutil.copytree(HERE / folder, tmp_path / folder)
    kept = tmp_path / "cache"
    command = (sys.executable, "-m", "policyengine", "check", *LAW, "--format")
    environment = {**os.environ, "POLICYENGINE_CACHE": str(kept)}

    def once(number: int) -> tuple[str, int, str, str]:
        name = ("text", "json")[number % 2]
        ran = subprocess.run(
            (*command, name), cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        if number % 5 == 4:
            shutil.rmtree(kept, ignore_errors=True)
        for entry in (*kept.glob("report-*"),)[: number % 3]:
            entry.unlink(missing_ok=True)
        return name, ran.returncode, hashlib.sha256(ran.stdout.encode()).hexdigest(), ran.stderr

    with ThreadPoolExecutor(4) as several:
        ran = list(several.map(once, range(16)))
    assert {(code, told) for _, code, _, told in ran} == {(1, "")}
    assert len({(name, digest) for name, _, digest, _ in ran}) == 2
    assert not list(kept.glob("*.new")) if kept.exists() else True
