"""What could pass unseen, one row each: what is changed, the command, how it ends, and what is said."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.cli.conftest import LAW, ONLY

DAY = ("--as-of", "2026-11-22")
NEVER = ("--fail-on", "never")
"""What is found would not fail these runs, so that only what is missed can."""
WHOLE = ("check", "facts", *LAW, *NEVER)


@dataclass(frozen=True)
class Case:
    """A folder with the facts and law of these tests, changed by `change`; then a command, its exit code and words."""

    name: str
    change: Callable[[], object]
    command: Sequence[str]
    code: int
    said: str


def write(name: str, text: str = "register: elsewhere\nparties: {a: {role: processor}}\n") -> Callable[[], object]:
    """Writes a file, and the folders above it."""

    def change() -> None:
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text, "utf-8")

    return change


def link(name: str, to: str = "nowhere") -> Callable[[], object]:
    return lambda: Path(name).symlink_to(to)


def folder(name: str) -> Callable[[], object]:
    return lambda: Path(name).mkdir(parents=True)


def nothing() -> None:
    """Everything stays as it is."""


JSON = '{\n  "register": "elsewhere",\n  "parties": {"a": {"role": "processor"}}\n}\n'
NO_RECORD = "the register `bare` states no party, no activity and no other record"
STATES_NOTHING = "nothing was judged: the register states nothing that a rule asks about"
OF_FACTS = (
    # Where no facts are.
    Case("no such folder", nothing, ("check", "fatcs", *LAW), 2, "there is no `fatcs`"),
    Case("an empty path", nothing, ("check", "", *LAW), 2, "a path cannot be empty"),
    Case("a folder with nothing in it", folder("bare"), ("check", "bare", *LAW), 4, "no register in `bare`"),
    Case("a device", nothing, ("check", "/dev/null", *LAW), 3, "not a regular file"),
    Case("an empty file", write("facts/b.yaml", ""), WHOLE, 3, "facts/b.yaml:1:1: the file is empty"),
    Case("comments alone", write("facts/b.yaml", "# later\n"), WHOLE, 3, "facts/b.yaml:1:1: the file is empty"),
    Case(
        "organisations without a register",
        lambda: shutil.rmtree("facts/fietsclub"),
        WHOLE,
        4,
        "nothing to judge: no register in `facts`",
    ),
    Case(
        "a register that says nothing", write("bare/r.yaml", "register: bare\n"), ("check", "bare", *LAW), 4, NO_RECORD
    ),
    Case(
        "a register with sources alone",
        write("bare/r.yaml", "register: bare\nsources: {n: {title: N, kind: notice}}\n"),
        ("check", "bare", *LAW),
        4,
        NO_RECORD,
    ),
    Case(
        "a register that says nothing beside one that does",
        write("facts/bare/r.yaml", "register: bare\n"),
        WHOLE,
        4,
        NO_RECORD,
    ),
    Case(
        "a file of facts in no register",
        write("facts/loose.yaml", "activities: {a: {}}\n"),
        WHOLE,
        3,
        "loose.yaml:1:1: the file does not say to which register it belongs",
    ),
    # Files that look like facts and are not read.
    Case("another ending", write("facts/a/r.yml"), WHOLE, 3, "facts/a/r.yml:1:1: files called `.yml` are not read"),
    Case("an ending in capitals", write("facts/a/r.YAML"), WHOLE, 3, "files called `.YAML` are not read"),
    Case("only other endings", write("bare/r.yml"), ("check", "bare", *LAW), 3, "files called `.yml` are not read"),
    Case(
        "JSON",
        write("facts/a/r.json", JSON),
        WHOLE,
        3,
        "facts/a/r.json:1:1: the file says `register:` and is not read: its name does not end in `.yaml`",
    ),
    Case(
        "JSON alone",
        write("bare/r.json", JSON),
        ("check", "bare", *LAW),
        3,
        "the file says `register:` and is not read",
    ),
    Case("a template", write("facts/a/r.yaml.j2"), WHOLE, 3, "call it `r.yaml`"),
    Case("a copy that is set aside, and no original", write("facts/a/r.yaml.bak"), WHOLE, 3, "facts/a/r.yaml.bak:1:1"),
    Case("a slip in the ending", write("facts/a/r.ymal"), WHOLE, 3, "facts/a/r.ymal:1:1"),
    Case("no ending", write("facts/a/register"), WHOLE, 3, "facts/a/register:1:1: the file says `register:`"),
    Case(
        "a hidden file",
        write("facts/a/.r.yaml"),
        WHOLE,
        3,
        "facts/a/.r.yaml:1:1: the file says `register:` and is not read",
    ),
    Case(
        "a hidden folder",
        write("facts/.a/r.yaml"),
        WHOLE,
        3,
        "facts/.a/r.yaml:1:1: the file says `register:` and is not read: a folder above it has a name that begins",
    ),
    Case("a folder called like a file", folder("facts/a.yaml"), WHOLE, 3, "a folder is called like a YAML file"),
    Case("a link that leads nowhere", link("facts/b.yaml"), WHOLE, 3, "facts/b.yaml:1:1: not a regular file"),
    Case("a link that should bring a folder", link("facts/acme"), WHOLE, 3, "facts/acme:1:1: the link leads nowhere"),
    Case("a link to a folder", link("facts/again", "fietsclub"), WHOLE, 3, "a link to a folder is not followed"),
    Case("a link out of the folder", link("facts/b.yaml", "/etc/passwd"), WHOLE, 3, "the link leads out of the folder"),
    # Names and days that nobody knows, and selections that meet nothing.
    Case("an unknown rule", nothing, (*WHOLE, "--rule", "club-2"), 2, "no rule is called `club-2`"),
    Case(
        "an unknown rule beside a known one",
        nothing,
        (*WHOLE, "--rule", "club-2-contract", "--rule", "x"),
        2,
        "no rule is called `x`",
    ),
    Case("an unknown pack", nothing, (*WHOLE, "--pack", "clubs"), 2, "no pack is called `clubs`"),
    Case("an unknown register", nothing, (*WHOLE, "--register", "fiets"), 2, "no register is called `fiets`"),
    Case("a rule with an empty name", nothing, (*WHOLE, "--rule", ""), 2, "no rule is called ``"),
    Case("a register with an empty name", nothing, (*WHOLE, "--register", ""), 2, "no register is called ``"),
    Case(
        "another form of day",
        nothing,
        ("check", "facts", *ONLY, "--as-of", "22/11/2026"),
        2,
        "`22/11/2026` is not a day",
    ),
    Case(
        "a day that is none",
        nothing,
        ("check", "facts", *ONLY, "--as-of", "2026-02-30"),
        2,
        "`2026-02-30` is not a day",
    ),
    Case("no day", nothing, ("check", "facts", *ONLY, "--as-of", ""), 2, "`` is not a day"),
    Case("a severity that is none", nothing, (*WHOLE, "--fail-on", "hihg"), 2, "`hihg` is not a severity"),
    Case("no severity", nothing, (*WHOLE, "--fail-on", ""), 2, "`` is not a severity"),
    Case("a rule that meets no record", nothing, (*WHOLE, "--rule", "club-8-silent"), 4, STATES_NOTHING),
    Case(
        "a rule and a register that do not meet",
        write("facts/small/r.yaml", "register: small\nparties: {a: {role: controller}}\n"),
        (*WHOLE, "--rule", "club-6-scale", "--register", "small"),
        4,
        STATES_NOTHING,
    ),
    Case(
        "a rule of a pack that is not chosen",
        write("law/p/pack.yaml", "title: P\n"),
        (*WHOLE, "--pack", "p"),
        4,
        "no rule was chosen",
    ),
    Case("questions of nothing", nothing, ("questions", "facts", *LAW, "--rule", "club-8-silent"), 4, STATES_NOTHING),
    Case(
        "questions of a bare register",
        write("bare/r.yaml", "register: bare\n"),
        ("questions", "bare", *LAW),
        4,
        NO_RECORD,
    ),
    Case(
        "marks of nothing on a drawing",
        nothing,
        ("diagram", "facts", *LAW, "--findings", "--rule", "club-8-silent"),
        4,
        STATES_NOTHING,
    ),
    Case(
        "a drawing of a bare register",
        write("bare/r.yaml", "register: bare\n"),
        ("diagram", "bare", *LAW),
        4,
        NO_RECORD,
    ),
    Case(
        "a proof of a hidden register",
        write("facts/.a/r.yaml"),
        ("explain", "club-2-contract", "printer", *LAW),
        3,
        "is not read",
    ),
    Case("evidence of a hidden register", write("facts/.a/r.yaml"), ("evidence", "--documents", "."), 3, "is not read"),
    Case(
        "evidence without documents",
        folder("texts"),
        ("evidence", "--documents", "texts"),
        3,
        "1 document could not be read",
    ),
    Case(
        "evidence where no source names a document",
        write("bare/r.yaml", "register: bare\nparties: {a: {role: controller}}\n"),
        ("evidence", "bare", "--documents", "."),
        4,
        "nothing to check: no source names a `document`",
    ),
    Case(
        "evidence of a register whose sources name no document, beside one whose do",
        write("facts/bare/r.yaml", "register: bare\nparties: {a: {role: controller}}\n"),
        ("evidence", "--documents", ".", "--register", "fietsclub", "--register", "bare"),
        4,
        "nothing to check: no source of `bare` names a `document`",
    ),
    Case("facts of nothing", folder("bare"), ("facts", "--facts", "bare"), 4, "no register in `bare`"),
)
