"""The Data page: files are dropped, understood, corrected by choosing, imported and taken back."""

from __future__ import annotations

import csv
import shutil
import sqlite3
import tempfile
from io import BytesIO, StringIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import Workbook
from streamlit.testing.v1 import AppTest

from cx.company import Company, open_own
from cx.errors import Busy
from cx.imports import ImportResult
from cx.readers.preset import load_preset
from pages._parts import data_held, import_job, rights
from tests.pages import small
from tests.pages.dropping import DAYS, NPS, SCORES, becomes, bring_in, choose, drop, left_behind, survey
from tests.pages.reading import AtPage, finding_of, html_of, words_of

QUESTION = "Ar rekomenduotumėte mus draugams? (0-10)"


@pytest.fixture
def new(sample: Path, tmp_path: Path) -> Path:
    """A place without data of its own, where the sample company is shown, that may be written to."""
    folder = tmp_path / "new"
    shutil.copytree(sample, folder)
    return folder


@pytest.fixture(autouse=True)
def spooled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where uploaded files are put meanwhile."""
    folder = tmp_path / "spooled"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def opened(folder: Path) -> Company:
    return open_own(small.settings(folder))


def messages(app: AppTest) -> str:
    return " ".join(error.value.replace("\\", "") for error in app.error)


# What is here.


def test_a_newcomer_is_asked_for_data_of_her_own(at_page: AtPage, new: Path) -> None:
    app = at_page("data", folder=new)

    assert finding_of(app) == "Bring your own data"
    assert "What is here" not in words_of(app)
    assert len(app.file_uploader) == 1


def test_every_page_of_the_sample_leads_to_the_data_page(at_page: AtPage, new: Path) -> None:
    app = at_page("overview", folder=new)

    assert "Bring your own data" in [link.proto.label for link in app.get("page_link")]


def test_what_is_here_is_said_by_source(at_page: AtPage) -> None:
    said = words_of(at_page("data"))

    assert "forms Answers to surveys 3,531" in said
    assert "desk Tickets 1,176" in said


def test_the_larger_files_are_brought_by_a_command(at_page: AtPage) -> None:
    app = at_page("data", opened=["import-larger"])

    assert [code.value for code in app.code] == ["python -m cx import FILE --preset my-preset.toml --source NAME"]


def test_who_may_change_nothing_sees_why(at_page: AtPage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rights, "LOCAL", ())

    app = at_page("data")

    assert "Files are brought in on the machine itself" in words_of(app)
    assert len(app.file_uploader) == 0
    assert not [button for button in app.button if button.key in ("undo-now", "import-now")]


# From a file to its NPS.


def test_an_unknown_spreadsheet_becomes_an_nps(at_page: AtPage, new: Path, spooled: Path) -> None:
    app = drop(at_page("data", folder=new), ("anketa 2026-03.csv", survey()))
    assert not app.error
    assert "separator: semicolon Windows-1257 decimals with a comma 36 rows 5 columns" in words_of(app)
    assert becomes(app, "Anketos data") == "field:answered_at"
    assert becomes(app, QUESTION) == "question"

    app = bring_in(app)

    assert "Imported: 36 new answers" in words_of(app)
    assert "36 rows read" in words_of(app)
    assert "nothing rejected" in words_of(app)
    assert "See your NPS" in [link.proto.label for link in app.get("page_link")]
    app.switch_page("loyalty.py")
    app.query_params["period"] = "all"
    assert finding_of(app.run()).startswith(f"NPS is {NPS}")


def test_a_comma_that_nobody_can_tell_is_asked_about_and_read_as_it_is_said(at_page: AtPage, new: Path) -> None:
    text = 'Customer ID,Signup date,Revenue\n1,2024-01-31,"1,234"\n2,2024-02-28,"12,000"\n'
    app = drop(at_page("data", folder=new), ("customers.csv", text.encode()))
    assert "1,234 is rejected until then" in words_of(app)
    [box] = [one for one in app.selectbox if one.label == "What a comma marks in “Revenue”"]

    app = box.set_value(False).run()

    assert "is rejected until then" not in words_of(app)
    assert "nothing rejected" in words_of(bring_in(app))


def test_files_are_gone_once_they_landed(at_page: AtPage, new: Path, spooled: Path) -> None:
    app = drop(at_page("data", folder=new), ("anketa.csv", survey()))
    assert left_behind(spooled) == ["anketa.csv"]

    app = bring_in(app)
    app.button(key="import-close").click().run()

    assert left_behind(spooled) == []
    assert len(app.file_uploader) == 1
    assert "import-now" not in [button.key for button in app.button]


def test_undo_leads_back_to_the_sample(at_page: AtPage, new: Path) -> None:
    app = bring_in(drop(at_page("data", folder=new), ("anketa.csv", survey())))
    app.button(key="import-close").click().run()
    assert "Sample data." not in words_of(app)

    app.session_state["undo"] = True
    app.run()
    app.button(key="undo-now").click().run()

    assert finding_of(app) == "Bring your own data"
    assert "Sample data." in words_of(app)
    assert "undone" in words_of(app)
    assert opened(new).warehouse.is_empty


def test_a_mapping_is_offered_as_last_time(at_page: AtPage, new: Path) -> None:
    app = drop(at_page("data", folder=new), ("anketa.csv", survey()))
    app = bring_in(choose(app, "Miestas", "field:region"))
    app.button(key="import-close").click().run()

    app = drop(app, ("anketa balandis.csv", survey(days=[day.replace(".03.", ".04.") for day in DAYS])))

    assert "As last time" in words_of(app)
    assert becomes(app, "Miestas") == "field:region"


def test_mappings_of_different_files_do_not_take_each_others_name(at_page: AtPage, new: Path) -> None:
    app = bring_in(drop(at_page("data", folder=new), ("anketa.csv", survey())))
    other = survey().decode("cp1257").replace("Suma", "Kaina").encode("cp1257")

    bring_in(drop(app, ("anketa.csv", other)))

    assert [saved.name for saved in opened(new).workspace.saved_presets()] == ["anketa", "anketa 2"]


def test_a_column_is_corrected_by_choosing(at_page: AtPage, new: Path) -> None:
    app = drop(at_page("data", folder=new), ("anketa.csv", survey()))
    app = choose(app, "Anketos data", "aside")
    assert "No column says when people answered." in words_of(app)
    assert app.button(key="import-now").disabled

    app = choose(app, "Anketos data", "field:answered_at")

    assert not app.button(key="import-now").disabled
    assert "No column says when people answered." not in words_of(app)


def test_one_day_can_be_said_for_all_rows(at_page: AtPage, new: Path) -> None:
    app = choose(drop(at_page("data", folder=new), ("anketa.csv", survey())), "Anketos data", "aside")

    next(one for one in app.date_input if one.key.startswith("instead.")).set_value("2026-03-02").run()
    app = bring_in(app)

    assert "Imported: 36 new answers" in words_of(app)
    (source,) = opened(new).warehouse.contents().sources
    assert source.first is not None
    assert str(source.first.date()) == "2026-03-02"


def test_what_the_answers_say_to_the_scale_is_said(at_page: AtPage, new: Path) -> None:
    scores = [*SCORES[:-2], 11, 11]

    app = drop(at_page("data", folder=new), ("anketa.csv", survey(scores)))

    said = " ".join(caption.value.replace("\\", "") for caption in app.caption)
    assert "The file holds 0 to 11." in said
    assert "2 answers are 11." in said


def test_rejected_rows_are_taken_away_without_harm(at_page: AtPage, new: Path) -> None:
    scores = [*SCORES[:-1], "=1+1"]
    app = bring_in(drop(at_page("data", folder=new), ("anketa.csv", survey(scores))))
    assert "1 rejected" in words_of(app)

    (one,) = opened(new).workspace.imports()
    rows = list(
        csv.reader(StringIO(data_held.rejects_csv(opened(new).workspace, one.import_id, "en").decode("utf-8-sig")))
    )

    assert rows[0] == ["File", "Line", "Field", "Reason", "As it came"]
    assert rows[1][:2] == ["anketa.csv", "37"]
    assert not [cell for cell in rows[1] if cell.startswith("=")]


def test_names_and_cells_of_files_are_never_markup(at_page: AtPage, new: Path) -> None:
    nasty = "<img src=x onerror=alert(1)> **b**"
    content = survey().decode("cp1257").replace("Miestas", nasty).replace("Vilnius", "<b>V</b>").encode("cp1257")

    app = drop(at_page("data", folder=new), ("<i>x</i>.csv", content))

    assert not app.error
    assert nasty not in html_of(app)
    assert "&lt;img src=x onerror=alert(1)&gt; **b**" in html_of(app)
    assert "<b>V</b>" not in html_of(app)


def test_sheets_are_offered_by_their_names(at_page: AtPage, new: Path) -> None:
    book, content = Workbook(), BytesIO()
    for title in ("Q1 (2026)", "a_b"):
        sheet = book.create_sheet(title)
        for row in (["NPS", "Date"], [9, "2026-03-01"], [3, "2026-03-02"]):
            sheet.append(row)
    book.remove(book.worksheets[0])
    book.save(content)

    app = drop(at_page("data", folder=new), ("book.xlsx", content.getvalue()))
    app.session_state["layout-0"] = True
    app.run()

    assert [box.options for box in app.selectbox if box.label == "Sheet"] == [["Q1 (2026)", "a_b"]]


def test_a_file_that_cannot_be_read_is_named_without_its_folder(at_page: AtPage, new: Path, spooled: Path) -> None:
    app = drop(at_page("data", folder=new), ("empty.csv", b""), ("anketa.csv", survey()))

    assert "empty.csv" in messages(app)
    assert str(spooled) not in messages(app) + html_of(app)
    assert not app.button(key="import-now").disabled


def test_files_of_an_archive_come_in_each_with_its_own_mapping(at_page: AtPage, new: Path) -> None:
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr("2026/anketa.csv", survey())
        archive.writestr("2026/klientai.csv", "Customer ID;Segment;Joined\n1;A;2025-01-02\n2;B;2025-02-03\n")

    app = drop(at_page("data", folder=new), ("all.zip", packed.getvalue()))
    assert [box.value for box in app.selectbox if box.label == "What the rows are"] == ["answers", "customers"]
    app = bring_in(app)

    assert not app.error
    held = {(source.table, source.rows) for source in opened(new).warehouse.contents().sources}
    assert held == {("answers", 36), ("customers", 2)}


def test_files_of_one_tool_land_together_and_are_undone_together(at_page: AtPage, new: Path) -> None:
    names = ("tickets.json", "ticket_metrics.json")
    folder = Path(__file__).parents[1] / "vendors" / "zendesk"
    app = drop(at_page("data", folder=new), *((name, (folder / name).read_bytes()) for name in names))
    assert words_of(app).count("Recognised: Zendesk") == 2

    app = bring_in(app)

    assert not app.error
    (one,) = opened(new).workspace.imports()
    assert sorted(one.files) == sorted(names)


def test_an_import_that_fails_says_so_without_its_folder_and_keeps_the_choices(
    at_page: AtPage, new: Path, spooled: Path
) -> None:
    app = choose(drop(at_page("data", folder=new), ("anketa.csv", survey())), "Miestas", "field:team")
    next(spooled.rglob("anketa.csv")).unlink()

    app = bring_in(app)

    assert "There is no file anketa.csv" in messages(app)
    assert str(spooled) not in messages(app)
    assert becomes(app, "Miestas") == "field:team"
    assert opened(new).warehouse.is_empty


def test_an_import_that_meets_another_one_says_so() -> None:
    def meets_another() -> ImportResult:
        raise Busy("Another import holds the warehouse.")

    task = import_job.Task([], load_preset("generic-answers"), "forms", replace=False)
    import_job.attempt(import_job.Job([task], lambda task: None, str), task, meets_another)

    assert task.failed.startswith("Another import is running.")


def test_a_file_of_many_columns_shows_those_that_were_recognised(at_page: AtPage, new: Path) -> None:
    rows = survey().decode("cp1257").splitlines()
    wide = [rows[0] + "".join(f";X{k}" for k in range(200)), *(row + ";-" * 200 for row in rows[1:])]

    app = drop(at_page("data", folder=new), ("anketa.csv", "\n".join(wide).encode("cp1257")))

    shown = [box for box in app.selectbox if box.key and box.key.startswith("becomes.")]
    assert 0 < len(shown) <= 20
    assert [one for one in app.expander if "more columns" in one.label]


# A database.


@pytest.fixture
def helpdesk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database with answers, by the name of its connection."""
    path = tmp_path / "helpdesk.sqlite"
    with sqlite3.connect(path) as database:
        database.execute("create table ratings (answered_at text, score integer)")
        rows = [(f"2026-03-{13 + k % 12} 10:00:00", score) for k, score in enumerate(SCORES)]
        database.executemany("insert into ratings values (?, ?)", rows)
    database.close()
    monkeypatch.setenv("CX_SOURCE_HELPDESK_URL", f"sqlite:///{path}")
    return path


