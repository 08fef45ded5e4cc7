"""Undo of a company: its imports say what became of them, people's words stay, and the sample comes back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cx.company import Company, open_company, open_own
from cx.errors import StoreError
from cx.imports import import_files
from cx.sample.notes import written
from cx.settings import Settings
from tests.publishing import counted
from tests.test_company import TEXTS, write_sample

HEAD = "survey,response_id,answered_at,score\n"


def bring(company: Company, folder: Path, *ids: int) -> Any:
    """Import a file of these answers."""
    file = folder / "file.csv"
    file.write_text(HEAD + "".join(f"nps,r{nr},2025-03-03T12:00:00Z,9\n" for nr in ids), encoding="utf-8")
    return import_files(company, [file], "generic-answers", source="form")


def states(company: Company) -> list[str]:
    """What became of each import, the newest first."""
    return [one.state(company.warehouse.holds) for one in company.workspace.imports()]


def test_each_import_says_whether_it_is_in_force(settings: Settings, tmp_path: Path) -> None:
    company = open_own(settings)
    bring(company, tmp_path, 1)
    bring(company, tmp_path, 1, 2)
    bring(company, tmp_path, 1, 2)  # changes nothing, so its rows are those of the version before
    first, second = (one.version for one in company.workspace.imports()[:0:-1])
    assert company.workspace.imports()[0].version == second != first

    done = company.undo()

    assert (done.undone, done.version) == (second, first)
    assert [one and one.import_id for one in (done.undone_import, done.version_import)] == [2, 1]
    assert states(company) == ["undone", "undone", "in force"]
    bring(company, tmp_path, 3)
    assert states(company) == ["in force", "undone", "undone", "in force"]


def test_an_import_that_did_not_land_says_so(settings: Settings, tmp_path: Path) -> None:
    company = open_own(settings)
    bring(company, tmp_path, 1)
    file = tmp_path / "bad.csv"
    file.write_text(HEAD + "nps,r1,never,9\n", encoding="utf-8")
    import_files(company, [file], "generic-answers", source="form")

    assert states(company) == ["not landed", "in force"]
    assert company.workspace.imports()[0].version == ""


def test_an_undo_of_everything_leaves_what_people_wrote_and_shows_the_sample(
    settings: Settings, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    write_sample(data, TEXTS)
    settings = replace(settings, zone="UTC", given=tuple(name for name in settings.given if name != "zone"))
    own = open_own(settings)
    bring(own, tmp_path, 1)
    own.edit({"zone": "Asia/Tokyo"})
    own.workspace.set_goal("nps", 0.4)
    company = open_company(settings, data)
    assert (company.is_sample, counted(company.warehouse), company.settings.zone) == (False, 1, "Asia/Tokyo")

    done = company.undo()
    company.refresh()

    assert (done.version, done.version_import, states(own)) == ("", None, ["undone"])
    assert (company.is_sample, counted(company.warehouse)) == (True, 3)
    assert (company.settings.zone, company.notes.goals, company.undoable()) == ("UTC", written().goals, "empty")
    bring(own, tmp_path, 1, 2)
    company.refresh()
    assert (company.is_sample, counted(company.warehouse), company.settings.zone) == (False, 2, "Asia/Tokyo")
    assert company.notes.goals == {"nps.nps": 0.4}


def test_the_sample_is_never_undone(settings: Settings, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    write_sample(data, TEXTS)
    company = open_company(settings, data)

    with pytest.raises(StoreError, match="Nothing is in force"):
        company.undo()

    assert counted(company.warehouse) == 3


def test_the_command_says_what_was_taken_back_and_what_is_in_force(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "file.csv"
    for nr in (1, 2):
        file.write_text(HEAD + f"nps,r{nr},2025-03-03T12:00:00Z,9\n", encoding="utf-8")
        assert run("import", str(file), "--preset", "generic-answers", "--source", "form")[0] == 0

    first, second, third = run("undo"), run("undo"), run("undo")

    assert first[1].startswith("Taken back: import 2 (generic-answers, source form, ")
    assert "The version in force now: that of import 1 (" in first[1]
    assert second[1].endswith("The version in force now: none, so the warehouse is empty.\n")
    assert (third[0], third[1]) == (4, "")
    assert "Nothing is in force that could be undone" in third[2]
    assert "undone" in run("check", "--imports")[1]
