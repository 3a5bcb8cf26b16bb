"""`policyengine whatif --write`: shown first, asked about, refused where it may do harm, all or nothing."""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.repositories import TemporaryRepository

DAY = ("--as-of", "2026-11-22")
SHOP = """\
register: shop
jurisdiction: BE
# Where it comes from.
sources: {notice: {kind: notice}}
parties:
  mailer: {source: notice L2, role: processor}  # says L2
activities: {mail: {}}
"""
SET = ("--set", "parties.mailer.role=recipient")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> Path:
    """A repository in which facts are committed, and somebody stands; after `run`, which stands elsewhere."""
    repository = TemporaryRepository(tmp_path / "here")
    (repository.folder / "facts").mkdir()
    (repository.folder / "facts" / "shop.yaml").write_text(SHOP, "utf-8")
    repository.commit()
    monkeypatch.chdir(repository.folder)
    return repository.folder


@pytest.fixture
def shop(folder: Path) -> Path:
    return folder / "facts" / "shop.yaml"


class Terminal(io.StringIO):
    """A terminal on which somebody has typed something already."""

    def isatty(self) -> bool:
        return True


def sit_down(monkeypatch: pytest.MonkeyPatch, typed: Terminal, term: str = "dumb") -> None:
    """Let the program think that somebody sits at a terminal."""
    monkeypatch.setattr(sys, "stdin", typed)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("TERM", term)
    monkeypatch.delenv("NO_COLOR", raising=False)


def test_it_is_written_with_the_exit_code_of_the_what_if(run: Run, shop: Path) -> None:
    ran = run("whatif", *SET, "--write", "--yes", *DAY)
    assert ran.code == 0
    assert "what-if" in shop.read_text("utf-8")
    assert (
        ran.err
        == """\
--- facts/shop.yaml
+++ facts/shop.yaml
@@ -1,7 +1,7 @@
 register: shop
 jurisdiction: BE
 # Where it comes from.
-sources: {notice: {kind: notice}}
+sources: {notice: {kind: notice}, what-if: {title: "what the command line supposes", kind: scenario}}
 parties:
-  mailer: {source: notice L2, role: processor}  # says L2
+  mailer: {source: notice L2, role: {value: recipient, source: what-if}}  # says L2
 activities: {mail: {}}
policyengine: wrote `facts/shop.yaml`
"""
    )
    assert "All of this is supposed" in " ".join(ran.out.split())
    assert "---" not in ran.out
    assert [file.name for file in shop.parent.iterdir()] == ["shop.yaml"]


def test_findings_that_would_be_introduced_are_written_too_and_fail(run: Run, shop: Path) -> None:
    breach = ("--add", "activities.mail.purposes.ads={class: direct-marketing, basis: none}")
    ran = run("whatif", *breach, "--write", "--yes", "--format", "json", *DAY)
    assert json.loads(ran.out)["introduced"]
    assert ran.code == 1
    assert "ads" in shop.read_text("utf-8")


def test_without_a_terminal_nothing_is_written_unless_it_is_said(run: Run, shop: Path) -> None:
    ran = run("whatif", *SET, "--write", *DAY)
    assert ran.code == 2
    assert "+  mailer:" in ran.err
    assert ran.err.endswith("policyengine: nothing was written: nobody can be asked here; add `--yes` to write this\n")
    assert shop.read_text("utf-8") == SHOP


@pytest.mark.parametrize(
    ("typed", "written"), [("y\n", True), ("YES\n", True), ("n\n", False), ("\n", False), ("", False)]
)
def test_somebody_at_a_terminal_is_asked(
    run: Run, shop: Path, monkeypatch: pytest.MonkeyPatch, typed: str, written: bool
) -> None:
    sit_down(monkeypatch, Terminal(typed))
    ran = run("whatif", *SET, "--write", *DAY)
    assert "write this file? [y/N] " in ran.err
    assert (ran.code == 0) == written
    assert ran.code in (0, 2)
    assert (shop.read_text("utf-8") != SHOP) == written
    assert ran.err.endswith("policyengine: nothing was written\n") != written


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--set", "law.adequacy.us-dpf.until=none"), "the law is not: `set law.adequacy.us-dpf.until`"),
        (("--scenario", "dpf-annulled"), "the law is not: `set law.adequacy.us-dpf.until`"),
        (("--on", "2027-01-01"), "there is nothing to write: no fact is supposed to be otherwise"),
        ((), "there is nothing to write"),
        ((*SET, "--matrix"), "leave out either"),
        ((*SET, "--set", "parties.mailer.complete=[data]"), "would pass for what `notice L2` says"),
    ],
)
def test_what_is_no_change_of_facts_is_refused(run: Run, shop: Path, arguments: tuple[str, ...], said: str) -> None:
    ran = run("whatif", *arguments, "--write", "--yes", *DAY)
    assert (ran.code, ran.out) == (2, "")
    assert said in " ".join(ran.err.split())
    assert shop.read_text("utf-8") == SHOP


