"""The company that is shown: its own data or the sample's, never both."""

from __future__ import annotations

import gzip
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import update

from cx.company import Company, load_sample, open_company, open_own, sample_files
from cx.errors import BadInput
from cx.filters import Filters
from cx.sample.files import FILES
from cx.settings import Settings
from cx.store.schema import SCHEMA_VERSION
from cx.store.tables import META
from cx.store.workspace import Workspace
from tests.facts import answer, bring

ALL = Filters(period="all")

TEXTS = {
    "customers": "customer_id,name,segment\nc1,One,gold\nc2,Two,silver\n",
    "tickets": "ticket_id,created_at,solved_at,customer_id,channel\n"
    "t1,2025-03-01T10:00:00Z,2025-03-01T12:00:00Z,c1,chat\nt2,2025-03-02T10:00:00Z,,c2,email\n",
    "events": "ticket_id,nr,at,kind\nt1,1,2025-03-01T10:00:00Z,created\nt1,2,2025-03-01T12:00:00Z,solved\n",
    "answers": "survey,response_id,score,answered_at,customer_id\nnps,r1,9,2025-03-03T10:00:00Z,c1\n"
    "nps,r2,3,2025-03-04T23:30:00Z,c2\nnps,r3,10,2025-03-05T10:00:00Z,c1\n",
    "invitations": "survey,sent_at,customer_id,answered,rows\nnps,2025-03-02,c1,1,\nnps,2025-03-02,,0,7\n",
}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder with a very small sample company."""
    folder = tmp_path / "data"
    folder.mkdir()
    write_sample(folder, TEXTS)
    return folder


def write_sample(folder: Path, texts: dict[str, str]) -> None:
    """Write the sample's files."""
    for file in FILES:
        (folder / file.name).write_bytes(gzip.compress(texts[file.table].encode(), mtime=0))


def bring_own(settings: Settings) -> None:
    """Give the company data of its own."""
    bring(open_own(settings).warehouse, "answers", answer(1, 7))


def test_with_no_data_of_its_own_the_sample_is_shown(settings: Settings, data: Path) -> None:
    company = open_company(settings, data)

    assert company.is_sample
    assert company.warehouse.tally("nps", ALL).n_rows() == 3
    assert company.warehouse.tally("nps", ALL, ["segment"]).groups["segment"].tolist() == ["gold", "silver"]
    assert open_own(settings).warehouse.is_empty


def test_with_data_of_its_own_the_sample_is_neither_shown_nor_built(settings: Settings, data: Path) -> None:
    bring_own(settings)

    company = open_company(settings, data)

    assert not company.is_sample
    assert company.warehouse.tally("nps", ALL).n_rows() == 1
    assert not list(data.parent.glob("sample.*"))


def test_an_open_dashboard_moves_over_with_the_first_import_and_stays(settings: Settings, data: Path) -> None:
    company = open_company(settings, data)
    company.refresh()
    sample = (company.is_sample, company.warehouse.version)
    bring_own(settings)
    company.refresh()
    own = (company.is_sample, company.warehouse.version)
    company.refresh()

    assert (sample[0], own[0]) == (True, False)
    assert sample[1] != own[1] == company.warehouse.version
    assert company.warehouse.tally("nps", ALL).n_rows() == 1
    assert company.workspace.imports() == ()


def test_without_its_files_an_empty_company_is_just_empty(settings: Settings, tmp_path: Path) -> None:
    company = open_company(settings, tmp_path / "nowhere")

    assert (company.is_sample, company.warehouse.is_empty) == (False, True)


def test_the_sample_is_built_once_and_again_when_its_files_change(settings: Settings, data: Path) -> None:
    first = open_company(settings, data).warehouse.version
    second = open_company(settings, data).warehouse.version
    write_sample(data, TEXTS | {"answers": TEXTS["answers"].splitlines()[0] + "\nnps,r9,1,2025-03-03T10:00:00Z,c1\n"})
    third = open_company(settings, data).warehouse

    assert first == second != third.version
    assert third.tally("nps", ALL).n_rows() == 1


