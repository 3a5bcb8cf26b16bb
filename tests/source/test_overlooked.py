"""Files that say what others are read for and are not read themselves; and those that only look like it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from policyengine.source.overlooked import overlooked

WORDS = ("register", "organisations")


def found(root: Path, name: str, text: str) -> list[str]:
    file = root / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    return [problem.message for problem in overlooked(root, WORDS)]


@pytest.mark.parametrize(
    "name", ["a.json", "a.yaml.bak", "a.yaml.j2", "a.ymal", "a", ".a.yaml", ".b/a.yaml", "c/.b/a.yaml", ".b/c/a.yml"]
)
def test_names_under_which_facts_are_missed(tmp_path: Path, name: str) -> None:
    (message,) = found(tmp_path, name, "register: acme\n")
    assert message.startswith("the file says `register:` and is not read: ")


@pytest.mark.parametrize(
    "text",
    [
        "register: acme\n",
        "# first\n\norganisations:\n  a: {}\n",
        '{"register": "acme"}',
        '\n{\n    "register" : "acme"}',
        '{\n  "title": "Acme",\n  "register":"acme"\n}',
        "\ufeffregister: acme",
        "\ufeff{'register': 'acme'}",
        "title: é\r\nregister:\r\n",
    ],
)
def test_texts_that_are_facts(tmp_path: Path, text: str) -> None:
    assert found(tmp_path, "a.json", text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "registered: acme\n",
        "  register: acme\n",
        "the register: acme\n",
        "register:acme\n",
        '{\n  "findings": [\n    {\n      "register": "acme"\n    }\n  ]\n}\n',
        "\x00\xff" * 100,
    ],
)
def test_texts_that_are_none(tmp_path: Path, text: str) -> None:
    assert not found(tmp_path, "a.json", text)


@pytest.mark.parametrize("name", ["a.yaml", "a.yml", "a.YAML", "README.md", "notice.txt", "picture.png", ".git/a.yaml"])
def test_names_that_are_read_refused_elsewhere_or_no_data(tmp_path: Path, name: str) -> None:
    assert not found(tmp_path, name, "register: acme\n")


@pytest.mark.parametrize("name", ["a.yaml~", "a.yaml.orig", ".a.yaml.swp", "#a.yaml#"])
def test_copies_beside_the_file_itself(tmp_path: Path, name: str) -> None:
    assert found(tmp_path, name, "register: acme\n")
    assert not found(tmp_path, "a.yaml", "register: acme\n")


def test_the_folder_that_is_asked_for_may_be_hidden(tmp_path: Path) -> None:
    assert not found(tmp_path / ".facts", "a.yaml", "register: acme\n")
    assert overlooked(tmp_path, WORDS)


def test_what_is_no_file_is_passed_over_and_dead_links_are_not(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder.json").mkdir()
    (tmp_path / "photo.png").symlink_to("nowhere")
    assert not overlooked(tmp_path, WORDS)
    (tmp_path / "acme").symlink_to("nowhere")
    (problem,) = overlooked(tmp_path, WORDS)
    assert problem.message == "the link leads nowhere, so what it should bring is not read"


def test_only_the_beginning_of_a_large_file_is_looked_at(tmp_path: Path) -> None:
    assert not found(tmp_path, "a.json", " " * 70_000 + "\nregister: acme\n")


def test_a_file_or_nothing_has_nothing_below_it(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("register: acme\n", "utf-8")
    assert not overlooked(tmp_path / "a.json", WORDS)
    assert not overlooked(tmp_path / "nowhere", WORDS)