def test_registers_that_were_not_judged_are_not_written(run: Run, folder: Path, shop: Path) -> None:
    other = shop.with_name("other.yaml")
    other.write_text(SHOP.replace("register: shop", "register: other"), "utf-8")
    shared = shop.with_name("organisations.yaml")
    shared.write_text("organisations: {post: {country: BE}}\n", "utf-8")
    TemporaryRepository(folder).commit()
    before = other.read_text("utf-8")
    ran = run("whatif", "--register", "shop", *SET, "--write", "--yes", *DAY)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        "policyengine: nothing was written: files of `other` would change as well, and only `shop` was judged "
        "(choose it, too, or write `shop:` before each path)\n"
    )
    assert (shop.read_text("utf-8"), other.read_text("utf-8")) == (SHOP, before)
    # What is shared is nobody's alone.
    only = ("--set", f"shop:{SET[1]}", "--set", "organisations.post.country=NL")
    assert run("whatif", "--register", "shop", *only, "--write", "--yes", *DAY).code == 0
    assert "recipient" in shop.read_text("utf-8")
    assert "NL" in shared.read_text("utf-8")
    assert other.read_text("utf-8") == before


def test_asking_nothing_goes_with_writing(run: Run, shop: Path) -> None:
    ran = run("whatif", *SET, "--yes", *DAY)
    assert (ran.code, ran.err) == (2, "policyengine: `--yes` goes with `--write`\n")


def test_what_git_does_not_keep_is_not_written_over(run: Run, shop: Path) -> None:
    shop.write_text(SHOP + "# mine\n", "utf-8")
    ran = run("whatif", *SET, "--write", "--yes", *DAY)
    assert (ran.code, ran.out) == (2, "")
    assert "`facts/shop.yaml` is changed since the last commit; commit it first" in ran.err
    # Only what would be written has to be committed.
    (shop.parent / "more.yaml").write_text("register: shop\n", "utf-8")
    shop.write_text(SHOP, "utf-8")
    assert run("whatif", *SET, "--write", "--yes", *DAY).code == 0
    ran = run("whatif", "--set", "parties.mailer.role=none", "--write", "--yes", *DAY)
    assert ran.code == 2


def test_outside_of_a_repository_it_is_said_that_nobody_looked(
    run: Run, shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "alone.yaml").write_text(SHOP, "utf-8")
    monkeypatch.chdir(tmp_path)
    ran = run("whatif", "alone.yaml", *SET, "--write", "--yes", *DAY)
    assert ran.code == 0
    assert "nobody looked whether there are uncommitted changes: `alone.yaml` is not in a git repository" in ran.err


