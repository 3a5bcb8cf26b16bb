"""`policyengine diff`: what a pull request does to the findings, between revisions, work tree and folders."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import HERE, Run, validated
from tests.cli.repositories import TemporaryRepository

REGISTERS = HERE.parent.parent / "facts"
LAW = ("--rules", str(HERE / "law"), "--no-installed-rules", "--as-of", "2026-11-22")
PRINTER = "contract: none"
REGISTER = Path("facts") / "fietsclub" / "register.yaml"
MAILER = """\
# The service that sends the newsletter from next month on.

register: kmo-verzekeringen

organisations:
  mailcannon:
    title: MailCannon Inc.
    country: US

activities:
  direct-marketing:
    parties:
      mailcannon:
        organisation: mailcannon
        role: processor
        data: identification-and-contact
        purposes: newsletter
        transfers:
          sending: {to: US, ground: none}
"""


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> TemporaryRepository:
    """The facts of the bicycle club on `main`."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    found = TemporaryRepository(tmp_path / "repository")
    shutil.copytree(HERE / "facts", found.folder / "facts")
    found.commit()
    monkeypatch.chdir(found.folder)
    return found


def rewrite(folder: Path, old: str, new: str, file: Path = REGISTER) -> None:
    text = (folder / file).read_text("utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new), "utf-8")


def worsen(folder: Path) -> None:
    """A second processor without a contract, and a printer of which nothing is said any more."""
    rewrite(folder, PRINTER, "services: printing")
    rewrite(
        folder, "  federation:\n", "  copier: {organisation: mailco, role: processor, contract: none}\n  federation:\n"
    )


def same_as_kept(name: str, came: str) -> None:
    kept = HERE / "snapshots" / name
    came = re.sub(r"\b[0-9a-f]{10}\b|\b[0-9a-f]{40}\b", lambda found: "0" * len(found[0]), came)
    if os.environ.get("UPDATE_SNAPSHOTS"):
        kept.write_text(came, "utf-8")
    assert came == kept.read_text("utf-8")


def difference(run: Run, *arguments: str) -> dict[str, Any]:
    """The JSON report, which keeps its schema."""
    ran = run("diff", *arguments, "--format", "json", *LAW)
    assert ran.err == ""
    return validated(ran.out, "diff.schema.json")


def is_empty(found: dict[str, Any]) -> bool:
    return not (found["introduced"] or found["changed"] or found["resolved"] or found["facts"])


def test_a_pull_request_that_adds_a_processor_in_the_us_without_a_safeguard(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    found = TemporaryRepository(tmp_path / "registers")
    shutil.copytree(REGISTERS, found.folder / "facts")
    found.commit()
    found.git("checkout", "-q", "-b", "newsletter-service")
    (found.folder / "facts" / "kmo-verzekeringen" / "mailing.yaml").write_text(MAILER, "utf-8")
    found.commit()
    monkeypatch.chdir(found.folder)
    ran = run("diff", "main", "newsletter-service", "--as-of", "2026-11-22", "--format", "markdown")
    assert (ran.code, ran.err) == (1, "")
    assert len(ran.out.splitlines()) < 40
    assert "ground of sending: none (facts/kmo-verzekeringen/mailing.yaml:19)" in ran.out
    same_as_kept("diff-us-processor.md", ran.out)


@pytest.mark.parametrize(("name", "form"), [("diff.txt", "text"), ("diff.md", "markdown"), ("diff.json", "json")])
def test_whole_output(name: str, form: str, repository: TemporaryRepository, run: Run) -> None:
    rewrite(repository.folder, "retention_told: {value: in-general-terms,", "retention_told: {value: given,")
    worsen(repository.folder)
    ran = run("diff", "main", "--format", form, *LAW)
    assert (ran.code, ran.err) == (1, "")
    same_as_kept(name, ran.out)


def test_the_reports_keep_their_bytes_and_can_be_written_together(repository: TemporaryRepository, run: Run) -> None:
    worsen(repository.folder)
    printed = run("diff", "main", "--format", "markdown", *LAW).out
    ran = run("diff", "main", "--format", "json=d.json", "--format", "markdown=d.md", "--format", "text", *LAW)
    assert ran.code == 1
    assert (repository.folder / "d.md").read_text("utf-8") == printed
    assert json.loads((repository.folder / "d.json").read_text("utf-8")) == difference(run, "main")


def test_a_revision_differs_in_nothing_from_itself(repository: TemporaryRepository, run: Run) -> None:
    assert is_empty(difference(run, "main", "HEAD"))
    assert run("diff", "main", "main", *LAW).code == 0
    assert is_empty(difference(run, "main"))


def test_the_other_way_round_what_was_introduced_is_resolved(repository: TemporaryRepository, run: Run) -> None:
    repository.git("checkout", "-q", "-b", "worse")
    worsen(repository.folder)
    repository.commit()
    there, back = difference(run, "main", "worse"), difference(run, "worse", "main")
    assert there["introduced"]
    assert [each["finding"] for each in there["introduced"]] == [each["finding"] for each in back["resolved"]]
    assert [each["finding"] for each in there["resolved"]] == [each["finding"] for each in back["introduced"]]


def test_neither_work_tree_nor_index_nor_anything_of_git_is_touched(repository: TemporaryRepository, run: Run) -> None:
    worsen(repository.folder)
    repository.git("add", str(REGISTER))
    rewrite(repository.folder, "retention_told: {value: in-general-terms,", "retention_told: {value: given,")
    (repository.folder / "untracked.txt").write_text("mine", "utf-8")
    hook = repository.folder / ".git" / "hooks" / "post-checkout"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\ntouch hooked\n", "utf-8")
    hook.chmod(0o755)
    before = repository.state()
    for sides in (("main",), ("main", "HEAD"), ("HEAD~0", "main")):
        assert run("diff", *sides, *LAW).code in (0, 1)
    assert repository.state() == before


def test_the_work_tree_counts_as_it_stands_with_what_is_not_committed_nor_tracked(
    repository: TemporaryRepository, run: Run
) -> None:
    new = repository.folder / "facts" / "fietsclub" / "more.yaml"
    new.write_text("register: fietsclub\nparties:\n  copier: {role: processor, contract: none}\n", "utf-8")
    found = difference(run, "HEAD")
    assert [fact["location"]["path"] for fact in found["facts"]] == ["facts/fietsclub/more.yaml"]
    assert found["head"] == {"name": "the work tree"}


@pytest.mark.parametrize("name", ["main", "HEAD", "v1", "refs/heads/main", "refs/tags/v1", "main^0", "@", "HEAD~0"])
def test_revisions_by_every_name(name: str, repository: TemporaryRepository, run: Run) -> None:
    repository.git("tag", "-a", "v1", "-m", "first")
    worsen(repository.folder)
    found = difference(run, name)
    assert found["base"] == {"name": name, "commit": repository.git("rev-parse", "main")}
    assert found["introduced"]


def test_a_hash_a_detached_head_and_a_branch_called_like_an_option(repository: TemporaryRepository, run: Run) -> None:
    first = repository.git("rev-parse", "HEAD")
    worsen(repository.folder)
    second = repository.commit()
    repository.git("checkout", "-q", "--detach", first)
    assert is_empty(difference(run, first))
    assert difference(run, first[:9], second)["introduced"]
    for name in ("--help=x", "--output=/tmp/x", "-q"):
        assert run("diff", "--", name, *[]).code == 2


def test_a_bare_repository(repository: TemporaryRepository, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    worsen(repository.folder)
    repository.git("checkout", "-q", "-b", "worse")
    repository.commit()
    bare = repository.folder.parent / "bare.git"
    repository.git("clone", "-q", "--bare", ".", str(bare))
    monkeypatch.chdir(bare)
    assert difference(run, "main", "worse")["introduced"]
    ran = run("diff", "main", *LAW)
    assert (ran.code, ran.out) == (2, "")
    assert "has no work tree here; name HEAD as well" in ran.err


@pytest.mark.parametrize(
    ("sides", "said"),
    [
        (("mian",), "there is no revision or folder `mian` (did you mean `main`?)"),
        (("main", "release-2"), "there is no revision or folder `release-2` (did you mean `release-1`?)"),
        (("main...HEAD",), "`main...HEAD` is no revision; name the two apart, and add `--merge-base`"),
        (("main:facts",), "there is no revision or folder `main:facts`"),
        (("main", "facts"), "`facts` is a folder and `main` a revision"),
        (("facts",), "name the folder it is compared with as well"),
        (("twice",), "`twice` is a revision and a folder; write `./twice` for the folder, or `twice^0`"),
        (("",), "there is no revision or folder ``"),
        (("a\nb",), "there is no revision or folder"),
        (("main", "--facts", "../elsewhere"), "`../elsewhere` lies outside of the repository"),
        (("main", "--register", "fietsclup"), "no register is called `fietsclup` (did you mean `fietsclub`?)"),
        (("main", "--rule", "club-2-contrct"), "no rule is called `club-2-contrct`"),
        (("main", "--format", "sarif"), "no format is called `sarif`"),
    ],
)
def test_a_command_line_that_cannot_be_followed(
    sides: tuple[str, ...], said: str, repository: TemporaryRepository, run: Run
) -> None:
    repository.git("tag", "release-1")
    repository.git("branch", "twice")
    (repository.folder / "twice").mkdir()
    ran = run("diff", *sides, *LAW)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


def test_outside_of_any_repository(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.chdir(tmp_path)
    ran = run("diff", "main", *LAW)
    assert (ran.code, ran.out) == (2, "")
    assert "there is no folder `main`, and no revision either: not a git repository" in ran.err


def test_without_git(repository: TemporaryRepository, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(repository.folder))
    ran = run("diff", "main", *LAW)
    assert (ran.code, ran.out) == (2, "")
    assert "git cannot be run" in ran.err


def test_a_shallow_clone_says_that_it_is(
    repository: TemporaryRepository, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = repository.git("rev-parse", "HEAD")
    worsen(repository.folder)
    repository.commit()
    shallow = repository.folder.parent / "shallow"
    repository.git("clone", "-q", "--depth", "1", repository.folder.as_uri(), str(shallow))
    monkeypatch.chdir(shallow)
    ran = run("diff", first, *LAW)
    assert ran.code == 2
    assert "in this clone, which is shallow: fetch it" in ran.err


def test_a_revision_without_facts(repository: TemporaryRepository, run: Run) -> None:
    repository.git("checkout", "-q", "--orphan", "empty")
    repository.git("rm", "-rq", "--cached", ".")
    shutil.rmtree(repository.folder / "facts")
    (repository.folder / "README.md").write_text("nothing yet", "utf-8")
    repository.commit()
    for sides, side in ((("empty", "main"), "empty ("), (("main", "empty"), "empty ("), (("main",), "the work tree")):
        ran = run("diff", *sides, *LAW)
        assert (ran.code, ran.out) == (4, "")
        assert re.search(rf"{re.escape(side)}.*has no `facts`: there is nothing to compare", ran.err)


def test_a_head_that_says_nothing_passes_nothing(repository: TemporaryRepository, run: Run) -> None:
    (repository.folder / REGISTER).write_text("register: fietsclub\n", "utf-8")
    ran = run("diff", "main", *LAW)
    assert (ran.code, ran.out) == (4, "")
    assert "in the work tree: nothing to judge" in ran.err


@pytest.mark.parametrize(("broken", "named"), [("base", "in main ("), ("head", "in the work tree:")])
def test_facts_that_are_invalid_on_either_side(
    broken: str, named: str, repository: TemporaryRepository, run: Run
) -> None:
    good = (repository.folder / REGISTER).read_text("utf-8")
    rewrite(repository.folder, "role: controller", "role: contoller")
    if broken == "base":
        repository.commit()
        (repository.folder / REGISTER).write_text(good, "utf-8")
    ran = run("diff", "main", *LAW)
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.startswith(named)
    assert "facts/fietsclub/register.yaml:8:" in ran.err
    assert "did you mean `controller`?" in ran.err


def test_problems_of_both_sides_are_told_at_once(repository: TemporaryRepository, run: Run) -> None:
    rewrite(repository.folder, "role: controller", "role: contoller")
    repository.commit()
    ran = run("diff", "main", *LAW)
    assert ran.code == 3
    assert ran.err.index("in main (") < ran.err.index("in the work tree:")


def test_names_with_accents_and_blanks(repository: TemporaryRepository, run: Run) -> None:
    folder = repository.folder / "facts" / "école à vélo"
    folder.mkdir()
    file = folder / "règlement.yaml"
    file.write_text("register: ecole\nparties:\n  imprimeur: {role: processor, contract: {value: none}}\n", "utf-8")
    repository.commit()
    repository.git("branch", "été")
    file.write_text(file.read_text("utf-8") + "  copiste: {role: processor, contract: none}\n", "utf-8")
    found = difference(run, "été", "--register", "ecole")
    assert [each["finding"]["location"]["path"] for each in found["introduced"]].count(
        "facts/école à vélo/règlement.yaml"
    ) == len(found["introduced"])
    assert difference(run, "été", "HEAD", "--facts", "facts/école à vélo")["unchanged"] > 0


def test_from_a_folder_below_the_top_facts_are_found_from_there_and_shown_from_the_top(
    repository: TemporaryRepository, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    worsen(repository.folder)
    monkeypatch.chdir(repository.folder / "facts")
    assert run("diff", "main", *LAW).code == 4
    for facts in ("fietsclub", ".", str(repository.folder / "facts"), "../facts/fietsclub/register.yaml"):
        found = difference(run, "main", "--facts", facts)
        assert {fact["location"]["path"] for fact in found["facts"]} == {REGISTER.as_posix()}
        assert found["introduced"]


def test_links_that_leave_the_repository_are_never_followed(repository: TemporaryRepository, run: Run) -> None:
    secret = repository.folder.parent / "secret.yaml"
    secret.write_text("register: secret\nparties: {password-is-tulip: {role: controller}}\n", "utf-8")
    link = repository.folder / "facts" / "fietsclub" / "more.yaml"
    for target in (str(secret), "../../../secret.yaml", "/etc/passwd"):
        link.symlink_to(target)
        repository.commit()
        for sides in (("HEAD", "HEAD"), ("HEAD",)):
            ran = run("diff", *sides, *LAW)
            assert (ran.code, ran.out) == (3, "")
            assert "the link leads out of the folder that is read" in ran.err
            assert "tulip" not in ran.err
            assert "root:" not in ran.err
        link.unlink()


def test_shared_organisations_are_not_read_through_a_link(repository: TemporaryRepository, run: Run) -> None:
    secret = repository.folder.parent / "secret.yaml"
    secret.write_text("tulip: tulip\n", "utf-8")
    shared = repository.folder / "facts" / "organisations.yaml"
    shared.unlink()
    shared.symlink_to(secret)
    repository.commit()
    ran = run("diff", "HEAD", "HEAD", "--facts", "facts/fietsclub", *LAW)
    assert ran.code == 3
    assert "tulip" not in ran.err


def test_links_inside_are_read_as_in_a_work_tree(repository: TemporaryRepository, run: Run) -> None:
    (repository.folder / "facts" / "fietsclub" / "more.yaml").symlink_to("other/kept.yaml")
    kept = repository.folder / "facts" / "fietsclub" / "other" / "kept.yaml"
    kept.parent.mkdir()
    kept.write_text("register: fietsclub\nparties: {copier: {role: recipient}}\n", "utf-8")
    repository.commit()
    assert is_empty(difference(run, "main"))
    assert is_empty(difference(run, "main", "HEAD"))


def test_attributes_and_filters_of_the_repository_do_nothing(repository: TemporaryRepository, run: Run) -> None:
    repository.git("config", "filter.loud.smudge", f"touch {repository.folder / 'smudged'}; cat")
    (repository.folder / ".gitattributes").write_text("*.yaml filter=loud export-ignore export-subst\n", "utf-8")
    rewrite(repository.folder, "title: Wielerbond", "title: Wielerbond $Format:%H$")
    repository.commit()
    (repository.folder / "smudged").unlink(missing_ok=True)
    assert is_empty(difference(run, "main", "HEAD"))
    assert is_empty(difference(run, "main"))
    assert not (repository.folder / "smudged").exists()


def test_since_the_two_have_parted(repository: TemporaryRepository, run: Run) -> None:
    repository.git("checkout", "-q", "-b", "worse")
    worsen(repository.folder)
    repository.commit()
    repository.git("checkout", "-q", "main")
    rewrite(repository.folder, "retention_told: {value: in-general-terms,", "retention_told: {value: given,")
    repository.commit()
    repository.git("checkout", "-q", "worse")
    assert any(each["finding"]["rule"] == "club-5-retention" for each in difference(run, "main")["introduced"])
    found = difference(run, "main", "--merge-base")
    assert all(each["finding"]["rule"] != "club-5-retention" for each in found["introduced"])
    assert found["introduced"]
    parting = repository.git("merge-base", "main", "worse")
    assert found["base"] == {"name": "the merge base with main", "commit": parting}
    assert difference(run, "main", "worse", "--merge-base")["base"] == found["base"]


def test_two_folders_of_facts(repository: TemporaryRepository, run: Run) -> None:
    shutil.copytree(repository.folder / "facts", repository.folder / "new")
    rewrite(repository.folder, PRINTER, "services: printing", Path("new/fietsclub/register.yaml"))
    found = difference(run, "facts", "new")
    assert (found["base"], found["head"]) == ({"name": "facts"}, {"name": "new"})
    assert [each["finding"]["location"]["path"] for each in found["resolved"]] == [
        "facts/fietsclub/register.yaml"
    ] * len(found["resolved"])
    below = difference(run, ".", ".", "--facts", "new")
    assert is_empty(below)


def test_a_register_that_is_new_may_be_chosen(repository: TemporaryRepository, run: Run) -> None:
    (repository.folder / "facts" / "ski.yaml").write_text("register: ski\nparties: {a: {role: processor}}\n", "utf-8")
    found = difference(run, "main", "--register", "ski")
    assert {fact["register"] for fact in found["facts"]} == {"ski"}
    assert found["unchanged"] == 0


def test_fail_on_looks_at_what_is_introduced_and_what_became_worse(repository: TemporaryRepository, run: Run) -> None:
    assert run("diff", "main", "--fail-on", "info", *LAW).code == 0
    rewrite(repository.folder, PRINTER, "services: printing")
    repository.commit("The printer's contract is not stated")
    rewrite(repository.folder, "services: printing", PRINTER)
    assert [each["worse"] for each in difference(run, "main")["changed"]] == [True]
    assert run("diff", "main", *LAW).code == 1
    assert run("diff", "main", "--fail-on", "critical", *LAW).code == 0
    repository.git("commit", "-qam", "back")
    assert run("diff", "main", "main~1", "--fail-on", "info", *LAW).code == 0


def test_the_same_rules_judge_both_sides_unless_each_side_has_its_own(
    repository: TemporaryRepository, run: Run
) -> None:
    shutil.copytree(HERE / "law", repository.folder / "law")
    repository.commit()
    stricter = repository.folder / "law" / "club" / "club-5-retention.yaml"
    stricter.write_text(stricter.read_text("utf-8").replace("severity: medium", "severity: critical"), "utf-8")
    own = ("--rules", "law", "--no-installed-rules", "--as-of", "2026-11-22", "--format", "json")
    ran = run("diff", "main", *own)
    found = json.loads(ran.out)
    assert found["rules"] == "each side is judged by its own rules"
    (shift,) = found["changed"]
    assert (shift["before"]["severity"], shift["after"]["severity"], shift["worse"]) == ("medium", "critical", True)
    assert [each["text"] for each in shift["turned_by"]] == ["the rule club-5-retention asks otherwise"]
    assert difference(run, "main")["rules"] == "the same rules judge both sides"


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (
            "law/area.yaml",
            "rows:",
            "rows:\n  - {code: US, source: A decision}",
            "new: code of law.area (US): US (law/law/area.yaml:7)",
        ),
        (
            "definitions/party.yaml",
            "holds: {some:",
            "holds:\n    any:\n      - {organisation.country: US}\n      - {some:",
            "the definition party.within-the-area holds otherwise (law/definitions/party.yaml:1)",
        ),
        (
            "club/club-9-area.yaml",
            "require: party.within-the-area",
            "require: {any: [party.within-the-area, {organisation.country: US}]}",
            "the rule club-9-area asks otherwise (law/club/club-9-area.yaml:1)",
        ),
    ],
)
def test_law_that_turned_a_verdict_is_named_at_its_line(
    file: str, old: str, new: str, said: str, repository: TemporaryRepository, run: Run
) -> None:
    shutil.copytree(HERE / "law", repository.folder / "law")
    repository.commit()
    rewrite(repository.folder, old, new, Path("law") / file)
    ran = run("diff", "main", "--rules", "law", "--no-installed-rules", "--as-of", "2026-11-22", "--format", "markdown")
    assert (ran.code, ran.err) == (0, "")
    assert "### Resolved" in ran.out
    assert f"  - {said}\n" in ran.out


def test_a_pack_that_is_new_introduces_what_it_finds(repository: TemporaryRepository, run: Run) -> None:
    shutil.copytree(HERE / "law", repository.folder / "law")
    ran = run("diff", "main", "--rules", "law", "--no-installed-rules", "--as-of", "2026-11-22", "--format", "json")
    found = json.loads(ran.out)
    assert {word for each in found["introduced"] for word in each["other_side"]} == {"no such rule"}
    assert (found["facts"], found["unchanged"]) == ([], 0)


def test_what_is_accepted_at_head_fails_nothing(repository: TemporaryRepository, run: Run) -> None:
    rewrite(repository.folder, "  federation:\n", "  copier: {role: processor, contract: none}\n  federation:\n")
    assert run("diff", "main", *LAW).code == 1
    add = ("--reason", "r", "--owner", "o", "--approved-by", "p", "--expires", "2027-01-31")
    added = run("waivers", "add", "club-2-contract", "fietsclub:parties.copier", *add, *LAW)
    assert added.code == 0, added.err
    assert run("diff", "main", *LAW).code == 0
    (one,) = [one for one in difference(run, "main")["introduced"] if one["finding"]["rule"] == "club-2-contract"]
    assert one["finding"]["waiver"]["expires"] == "2027-01-31"
    assert run("diff", "main", "--no-waivers", *LAW).code == 1
    repository.git("checkout", "-q", "-b", "accepted")
    repository.commit()
    repository.git("checkout", "-q", "main")
    assert run("diff", "main", "accepted", *LAW).code == 0
    assert run("diff", "main", "accepted", "--no-waivers", *LAW).code == 1
    kept = repository.folder.parent / "kept.yaml"
    kept.write_text(repository.git("show", "accepted:waivers.yaml") + "\n", "utf-8")
    assert run("diff", "main", "accepted", "--waivers", str(kept), *LAW).code == 0


def test_hostile_titles_reach_no_report(repository: TemporaryRepository, run: Run) -> None:
    rewrite(repository.folder, "title: Wielerbond", 'title: "left\\u202Ethgir <img src=x> [a](b)"')
    for form in ("text", "json", "markdown"):
        out = run("diff", "main", "--format", form, *LAW).out
        assert "left\\u202ethgir" in out.replace("\\\\u", "\\u")
        assert "\u202e" not in out
    assert not re.search(r"(?<!\\)<img", run("diff", "main", "--format", "markdown", *LAW).out)


def test_of_organisations_only_those_that_a_chosen_register_names(repository: TemporaryRepository, run: Run) -> None:
    rewrite(repository.folder, "country: BE", "country: NL", Path("facts/organisations.yaml"))
    more = "  unnamed: {country: FR}\n"
    with (repository.folder / "facts" / "organisations.yaml").open("a", encoding="utf-8") as shared:
        shared.write(more)
    assert [fact["key"] for fact in difference(run, "main")["facts"]] == ["drukkerij", "unnamed"]
    assert [fact["key"] for fact in difference(run, "main", "--register", "fietsclub")["facts"]] == ["drukkerij"]


def test_markdown_fits_into_a_comment_and_says_what_does_not(repository: TemporaryRepository, run: Run) -> None:
    parties = "".join(
        f'  p{n}: {{role: processor, contract: none, title: "{n} {"x" * 380}", services: ["{"y" * 380}"]}}\n'
        for n in range(150)
    )
    text = f"register: many\nparties:\n{parties}"
    (repository.folder / "facts" / "many.yaml").write_text(text, "utf-8")
    out = run("diff", "main", "--format", "markdown", *LAW).out
    assert len(out) < 65_536
    assert "more records" in out or "more lines, for which there is no room here" in out


def test_what_would_be_overlooked_is_so_on_either_side(repository: TemporaryRepository, run: Run) -> None:
    (repository.folder / "facts" / "fietsclub" / "more.json").write_text('{"register": "fietsclub"}', "utf-8")
    repository.commit()
    for sides in (("HEAD",), ("HEAD~1", "HEAD"), ("HEAD", "HEAD~1")):
        ran = run("diff", *sides, *LAW)
        assert (ran.code, ran.out) == (3, "")
        assert "facts/fietsclub/more.json:1:1" in ran.err


def test_a_policy_may_name_a_rule_that_base_does_not_have(repository: TemporaryRepository, run: Run) -> None:
    shutil.copytree(HERE / "law", repository.folder / "law")
    new = repository.folder / "law" / "club" / "club-5-retention.yaml"
    text = new.read_text("utf-8")
    new.unlink()
    repository.commit()
    new.write_text(text, "utf-8")
    policy = "rules: law\ninstalled_rules: false\nenforcement: {rules: {club-5-retention: advisory}}\n"
    (repository.folder / "policyengine.yaml").write_text(policy, "utf-8")
    ran = run("diff", "main", "--as-of", "2026-11-22", "--format", "json", "--fail-on", "info")
    assert (ran.code, ran.err) == (0, "")
    (one,) = json.loads(ran.out)["introduced"]
    assert (one["finding"]["rule"], one["finding"]["advice"]) == ("club-5-retention", True)


def test_without_rules_and_without_the_rule_engine(
    repository: TemporaryRepository, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = run("diff", "main", "--no-installed-rules")
    assert (ran.code, ran.out) == (2, "")
    assert "name a folder of packs with `--rules DIR`" in ran.err
    monkeypatch.setattr("policyengine.engine.rete.available", lambda: False)
    ran = run("diff", "main", *LAW)
    assert ran.code == 0
    assert ran.err.count("the interpreter judges instead") == 1
