"""Several files are written anew together or not at all, whatever fails on the way."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from pathlib import Path

import pytest

from policyengine.source.replacing import HalfWritten, HasChanged, Replacement, replace_all

OLD, NEW = b"old\r\n", "nieuw é\n".encode()


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    made = [tmp_path / name for name in ("a.yaml", "b.yaml", "deeper/c.yaml")]
    for file in made:
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(OLD)
    return made


def all_new(files: list[Path]) -> list[Replacement]:
    return [Replacement(file, OLD, NEW) for file in files]


def nothing_else(files: list[Path]) -> bool:
    """Whether nothing is left beside the files."""
    return {file for file in files[0].parent.rglob("*") if file.is_file()} == {*files}


def test_all_are_written_and_keep_their_modes(files: list[Path]) -> None:
    files[0].chmod(0o600)
    files[1].chmod(0o644)
    replace_all(all_new(files))
    assert [file.read_bytes() for file in files] == [NEW] * 3
    assert [file.stat().st_mode & 0o777 for file in files[:2]] == [0o600, 0o644]
    assert nothing_else(files)


@pytest.mark.parametrize("failing", [1, 2, 3])
def test_where_a_name_cannot_be_given_all_are_put_back(
    files: list[Path], monkeypatch: pytest.MonkeyPatch, failing: int
) -> None:
    before = [file.stat().st_ino for file in files]
    calls = []
    real = os.replace

    def fails(source: Path, target: Path) -> None:
        calls.append(target)
        if len(calls) == failing:
            raise OSError(28, "No space left on device", str(target))
        real(source, target)

    monkeypatch.setattr(os, "replace", fails)
    with pytest.raises(OSError, match="No space"):
        replace_all(all_new(files))
    assert [file.read_bytes() for file in files] == [OLD] * 3
    assert [file.stat().st_ino for file in files] == before
    assert nothing_else(files)


@pytest.mark.parametrize(
    "says", [(28, "No space left on device"), (30, "Read-only file system", "/x/.a.yaml.bo3b.new")]
)
def test_an_error_names_the_file_that_was_to_be_written(
    files: list[Path], monkeypatch: pytest.MonkeyPatch, says: tuple[int, str]
) -> None:
    def fails(*_: object) -> None:
        raise OSError(*says)

    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises(OSError, match=re.escape(says[1])) as failed:
        replace_all(all_new(files[:1]))
    assert (failed.value.filename, failed.value.filename2) == (str(files[0]), None)
    assert files[0].read_bytes() == OLD


def test_where_nothing_can_stand_beside_a_file_the_error_names_the_file(
    files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(end: str, begin: str, folder: Path) -> None:
        raise OSError(30, "Read-only file system", str(folder / f"{begin}x{end}"))

    monkeypatch.setattr(tempfile, "mkstemp", refuses)
    with pytest.raises(OSError, match="Read-only") as failed:
        replace_all(all_new(files))
    assert failed.value.filename == str(files[0])
    assert nothing_else(files)


def test_an_interruption_leaves_all_or_none(files: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.replace
    calls = []

    def interrupted(source: Path, target: Path) -> None:
        real(source, target)
        calls.append(target)
        if len(calls) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        replace_all(all_new(files))
    assert [file.read_bytes() for file in files] == [OLD] * 3
    assert nothing_else(files)


def test_where_putting_back_fails_too_it_is_said_what_stands_where(
    files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.replace
    calls = []

    def breaks(source: Path, target: Path) -> None:
        calls.append(target)
        if len(calls) > 1:
            raise OSError(5, "Input/output error", str(target))
        real(source, target)

    monkeypatch.setattr(os, "replace", breaks)
    with pytest.raises(HalfWritten) as half:
        replace_all(all_new(files))
    first = str(half.value).split(";")[0]
    assert first.startswith(f"`{files[0]}` is written, what it held stands in `")
    assert Path(first.split("`")[3]).read_bytes() == OLD
    assert files[0].read_bytes() == NEW
    assert [file.read_bytes() for file in files[1:]] == [OLD, OLD]


def test_where_there_are_no_second_names_a_copy_is_kept(files: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(source: Path, target: Path) -> None:
        raise OSError(1, "Operation not permitted")

    real = os.replace
    calls = []

    def fails(source: Path, target: Path) -> None:
        calls.append(target)
        if len(calls) == 2:
            raise OSError(28, "No space left on device", str(target))
        real(source, target)

    monkeypatch.setattr(os, "link", no_links)
    monkeypatch.setattr(os, "replace", fails)
    with pytest.raises(OSError, match="No space"):
        replace_all(all_new(files))
    assert [file.read_bytes() for file in files] == [OLD] * 3
    assert nothing_else(files)


def test_what_has_changed_meanwhile_is_not_written_over(files: list[Path]) -> None:
    files[2].write_bytes(b"by somebody else\n")
    with pytest.raises(HasChanged, match=r"c\.yaml"):
        replace_all(all_new(files))
    assert [file.read_bytes() for file in files] == [OLD, OLD, b"by somebody else\n"]
    assert nothing_else(files)


def test_where_there_is_no_room_nothing_is_written(files: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    def full(source: Path, target: Path) -> None:
        raise OSError(28, "No space left on device", str(target))

    monkeypatch.setattr(shutil, "copymode", full)
    with pytest.raises(OSError, match="No space"):
        replace_all(all_new(files))
    assert [file.read_bytes() for file in files] == [OLD] * 3
    assert nothing_else(files)
