"""The Data page: what it says of files before and after the import, and what it keeps of them."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pyarrow as pa
import pytest
from streamlit.testing.v1 import AppTest

from cx.company import open_own
from pages._parts import import_preview
from pages._parts.import_edit import source_name
from tests.pages import small
from tests.pages.dropping import bring_in, drop, survey
from tests.pages.reading import AtPage, finding_of, words_of

VENDORS = Path(__file__).parents[1] / "vendors"


@pytest.fixture
def new(sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place without data of its own, where the sample company is shown, that may be written to."""
    folder = tmp_path / "new"
    shutil.copytree(sample, folder)
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def dropped(app: AppTest, *path: str) -> AppTest:
    """Drop an example of a vendor's export."""
    return drop(app, (path[-1], VENDORS.joinpath(*path).read_bytes()))


def captions(app: AppTest) -> str:
    return " ".join(caption.value.replace("\\", "") for caption in app.caption)


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("NPS March 2026.xlsx", "NPS"),
        ("опрос апрель.csv", "опрос"),
        ("tickets_апреля_26.csv", "tickets"),
        ("apklausa kovas.csv", "apklausa"),
        ("all.zip/2026/Export 2026-03-01 (2).csv", "Export"),
        ("March.csv", "March"),
        ("Supermay.csv", "Supermay"),
        ("2026-03.csv", "2026-03"),
    ],
)
def test_a_source_is_called_like_its_file_without_the_month(file: str, name: str) -> None:
    assert source_name(file) == name


def test_the_first_rows_hold_an_answer_to_every_question() -> None:
    frame = pa.table({"survey": ["nps"] * 20 + ["csat"] * 20, "score": [float(n) for n in range(40)]})

    shown = import_preview.plain("answers", frame, "UTC")

    assert list(shown["Survey"])[:4] == ["nps", "csat", "nps", "csat"]
    assert list(shown["Score"])[:4] == ["0", "20", "1", "21"]


def test_dates_that_a_tool_writes_in_one_way_are_not_asked_about(at_page: AtPage, new: Path) -> None:
    app = dropped(at_page("data", folder=new), "surveymonkey", "responses.csv")

    assert "month first: MM/DD/YYYY HH:MM:SS AM" in words_of(app)
    assert "please check" not in words_of(app)
    assert not [box for box in app.selectbox if str(box.key).startswith("dates.")]


def test_an_order_of_day_and_month_that_is_right_is_confirmed(at_page: AtPage, new: Path) -> None:
    rows = [f"0{1 + nr % 9}/0{1 + nr % 5}/2026,{nr % 11}" for nr in range(30)]
    app = drop(at_page("data", folder=new), ("a.csv", "\n".join(["Date,NPS", *rows]).encode()))
    assert "both would be possible: please check" in words_of(app)
    assert len(app.warning) == 1

    app.button(key="dates-right-0-0").click().run()

    assert "please check" not in words_of(app)
    assert len(app.warning) == 0
    assert "dates-right-0-0" not in [button.key for button in app.button]


def test_clocks_are_asked_about_only_where_there_are_times(at_page: AtPage, new: Path) -> None:
    app = drop(at_page("data", folder=new), ("a.csv", b"Date,NPS\n2026-03-14,9\n2026-03-15,3\n2026-03-16,10\n"))
    assert "Time zone of its times" not in [box.label for box in app.selectbox]

    app = drop(at_page("data", folder=new), ("a.csv", survey()))
    assert "Time zone of its times" in [box.label for box in app.selectbox]


def test_what_is_no_data_says_what_it_is_whatever_it_is_called(at_page: AtPage, new: Path) -> None:
    app = drop(at_page("data", folder=new), ("photo.png", b"\x89PNG\r\n\x1a\n" + bytes(200)))

    (error,) = app.error
    assert error.value.replace("\\", "").startswith("photo.png is a picture, not rows that can be read")


def test_the_button_says_what_it_will_do(at_page: AtPage, new: Path) -> None:
    app = drop(at_page("data", folder=new), ("anketa.csv", survey()))
    assert "All pages then show your data alone. You can undo it." in captions(app)

    app = bring_in(app)
    app.button(key="import-close").click().run()
    app = drop(app, ("anketa.csv", survey()))
    assert "The rows join those that are here. You can undo it." in captions(app)


def test_how_much_of_a_known_export_is_read_is_said(at_page: AtPage, new: Path) -> None:
    app = dropped(at_page("data", folder=new), "zendesk", "tickets.csv")

    assert "19 of 43 columns are read" in captions(app)


def test_an_export_with_lists_inside_its_rows_is_known_by_what_is_read_of_it(at_page: AtPage, new: Path) -> None:
    app = dropped(at_page("data", folder=new), "surveymonkey", "bulk.json")

    assert "5 of 18 columns are read" in captions(app)


def test_tickets_are_counted_without_the_events_they_make(at_page: AtPage, new: Path) -> None:
    rows = [f"{nr},2026-03-0{nr} 10:00,2026-03-0{nr} 11:00,2026-03-0{nr} 12:00,closed" for nr in range(1, 8)]
    text = "\n".join(["Ticket ID,Created,First reply,Resolved,Status", *rows])

    app = bring_in(drop(at_page("data", folder=new), ("desk.csv", text.encode())))

    assert "Imported: 7 new tickets" in words_of(app)
    assert finding_of(app) == "7 rows from 1 source"
    assert "Events of tickets" in words_of(app)
    assert "See your tickets" in [link.proto.label for link in app.get("page_link")]


def test_the_way_to_the_nps_is_shown_though_it_was_asked_last(at_page: AtPage, new: Path) -> None:
    head = "Date,How satisfied are you with the food?,How satisfied are you with the staff?,Would you recommend us?"
    rows = [f"2026-03-{14 + nr},{1 + nr},{5 - nr},{score}" for nr, score in enumerate((10, 0, 9, 8))]

    app = bring_in(drop(at_page("data", folder=new), ("survey.csv", "\n".join([head, *rows]).encode())))

    ways = [link.proto.label for link in app.get("page_link") if link.proto.label.startswith("See ")]
    assert ways == ["See your NPS", "See your CSAT"]


def test_a_remembered_mapping_can_be_forgotten(at_page: AtPage, new: Path) -> None:
    app = bring_in(drop(at_page("data", folder=new), ("anketa.csv", survey())))
    app.button(key="import-close").click().run()
    app.session_state["mappings"] = True
    app.run()
    assert "anketa" in words_of(app)

    app.button(key="forget-0").click().run()

    assert open_own(small.settings(new)).workspace.saved_presets() == ()
    assert "forget-0" not in [button.key for button in app.button]
    assert "As last time" not in words_of(drop(app, ("anketa.csv", survey())))


def test_connections_are_named_and_never_shown(at_page: AtPage, new: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CX_SOURCE_HELPDESK_URL", "postgresql://reader:secret@db.example.com/desk")
    app = at_page("data", folder=new)
    app.session_state["from-database"] = True

    app = app.run()

    assert "Connections that are set: helpdesk" in captions(app)
    assert "secret" not in captions(app) + words_of(app)