def look_at(app: AppTest, query: str, connection: str = "helpdesk") -> AppTest:
    """Open the part for databases, and look at what a query gives."""
    app.session_state["from-database"] = True
    app.run()
    app.text_input(key="database-connection").set_value(connection)
    app.text_area(key="database-query").set_value(query)
    return next(button for button in app.button if "form-database" in (button.key or "")).click().run()


def test_rows_of_a_database_come_in_like_those_of_a_file(at_page: AtPage, new: Path, helpdesk: Path) -> None:
    app = look_at(at_page("data", folder=new), "select * from ratings")
    assert not app.error
    assert becomes(app, "score") == "question"

    app = bring_in(app)

    assert "Imported: 36 new answers" in words_of(app)
    (source,) = opened(new).warehouse.contents().sources
    assert (source.source, source.rows) == ("helpdesk", 36)


def test_nothing_of_a_connection_is_said_where_it_fails(at_page: AtPage, new: Path, helpdesk: Path) -> None:
    app = look_at(at_page("data", folder=new), "delete from ratings")
    assert "it only reads" in messages(app)

    app = look_at(at_page("data", folder=new), "select * from ratings", "nobody")
    assert "There is no connection named 'nobody'" in messages(app)
    assert str(helpdesk) not in messages(app) + html_of(app)