def test_what_changes_while_somebody_thinks_is_not_written_over(
    run: Run, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Slow(Terminal):
        def readline(self, *size: object) -> str:
            shop.write_text(SHOP + "# mine\n", "utf-8")
            return "y\n"

    sit_down(monkeypatch, Slow())
    ran = run("whatif", *SET, "--write", *DAY)
    assert ran.code == 2
    assert "`facts/shop.yaml` has changed meanwhile; run it again" in ran.err
    assert shop.read_text("utf-8") == SHOP + "# mine\n"


def test_nothing_is_written_through_links_or_to_two_names_of_one_file(run: Run, shop: Path, folder: Path) -> None:
    (folder / "link.yaml").symlink_to(shop)
    ran = run("whatif", "link.yaml", *SET, "--write", "--yes", *DAY)
    assert (ran.code, ran.out) == (2, "")
    assert "`link.yaml` is a link; give the file to which it leads" in ran.err
    os.link(shop, shop.parent / "again.yaml")
    ran = run("whatif", "facts", *SET, "--write", "--yes", *DAY)
    assert (ran.code, ran.out) == (2, "")
    assert "is the same file as `facts/again.yaml`" in ran.err
    # Links that leave the folder are not even read.
    (shop.parent / "again.yaml").unlink()
    (folder / "link.yaml").rename(shop.parent / "link.yaml")
    (folder / "outside.yaml").write_text("register: shop\n", "utf-8")
    (shop.parent / "link.yaml").unlink()
    (shop.parent / "link.yaml").symlink_to(folder / "outside.yaml")
    ran = run("whatif", "facts", *SET, "--write", "--yes", *DAY)
    assert (ran.code, ran.out) == (3, "")
    assert shop.read_text("utf-8") == SHOP


def test_all_files_are_written_or_none(run: Run, shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = shop.parent / "other.yaml"
    other.write_text("register: other\nparties: {mailer: {role: processor}}\nactivities: {mail: {}}\n", "utf-8")
    TemporaryRepository(shop.parent.parent).commit()
    before = other.read_bytes()
    real = os.replace
    calls = []

    def fails(source: Path, target: Path) -> None:
        calls.append(target)
        if len(calls) == 2:
            raise OSError(28, "No space left on device", str(target))
        real(source, target)

    monkeypatch.setattr(os, "replace", fails)
    ran = run("whatif", "facts", *SET, "--write", "--yes", *DAY)
    assert ran.code == 2
    assert ran.err.endswith("`facts/shop.yaml`: no space left on device\n")
    assert (other.read_bytes(), shop.read_text("utf-8")) == (before, SHOP)
    assert sorted(file.name for file in shop.parent.iterdir()) == ["other.yaml", "shop.yaml"]
    monkeypatch.undo()
    monkeypatch.chdir(shop.parent.parent)
    ran = run("whatif", "facts", *SET, "--write", "--yes", *DAY)
    assert ran.err.endswith("wrote `facts/other.yaml`, `facts/shop.yaml`\n")


def test_a_source_may_be_named(run: Run, shop: Path) -> None:
    assert run("whatif", *SET, "--source", "notice  L7", "--write", "--yes", *DAY).code == 0
    assert shop.read_text("utf-8") == SHOP.replace("role: processor", "role: {value: recipient, source: notice L7}")
    ran = run("whatif", *SET, "--source", "notic", "--write", "--yes", *DAY)
    assert (ran.code, ran.out) == (2, "")
    assert "the source `notic` is not declared" in ran.err
    assert run("whatif", *SET, "--source", " ", *DAY).code == 2


def test_a_scenario_with_a_day_and_selections_is_written_as_it_is_judged(run: Run, shop: Path, folder: Path) -> None:
    (folder / "leaving.yaml").write_text(
        "title: The mailer leaves\nas_of: 2027-03-01\n"
        "wherever:\n- for_each: party\n  when: {role: processor}\n  set: {owner: nobody}\n"
        "add: {contracts.dpa: {kind: data-processing-agreement, until: {day_before: as_of}}}\n",
        "utf-8",
    )
    ran = run("whatif", "--scenario", "leaving.yaml", "--write", "--yes", *DAY)
    assert ran.code == 0, ran.err
    text = shop.read_text("utf-8")
    assert "owner: {value: nobody, source: scenario-leaving}" in text
    assert "  dpa: {kind: data-processing-agreement, until: 2027-02-28, source: scenario-leaving}\n" in text
    # Everything is said by now, and cites what it did.
    TemporaryRepository(folder).commit()
    scenario = (folder / "leaving.yaml").read_text("utf-8").replace("add:", "replace:")
    (folder / "leaving.yaml").write_text(scenario, "utf-8")
    ran = run("whatif", "--scenario", "leaving.yaml", "--write", "--yes", *DAY)
    assert (ran.code, shop.read_text("utf-8")) == (0, text)
    assert "there is nothing to write: the files say all of this already" in ran.err


def test_marks_line_ends_and_modes_stay(run: Run, shop: Path) -> None:
    shop.write_bytes(b"\xef\xbb\xbf" + SHOP.replace("\n", "\r\n").rstrip().encode())
    shop.chmod(0o640)
    TemporaryRepository(shop.parent.parent).commit()
    ran = run("whatif", *SET, "--write", "--yes", *DAY)
    assert ran.code == 0
    data = shop.read_bytes()
    assert data.startswith(b"\xef\xbb\xbfregister: shop\r\n")
    assert data.count(b"\n") == data.count(b"\r\n") == SHOP.count("\n") - 1
    assert not data.endswith(b"\n")
    assert shop.stat().st_mode & 0o777 == 0o640
    # Line ends are no part of what is shown.
    assert "\\u000d" not in ran.err


def test_what_a_terminal_or_a_runner_would_obey_is_shown_and_not_sent(run: Run, shop: Path) -> None:
    shop.write_text(SHOP + "# \u202eback, \u00adsoft\n", "utf-8")
    TemporaryRepository(shop.parent.parent).commit()
    ran = run("whatif", "--add", 'measures.x={title: "\u202e::error::x"}', "--write", "--yes", *DAY)
    assert ran.code == 0
    assert "\u202e" not in ran.err
    assert "\\u202e" in ran.err
    assert not any(line.startswith("::") for line in ran.err.splitlines())


@pytest.mark.parametrize(
    "value",
    [
        '{title: "a\\nsource: notice L9"}',
        "{title: 'x: {y'}",
        '{title: "} , role: recipient"}',
        "{title: '# not a comment'}",
        '{title: "\u2029"}',
        '{title: "' + "long " * 500 + '"}',
        '{"ti tle": x}',
        "{value: x}",
        "[a, [b]]",
        "&a {title: x}",
        "{<<: {title: x}}",
        '{title: "\\x1b[31m"}',
    ],
)
def test_hostile_values_are_quoted_or_refused(run: Run, shop: Path, value: str) -> None:
    ran = run("whatif", "--add", f"parties.x={value}", "--write", "--yes", *DAY)
    text = shop.read_text("utf-8")
    assert (ran.code in (0, 1)) == (text != SHOP)
    assert "Traceback" not in ran.err
    if text == SHOP:
        assert ran.code in (2, 3)
        return
    # Read again it says that and nothing else: one record more, and its source.
    TemporaryRepository(shop.parent.parent).commit()
    run("whatif", "--remove", "parties.x", "--write", "--yes", *DAY)
    assert shop.read_text("utf-8").replace(
        ', what-if: {title: "what the command line supposes", kind: scenario}', ""
    ) == SHOP  # fmt: skip