def test_a_sample_that_an_older_program_built_is_brought_up_to_date(
    settings: Settings, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as older:
        older.setattr("cx.company.SCHEMA_VERSION", SCHEMA_VERSION - 1)
        company = open_company(settings, data)
    with company.warehouse.database.write() as connection:
        connection.execute(update(META).where(META.c.name == "schema_version").values(value=str(SCHEMA_VERSION - 1)))

    assert open_company(settings, data).warehouse.tally("nps", ALL).n_rows() == 3


def test_the_sample_follows_the_business_zone(settings: Settings, data: Path) -> None:
    open_company(settings, data)
    moved = open_company(settings.with_(zone="Europe/Vilnius"), data)

    days = moved.warehouse.tally("nps", ALL, ["day"]).groups["day"]
    assert [day.day for day in days] == [3, 5]  # half past eleven in the evening in UTC is the next day


def test_two_that_open_at_once_build_it_once(settings: Settings, data: Path) -> None:
    companies: list[Company] = []
    threads = [threading.Thread(target=lambda: companies.append(open_company(settings, data))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [company.warehouse.tally("nps", ALL).n_rows() for company in companies] == [3, 3, 3]
    assert len({company.warehouse.version for company in companies}) == 1
    assert len(companies[0].workspace.imports()) == len(FILES)


def test_a_build_that_was_interrupted_is_finished_by_the_next(settings: Settings, data: Path) -> None:
    company = open_company(settings, data)
    company.workspace.set("built_from", "half")
    bring(company.warehouse, "answers", answer("left over", 0, source="sample-surveys"))

    assert open_company(settings, data).warehouse.tally("nps", ALL).n_rows() == 3


def test_the_sample_loads_into_an_empty_warehouse_and_again(settings: Settings, data: Path) -> None:
    company = open_own(settings)

    # One event more than the file holds: the creation of the ticket it does not tell of.
    assert load_sample(company, data) == 2 + 2 + (2 + 1) + 3 + 2
    assert load_sample(company, data) == 2 + 2 + (2 + 1) + 3 + 2


def test_the_sample_never_joins_rows_of_another_source(settings: Settings, data: Path) -> None:
    bring_own(settings)

    with pytest.raises(BadInput, match="form"):
        load_sample(open_own(settings), data)
    assert open_own(settings).warehouse.tally("nps", ALL).n_rows() == 1


def test_the_sample_without_its_files_says_how_to_make_them(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="make sample-files"):
        load_sample(open_own(settings), tmp_path / "nowhere")


def test_a_sample_of_some_files_is_none(data: Path) -> None:
    (data / FILES[0].name).unlink()

    assert sample_files(data) == []


def test_settings_edited_since_are_named_until_they_are_derived_with(settings: Settings, data: Path) -> None:
    nothing = open_own(settings).edited()
    company = open_company(settings, data)
    before = company.edited()
    company.settings = settings.with_(zone="Asia/Tokyo", gone_after=90, language="de")
    after = company.edited()
    company.derive()

    assert (nothing, before, after, company.edited()) == ([], [], ["zone", "gone_after"], [])


def test_deriving_takes_the_declarations_in_force(settings: Settings, data: Path) -> None:
    from cx.surveys import Survey

    company = open_company(settings, data)
    company.workspace.declare(Survey("nps", "nps", 1, 10), by_hand=True)
    company.derive()

    assert company.warehouse.tally("nps", ALL).surveys["nps"].low == 1


# What is edited in the workspace.


def test_what_the_workspace_keeps_is_in_force_for_commands_too(settings: Settings) -> None:
    Workspace(settings.workspace_url).set_settings({"zone": "Asia/Tokyo"})

    company = open_own(settings)

    assert (company.settings.zone, company.warehouse.settings.zone) == ("Asia/Tokyo", "Asia/Tokyo")


def test_an_edit_acts_at_once_in_every_open_company(settings: Settings) -> None:
    bring_own(settings)
    first, second = open_own(settings), open_own(settings)

    first.edit({"hide_below": "9", "grey_below": "40"})
    first.workspace.set_goal("nps", 0.4)
    second.refresh()

    assert (second.settings.hide_below, second.warehouse.settings.grey_below) == (9, 40)
    assert second.notes.goals == {"nps.nps": 0.4}
    first.edit({"hide_below": None, "grey_below": None})
    assert (first.settings.hide_below, first.warehouse.settings.grey_below) == (5, 30)


def test_an_edit_that_cannot_be_used_changes_nothing(settings: Settings) -> None:
    company = open_own(settings)

    with pytest.raises(BadInput, match="CX_GREY_BELOW must not be under"):
        company.edit({"zone": "Asia/Tokyo", "hide_below": "50"})

    assert company.settings.zone == "UTC"
    assert company.workspace.settings() == {}


def test_what_is_given_from_outside_cannot_be_edited(settings: Settings) -> None:
    company = open_own(settings.with_(zone="Asia/Tokyo"))

    with pytest.raises(BadInput, match="CX_ZONE is set where the program is started"):
        company.edit({"zone": "UTC"})

    assert company.workspace.settings() == {}


def test_an_edit_that_needs_a_derive_is_named_until_it_was_done(settings: Settings) -> None:
    bring_own(settings)
    company = open_own(settings)
    assert company.edited() == []
    steps: list[str] = []

    company.edit({"zone": "Asia/Tokyo", "currency": "USD"})

    assert company.edited() == ["zone"]
    company.derive(steps.append)
    assert company.edited() == []
    assert company.warehouse.contents().derived_with["zone"] == "Asia/Tokyo"
    assert steps[-1] == "published"


def test_alerts_are_found_anew_where_a_target_was_edited(settings: Settings) -> None:
    bring_own(settings)
    company = open_own(settings)

    company.edit({"response_target": "7200"})

    assert company.edited() == ["alerts"]
    company.derive()
    assert company.edited() == []


def test_a_question_that_was_declared_anew_by_hand_is_named_until_it_was_derived(settings: Settings) -> None:
    bring_own(settings)
    company = open_own(settings)
    asked = company.warehouse.contents().surveys[0]

    company.workspace.declare(replace(asked, headline=not asked.headline), by_hand=True)

    assert company.edited() == ["surveys"]
    company.derive()
    assert company.edited() == []
    assert company.warehouse.contents().surveys[0].headline != asked.headline


def test_what_is_written_about_the_sample_stays_with_the_sample(settings: Settings, data: Path) -> None:
    company = open_company(settings, data)
    company.edit({"zone": "Asia/Tokyo"})
    company.workspace.set_goal("nps", 0.4)
    company.refresh()
    assert (company.settings.zone, company.notes.goals["nps.nps"]) == ("Asia/Tokyo", 0.4)

    bring_own(settings)
    company.refresh()

    assert (company.is_sample, company.settings.zone, company.notes.goals) == (False, "UTC", {})


# What the sample company has of its own.


def test_the_sample_has_goals_benchmarks_and_markers_that_the_own_company_never_sees(
    settings: Settings, data: Path
) -> None:
    company = open_company(settings, data)
    assert (company.notes.goals["nps.nps"], len(company.notes.markers)) == (0.2, 3)
    assert {known.measure for known in company.notes.benchmarks} == {"nps.nps", "csat.satisfied"}

    assert company.own is not None
    own = company.own.workspace.notes()

    assert (own.goals, own.markers, own.benchmarks) == ({}, (), ())


def test_a_sample_that_was_built_before_it_had_goals_gets_them_without_being_built_again(
    settings: Settings, data: Path
) -> None:
    first = open_company(settings, data)
    first.workspace.set("notes_of", "")
    for known in first.workspace.markers():
        first.workspace.remove_marker(known.marker_id)
    first.workspace.set_goal("nps", 0.4)
    first.workspace.set_goal("csat", None)

    second = open_company(settings, data)

    assert second.warehouse.version == first.warehouse.version
    assert (second.notes.goals["nps.nps"], second.notes.goals["csat.satisfied"]) == (0.4, 0.7)
    assert [known.text for known in second.notes.markers] == ["Shop 4.2", "Site offers chat first", "Chat outage"]


def test_what_was_taken_away_from_the_sample_does_not_come_back(settings: Settings, data: Path) -> None:
    company = open_company(settings, data)
    company.workspace.set_goal("nps", None)
    company.workspace.remove_marker(company.notes.markers[0].marker_id)

    again = open_company(settings, data)

    assert "nps.nps" not in again.notes.goals
    assert len(again.notes.markers) == 2
