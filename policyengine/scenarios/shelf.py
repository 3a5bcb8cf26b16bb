"""Where scenarios stand: beside the facts, beside the scenario that builds on them, and inside the package."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from policyengine.errors import nearest
from policyengine.rules.reading import Reading, Refused
from policyengine.scenarios.reading import Written, read_scenario
from policyengine.scenarios.scenario import Scenario
from policyengine.source.read import shown_path
from policyengine.spans import Place

FOLDER = Path("scenarios")
"""Where a house keeps its own, as seen from the working directory."""
_READY = Path(__file__).resolve().parent / "ready"
_ENDS = (".yaml", ".yml")


class NoScenario(Exception):  # noqa: N818 - not an error of ours: it says what is wrong with what was asked for
    """No scenario has that name; the text says so, `hint` what there is."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


def ready_made() -> list[str]:
    """The names of the scenarios that come with the program, sorted."""
    return sorted(_names(_READY))


def known() -> list[str]:
    """The names of all scenarios that can be asked for here, sorted."""
    return sorted({*_names(FOLDER), *_names(_READY)})


def scenario_file(name: str, beside: Path = FOLDER) -> Path:
    """The file of a scenario that is named, or given as a file itself; raises `NoScenario`."""
    if name.endswith(_ENDS) or "/" in name:
        given = Path(name) if beside == FOLDER else beside / name
        if os.path.lexists(given):
            return given
        raise NoScenario(f"there is no file `{given}`", f"ready-made are {_listed(ready_made())}")
    for folder in dict.fromkeys((beside, FOLDER, _READY)):
        if os.path.isfile(folder / f"{name}.yaml"):  # noqa: PTH113 - never raises, whatever the name
            return folder / f"{name}.yaml"
    there = sorted({*_names(beside), *known()})
    raise NoScenario(f"no scenario is called `{name}`", nearest(name, there))


def read_named(names: Sequence[str], reading: Reading) -> list[list[Scenario]]:
    """For each name its scenario, after all those that it is based on. Raises `NoScenario`."""
    files = [scenario_file(name) for name in names]
    composing = _Composing(reading)
    return [list(composing.of(file, (), set())) for file in files]


class _Composing:
    """Follows `based_on` from file to file; each is read once."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._read: dict[str, Written | None] = {}

    def of(self, file: Path, way: tuple[str, ...], done: set[str]) -> Iterator[Scenario]:
        """The scenarios that `file` is based on, then its own; `done` are those that came already."""
        real = os.path.realpath(file)
        if real in done:
            return
        if real not in self._read:
            self._read[real] = read_scenario(file, _shown(file), self._reading)
        written = self._read[real]
        if written is not None:
            for name, place in written.based_on:
                yield from self._base(name, place, file, (*way, real), done)
            done.add(real)
            yield written.scenario

    def _base(self, name: str, place: Place, file: Path, way: tuple[str, ...], done: set[str]) -> Iterator[Scenario]:
        try:
            base = scenario_file(name, file.parent)
            if os.path.realpath(base) in way:
                ring = [*way[way.index(os.path.realpath(base)) :], os.path.realpath(base)]
                shown = " on ".join(f"`{Path(each).stem}`" for each in ring)
                raise Refused(place, f"scenarios are based on each other in a ring: {shown}", "leave one of them out")
            yield from self.of(base, way, done)
        except NoScenario as why:
            self._reading.problem(place, str(why), why.hint)
        except Refused as refused:
            self._reading.refused(refused)


def _shown(file: Path) -> str:
    """How places call a scenario; one that is ready-made alike wherever the program is installed."""
    return f"ready-made/{file.name}" if file.parent == _READY else shown_path(file)


def _names(folder: Path) -> list[str]:
    try:
        return [file.stem for file in folder.iterdir() if file.suffix == ".yaml"]
    except OSError:
        return []


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


__all__ = ["FOLDER", "NoScenario", "Written", "known", "read_named", "ready_made", "scenario_file"]
