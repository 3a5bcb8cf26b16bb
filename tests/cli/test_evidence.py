"""`policyengine evidence`: whole outputs, each exit code, and documents that somebody made to do harm."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import HERE, Ran, Run, validated

SNAPSHOTS = {
    "evidence.txt": (),
    "evidence-lines.txt": ("--lines",),
    "evidence.json": ("--format", "json", "--lines"),
}
MADE_UP = ("evidence", "evidence/facts", "--documents", "evidence/documents")
OPEN_LINE = "L14"


@pytest.mark.parametrize("name", SNAPSHOTS)
def test_whole_output(name: str, run: Run) -> None:
    ran = run(*MADE_UP, *SNAPSHOTS[name])
    kept = HERE / "snapshots" / name
    if os.environ.get("UPDATE_SNAPSHOTS"):
        kept.write_text(ran.out, "utf-8")
    assert ran.out == kept.read_text("utf-8")
    assert (ran.code, ran.err) == (1, "")


@pytest.mark.parametrize("options", [(), ("--lines",)], ids=["short", "lines"])
def test_json_keeps_its_promise(options: tuple[str, ...], run: Run) -> None:
    document = validated(run(*MADE_UP, "--format", "json", *options).out, "evidence.schema.json")
    (account,) = document["documents"]  # type: ignore[misc]
    counts = account["counts"]
    assert counts["lines"] == counts["facts"] + counts["not_facts"] + counts["open"]
    assert ("accounting" in account) == bool(options)
    places = [place["location"] for place in (*account["sources"], *account["not_facts"])]
    for line in account.get("accounting", ()):
        places += [fact["location"] for fact in line["facts"]]
    for place in places:
        line = (HERE / place["path"]).read_text("utf-8").splitlines()[place["line"] - 1]
        assert line[place["column"] - 1].strip(), place


class Copy:
    """The made-up register and its document in a folder of their own, to be changed."""

    def __init__(self, folder: Path, run: Run) -> None:
        shutil.copytree(HERE / "evidence", folder, dirs_exist_ok=True)
        self.register = folder / "facts" / "kapsalon" / "register.yaml"
        self.documents = folder / "documents"
        self.document = self.documents / "kapsalon.txt"
        self._run = run

    def say(self, old: str, new: str) -> None:
        text = self.register.read_text("utf-8")
        assert old in text
        self.register.write_text(text.replace(old, new), "utf-8")

    def account_for_all(self) -> None:
        self.say('"notice L1, L3, L13"', f'"notice L1, L3, L13, {OPEN_LINE}"')

    def write(self, data: bytes) -> None:
        """Another document, whose hash the register states."""
        before = hashlib.sha256(self.document.read_bytes()).hexdigest()
        self.document.write_bytes(data)
        self.say(before, hashlib.sha256(data).hexdigest())

    def evidence(self, *options: str) -> Ran:
        return self._run("evidence", "--documents", "documents", *options)


@pytest.fixture
def copy(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> Copy:
    monkeypatch.chdir(tmp_path)
    return Copy(tmp_path, run)


def test_all_accounted_for(copy: Copy) -> None:
    copy.account_for_all()
    ran = copy.evidence()
    assert ran.code == 0
    assert "100 % of 10 lines accounted for: 5 cited by facts, 5 under not_facts, 0 open" in ran.out
    assert "Open:" not in ran.out


def test_another_document_than_the_one_that_was_read(copy: Copy) -> None:
    copy.account_for_all()
    copy.document.write_bytes(copy.document.read_bytes().replace(b"two years", b"ten years"))
    ran = copy.evidence()
    assert ran.code == 1
    assert "its SHA-256 differs" in ran.out
    assert hashlib.sha256(copy.document.read_bytes()).hexdigest() in ran.out
    assert "register.yaml:6:3" in ran.out


def test_no_hash_is_stated(copy: Copy) -> None:
    copy.account_for_all()
    digest = hashlib.sha256(copy.document.read_bytes()).hexdigest()
    copy.say(f"    sha256: {digest}\n", "")
    ran = copy.evidence()
    assert ran.code == 0
    assert "`notice` states no SHA-256" in ran.out
    assert f"add `sha256: {digest}`" in ran.out


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("notice L7-8", "notice L7-15", "notice L7-15: beyond the end: the document ends with line 14"),
        ("notice L7-8", '"notice L7-8, L9999999"', "notice L9999999: beyond the end: the document ends with line 14"),
        ("notice L7-8", '"notice L7-8, L9, L12"', "notice L9: only blank lines"),
        ("{source: notice L10-11,", "{source: notice,", "notice: no lines are named, so none is set aside"),
    ],
    ids=["one too far", "far too far", "blank", "no lines"],
)
def test_lines_that_are_not_there(old: str, new: str, said: str, copy: Copy) -> None:
    copy.account_for_all()
    copy.say(old, new)
    ran = copy.evidence()
    assert ran.code == 1
    assert said in ran.out
    validated(copy.evidence("--format", "json", "--lines").out, "evidence.schema.json")


def test_every_statement_that_cites_a_bad_range_is_counted(copy: Copy) -> None:
    copy.say("source: notice L4", "source: notice L44")
    ran = copy.evidence()
    assert "register.yaml:12:34 (and 6 more statements)" in " ".join(ran.out.split())


def test_a_record_that_stands_in_two_files_is_cited_by_both(copy: Copy) -> None:
    copy.say('"notice L1, L3, L13"', '"notice L1, L3"')
    another = copy.register.with_name("again.yaml")
    another.write_text(
        f"register: kapsalon\nactivities: {{appointments: {{source: notice L13-{OPEN_LINE}}}}}\n", "utf-8"
    )
    ran = copy.evidence("--lines")
    assert ran.code == 0
    assert "appointments (activity) is named" in ran.out.partition(OPEN_LINE)[2]


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.replace(b"\n", b"\r\n"),
        lambda data: data.replace(b"\n", b"\r"),
        lambda data: data.rstrip(b"\n"),
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: data.replace(b"\n\n", b"\n \t\xc2\xa0\n"),
        lambda data: data.replace(b"two years", b"two\x0cyears\xe2\x80\xa8more"),
    ],
    ids=["CRLF", "CR", "no final line end", "byte-order mark", "blanks", "form feed"],
)
def test_lines_are_counted_as_editors_count_them(change: Callable[[bytes], bytes], copy: Copy) -> None:
    copy.account_for_all()
    copy.write(change(copy.document.read_bytes()))
    ran = copy.evidence()
    assert ran.code == 0, ran.out
    assert "100 % of 10 lines" in ran.out


def test_an_empty_document_has_none_of_the_lines_cited(copy: Copy) -> None:
    copy.write(b"")
    ran = copy.evidence()
    assert ran.code == 1
    assert "the document is empty" in ran.out


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("../facts/kapsalon/register.yaml", "is not the name of a document"),
        ("/etc/hostname", "is not the name of a document"),
        ("..\\kapsalon.txt", "is not the name of a document"),
        ("c:kapsalon.txt", "is not the name of a document"),
        ("..", "is not the name of a document"),
        ("./kapsalon.txt", "is not the name of a document"),
        ("kapsalom.txt", "did you mean `kapsalon.txt`?"),
        ("folder", "is a folder"),
        ("pipe", "not a regular file"),
        ("out", "a link that leads out of the folder"),
        ("out-by-two", "a link that leads out of the folder"),
        ("nowhere", "a link that leads nowhere"),
        ("loop", "a link that leads nowhere"),
        ("large", "larger than 32 MiB"),
        ("long", "more than 1,000,000 lines"),
        ("latin", "byte 0xE9 on line 2"),
        ("wide", "is not in UTF-8"),
        ("x" * 300, "there is no document"),
        ('"a\\0b"', "the control character U+0000"),
    ],
)
def test_documents_that_are_refused(name: str, said: str, copy: Copy) -> None:
    folder = copy.documents
    (folder / "folder").mkdir()
    os.mkfifo(folder / "pipe")
    (folder / "out").symlink_to(copy.register)
    (folder / "out-by-two").symlink_to("out")
    (folder / "nowhere").symlink_to("never")
    (folder / "loop").symlink_to("loop")
    with (folder / "large").open("wb") as stream:
        stream.truncate(32 * 2**20 + 1)
    (folder / "long").write_bytes(b"\n" * 1_000_001)
    (folder / "latin").write_bytes("one\ncafé\n".encode("latin-1"))
    (folder / "wide").write_bytes("one\n".encode("utf-16"))
    quoted = name if name.startswith('"') else f"'{name}'"
    copy.say("document: kapsalon.txt", f"document: {quoted}")
    ran = copy.evidence()
    assert ran.code == 3
    assert ran.out == ""
    assert said in " ".join(ran.err.split())
    assert "register.yaml:" in ran.err


def test_a_link_inside_the_folder_is_followed(copy: Copy) -> None:
    (copy.documents / "link").symlink_to("kapsalon.txt")
    copy.account_for_all()
    copy.say("document: kapsalon.txt", "document: link")
    assert copy.evidence().code == 0


def test_documents_that_can_be_read_are_reported_beside_those_that_cannot(copy: Copy) -> None:
    other = copy.register.parent.parent / "elders"
    other.mkdir()
    (other / "register.yaml").write_text(
        "register: elders\nsources: {notice: {title: Elsewhere, kind: notice, document: elders.txt}}\n", "utf-8"
    )
    ran = copy.evidence()
    assert ran.code == 3
    assert "90 % of 10 lines" in ran.out
    assert "there is no document `elders.txt`" in " ".join(ran.err.split())
    assert "1 document could not be read" in ran.err
    document = validated(copy.evidence("--format", "json").out, "evidence.schema.json")
    assert [len(document[part]) for part in ("documents", "problems")] == [1, 1]  # type: ignore[arg-type]
    assert copy.evidence("--register", "kapsalon").code == 1


def test_sources_that_name_one_document_account_for_it_together(copy: Copy) -> None:
    copy.say("organisations:\n", "  rights: {title: Rights, kind: notice, document: kapsalon.txt}\norganisations:\n")
    copy.say("source: notice L10-11", f"source: rights {OPEN_LINE}")
    copy.say("because: an assurance}", 'because: rights}\n  - {source: "notice L11", because: an assurance}')
    ran = copy.evidence()
    assert ran.code == 0
    assert "kapsalon.txt (notice, rights)" in ran.out


def test_shared_organisations_are_not_asked_for_every_line(copy: Copy) -> None:
    copy.account_for_all()
    shared = copy.register.parent.parent / "organisations.yaml"
    shared.write_text(
        "sources: {site: {title: A site, kind: notice, document: site.txt}}\n"
        "organisations: {bakery: {country: {value: BE, source: site L1}}}\n",
        "utf-8",
    )
    (copy.documents / "site.txt").write_text("A bakery in Gent\nOpen on Sunday\n", "utf-8")
    ran = copy.evidence()
    assert ran.code == 0
    assert "50 % of 2 lines" in ran.out
    shared.write_text(shared.read_text("utf-8").replace("L1", "L3"), "utf-8")
    assert copy.evidence().code == 1


def test_hostile_lines_reach_no_terminal(copy: Copy) -> None:
    lines = copy.document.read_text("utf-8").splitlines()
    lines[13] = "left\u202ethgir\u2066 \x1b[31mred " + "long " * 40
    copy.write("\n".join(lines).encode("utf-8"))
    for options in ((), ("--lines",), ("--format", "json")):
        out = copy.evidence(*options).out
        assert "left\\u202ethgir\\u2066" in out
        assert not {"\u202e", "\u2066", "\x1b"} & set(out)
        assert max(map(len, out.splitlines())) <= 120
    document = validated(copy.evidence("--format", "json").out, "evidence.schema.json")
    assert document["in_order"] is False


def test_of_many_open_lines_the_first_are_shown_and_the_others_counted(copy: Copy) -> None:
    copy.write(copy.document.read_bytes() + b"more\n" * 100)
    assert "and 61 more (`--format json` lists them)" in copy.evidence().out
    document = validated(copy.evidence("--format", "json").out, "evidence.schema.json")
    assert len(document["documents"][0]["open"]) == 101  # type: ignore[index]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("evidence/facts",), 2, "--documents"),
        (("nowhere", "--documents", "evidence/documents"), 2, "there is no `nowhere`"),
        (("evidence/facts", "--documents", "nowhere"), 2, "there is no `nowhere`"),
        (("evidence/facts", "--documents", "conftest.py"), 2, "is not a folder"),
        ((*MADE_UP[1:], "--register", "kapsalom"), 2, "did you mean `kapsalon`?"),
    ],
    ids=["no folder given", "no facts", "no folder", "a file", "no such register"],
)
def test_command_lines_that_lead_nowhere(arguments: tuple[str, ...], code: int, said: str, run: Run) -> None:
    ran = run("evidence", *arguments)
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err


def test_no_source_has_a_document(copy: Copy) -> None:
    copy.say("    document: kapsalon.txt\n", "")
    ran = copy.evidence()
    assert (ran.code, ran.out) == (4, "")
    assert "nothing to check: no source names a `document`" in ran.err


def test_invalid_facts(copy: Copy) -> None:
    copy.say("role: controller", "role: contoller")
    ran = copy.evidence()
    assert (ran.code, ran.out) == (3, "")
    assert "did you mean `controller`?" in ran.err
