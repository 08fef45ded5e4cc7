"""The Snapshots page: taken from any page, drawn again as it was, renamed, deleted, compared, checked."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cx.company import open_own
from cx.filters import Filters
from cx.reports.ask import Arrangement
from cx.reports.pages import WHOLE
from cx.snapshots import snapshot, taking
from cx.snapshots.content import Shown
from cx.snapshots.encoding import deflated, inflated
from cx.store.warehouse import open_warehouse
from cx.store.workspace import Workspace
from pages._parts import rights
from tests.pages import small
from tests.pages.reading import AtPage, charts_of, finding_of, html_of, labels_of, words_of
from tests.pages.snapshots import errors_of, kept, listed

HARMFUL = ("=cmd|' /C calc'!A0", "<img src=x onerror=alert(1)>", "**bold** $x$ :red[red]", "+1 @here")


@pytest.fixture
def own(company: Path, tmp_path: Path) -> Path:
    """A small company that may be written to."""
    return Path(shutil.copytree(company, tmp_path / "own"))


def press(app: AppTest, label: str) -> AppTest:
    return next(button for button in app.button if button.label == label).click().run()


def take(app: AppTest) -> AppTest:
    return next(button for button in app.button if button.label == "Take the snapshot").click().run()


def links_to(app: AppTest) -> dict[str, str]:
    """Where links to snapshots lead, by their labels."""
    links = app.get("page_link")
    return {link.proto.label.replace("\\", ""): link.proto.query_string for link in links if link.proto.query_string}


def cards_of(app: AppTest) -> list[str]:
    """The cards as they are drawn."""
    return re.findall(r'<div class="cx-card.*?</div></div>', html_of(app).replace("\n", " "))


def test_without_a_snapshot_it_is_said_what_one_is_and_how_to_take_one(at_page: AtPage) -> None:
    app = at_page("snapshots")

    assert finding_of(app) == "No snapshot yet"
    assert "A snapshot keeps the counts behind a page" in words_of(app)
    assert "Take one with the button “Snapshot” at the top of any page." in words_of(app)
    assert labels_of(app) == []


def test_a_page_is_taken_under_a_title_that_is_filled_in_and_can_be_opened(at_page: AtPage, own: Path) -> None:
    app = at_page("loyalty", folder=own, opened=("snapshot",), channel="Chat")
    assert app.text_input[0].value.replace("\u00a0", " ") == "Loyalty, 9 Feb–8 Mar 2026"

    take(app)

    (found,) = listed(own)
    assert (found.number, found.pages, found.note) == (1, ("loyalty",), "")
    assert [done.value for done in app.success] == ["Kept, and sealed."]
    assert [query for label, query in links_to(app).items() if label.startswith("Open “")] == ["channel=Chat&open=1"]
    assert snapshot.load(open_own(small.settings(own)), 1).content.filters.condition("channel") == ("Chat",)


def test_the_whole_dashboard_is_taken_with_title_and_note(at_page: AtPage, own: Path) -> None:
    app = at_page("service", folder=own, opened=("snapshot",))

    app.segmented_control(key="scope-snapshot").set_value("all").run()
    assert app.text_input[0].value.startswith("Whole dashboard, ")
    app.text_input[0].set_value("Board pack")
    app.text_area[0].set_value("March\nmeeting")
    take(app)

    (found,) = listed(own)
    assert (found.pages, found.title, found.note) == (WHOLE, "Board pack", "March\nmeeting")


def test_a_snapshot_without_a_title_is_refused_in_one_sentence(at_page: AtPage, own: Path) -> None:
    app = at_page("loyalty", folder=own, opened=("snapshot",))
    app.text_input[0].set_value("  ")

    take(app)

    assert "title of a snapshot" in errors_of(app)
    assert listed(own) == ()


def test_the_list_says_what_each_is(at_page: AtPage, own: Path) -> None:
    kept(own, "First", note="For whom", pages=WHOLE)
    kept(own, "Second", period="2026-01-05..2026-02-01")

    app = at_page("snapshots", folder=own)

    said, seals = words_of(app), [one.seal[:8] for one in listed(own)]
    assert finding_of(app) == "2 snapshots, kept under their seals"
    assert said.index("5 Jan–1 Feb 2026") < said.index("Whole dashboard") < said.index("9 Feb–8 Mar 2026")
    assert "For whom" in said
    assert said.index("No. 2") < said.index("No. 1")
    assert all(f"seal {seal}" in said for seal in seals)
    assert links_to(app) == {"**Second**": "open=2", "**First**": "open=1"}


@pytest.mark.parametrize("name", ["overview", "loyalty", "satisfaction", "service"])
def test_an_opened_snapshot_shows_the_cards_and_charts_of_the_live_page(at_page: AtPage, own: Path, name: str) -> None:
    kept(own, pages=[name], channel=["Chat", "E-mail"])
    live = at_page(name, folder=own, channel=["Chat", "E-mail"])

    app = at_page("snapshots", folder=own, open="1")

    assert charts_of(app) == charts_of(live) != []
    assert cards_of(app) == cards_of(live)
    assert finding_of(live) in html_of(app).replace("\u00a0", " ")


def test_its_tables_are_those_of_the_live_page(at_page: AtPage, own: Path) -> None:
    kept(own)
    keys = ["by-nps-nps", "nps-trend"]
    live = at_page("loyalty", folder=own, table=keys)

    app = at_page("snapshots", folder=own, open="1", table=keys)

    assert len(app.dataframe) == 2
    assert [table.value.to_dict("list") for table in app.dataframe] == [
        table.value.to_dict("list") for table in live.dataframe
    ]


def test_it_stays_what_it_was_when_the_data_change(at_page: AtPage, own: Path) -> None:
    kept(own)
    before = charts_of(at_page("loyalty", folder=own))
    warehouse = open_warehouse(small.settings(own).warehouse_url, small.settings(own))
    with warehouse.publish() as batch:
        batch.add("answers", small.answers(90))
    warehouse.close()

    assert charts_of(at_page("snapshots", folder=own, open="1")) == before
    assert charts_of(at_page("loyalty", folder=own)) != before


def test_what_cannot_work_in_a_snapshot_is_not_offered(at_page: AtPage, own: Path) -> None:
    kept(own, pages=["overview", "loyalty"])

    for tab in ("0.0", "1.0"):
        app = at_page("snapshots", folder=own, open="1", tab=tab)

        shown = {link.proto.page for link in app.main.get("page_link")}
        assert (len(app.selectbox), len(app.pills)) == (0, 0)
        assert {button.label for button in app.button} == set()
        assert len(shown) == 2  # the list, and the live page
    assert "Break down by: Channel" in words_of(app)


def test_what_is_said_above_it_is_what_the_numbers_stand_on(at_page: AtPage, own: Path) -> None:
    kept(own, note="Two\nlines", channel="Chat")

    said, (found,) = words_of(at_page("snapshots", folder=own, open="1")), listed(own)

    assert "Proved: unchanged since" in said
    assert "Filters Channel: Chat" in said
    assert "Days 9 Feb–8 Mar 2026 against 12 Jan–8 Feb 2026" in said
    assert f"Seal {found.seal}" in said
    for name in ("Definitions", "Time zone", "As of", "Version of the data", "Version of the product", "Sealed on"):
        assert f" {name} " in said
    assert "Two lines" in said


def test_a_snapshot_that_was_edited_is_never_called_proved(at_page: AtPage, own: Path) -> None:
    number = kept(own)
    workspace = Workspace(small.environment(own)["workspace_url"])
    data = inflated(workspace.snapshot(number))
    edited = re.sub(rb'"product": ?"', rb"\g<0>9", data)
    assert edited != data
    first = listed(own)[0]
    workspace.add_snapshot(
        "Edited", "", deflated(edited), seal=first.seal, key_name=first.key_name, pages=first.pages,
        days=first.days, is_sample=False, product=first.product, version=first.version,
    )  # fmt: skip

    app = at_page("snapshots", folder=own, open="2")

    assert "Changed after it was sealed" in words_of(app)
    assert "Proved" not in words_of(app)
    assert "cx-chip cx-bad" in html_of(app)


def test_a_redraw_that_differs_from_what_was_shown_is_named_part_by_part(at_page: AtPage, own: Path) -> None:
    shown = open_own(small.settings(own))
    taken = taking.take(shown, Filters(), [("loyalty", Arrangement())], "en")
    part = next(part for part in taken.shown if part.part == "by-nps-nps")
    rows = (("Fax", *part.rows[0][1:]), *part.rows[1:])
    changed = tuple(part._replace(rows=rows) if part == other else other for other in taken.shown)
    snapshot.keep(shown, replace(taken, shown=changed), "Odd")

    said = words_of(at_page("snapshots", folder=own, open="1"))

    part_and_cell = "Loyalty, Chat is 48.8 points below the rest: 1 differs; channel, row 1"
    assert f"{part_and_cell}: kept Fax, drawn again E-mail" in said


def test_of_many_parts_that_differ_the_first_are_named_and_the_others_counted(at_page: AtPage, own: Path) -> None:
    shown = open_own(small.settings(own))
    taken = taking.take(shown, Filters(), [("loyalty", Arrangement())], "en")
    fewer = tuple(part._replace(rows=part.rows[1:]) for part in taken.shown)
    gone = Shown("loyalty", "an-older-part", ("n",), ((1,),))
    snapshot.keep(shown, replace(taken, shown=(gone, *fewer)), "Odd")

    app = at_page("snapshots", folder=own, open="1")

    named = re.findall("<li>(.*?)</li>", html_of(app))
    assert len(named) == 4
    assert named[0] == "Loyalty, a part it no longer has: 1 differs; all of it is not drawn any more"
    assert named[-1] == f"and {sum(bool(part.rows) for part in taken.shown) - 2} more parts"
    assert "datetime" not in words_of(app)


def test_the_pages_of_the_whole_dashboard_and_their_tabs_are_in_the_link(at_page: AtPage, own: Path) -> None:
    kept(own, pages=WHOLE)
    app = at_page("snapshots", folder=own, open="1")
    assert len(app.segmented_control) == 1

    app.segmented_control[0].set_value(WHOLE.index("service")).run()
    response = charts_of(at_page("service", folder=own, tab="response"))
    app.segmented_control[1].set_value(1).run()

    assert app.query_params["tab"] == f"{WHOLE.index('service')}.1"
    assert charts_of(app) == response != []


def test_a_tab_that_there_is_not_opens_another_one(at_page: AtPage, own: Path) -> None:
    kept(own, pages=["overview", "service"])

    for tab in ("99.99", "x", "-1.2", "0.", "9" * 40):
        assert charts_of(at_page("snapshots", folder=own, open="1", tab=tab)), tab


def test_a_snapshot_that_there_is_not_is_said_in_one_sentence(at_page: AtPage, own: Path) -> None:
    kept(own)

    for query in ({"open": "7"}, {"open": "x"}, {"open": "1", "versus": "7"}, {"open": "9" * 30}):
        app = at_page("snapshots", folder=own, **query)

        assert finding_of(app) == "This cannot be opened", query
        assert "There is no snapshot number" in errors_of(app), query


def test_the_live_page_has_the_same_days_filters_and_definitions(at_page: AtPage, own: Path) -> None:
    kept(own, channel="Chat", definition="nps.promoters")

    app = at_page("snapshots", folder=own, open="1")

    query = links_to(app)["Live page"]
    assert "period=2026-02-09..2026-03-08" in query
    assert "channel=Chat" in query
    assert "definition=nps.promoters" in query


def test_title_and_note_are_changed_and_the_seal_stays(at_page: AtPage, own: Path) -> None:
    kept(own, "Before", note="Old")
    seal = listed(own)[0].seal
    app = at_page("snapshots", folder=own, opened=("edit-1",))

    app.text_input[0].set_value("After")
    app.text_area[0].set_value("New")
    press(app, "Save")

    (found,) = listed(own)
    assert (found.title, found.note, found.seal) == ("After", "New", seal)
    assert "After" in str(links_to(app))
    assert "Proved: unchanged since" in words_of(at_page("snapshots", folder=own, open="1"))


def test_deleting_asks_once_and_leads_back_to_the_list(at_page: AtPage, own: Path) -> None:
    kept(own, "Gone")
    app = at_page("snapshots", folder=own, opened=("remove-1",), open="1")
    assert "Delete “Gone”?" in [text.value.replace("\\", "") for text in app.markdown]
    assert len(listed(own)) == 1

    press(app, "Delete it")

    assert listed(own) == ()
    assert finding_of(app) == "No snapshot yet"
    assert "open" not in app.query_params


def test_two_are_compared_and_the_comparison_is_in_the_link(at_page: AtPage, own: Path) -> None:
    kept(own, "Before", period="2026-01-05..2026-02-01")
    kept(own, "After")
    app = at_page("snapshots", folder=own)

    press(app, "Compare")

    assert (app.query_params["open"], app.query_params["versus"]) == ("1", "2")
    assert "NPS" in words_of(app)
    assert words_of(at_page("snapshots", folder=own, open="1", versus="2")) == words_of(app)


@pytest.mark.parametrize("opened", [{}, {"open": "1"}, {"open": "2"}])
def test_the_one_of_earlier_days_is_the_one_before(at_page: AtPage, own: Path, opened: dict[str, str]) -> None:
    kept(own, "February")
    kept(own, "January", period="2026-01-05..2026-02-01")
    app = at_page("snapshots", folder=own, **opened)
    if opened:
        app.session_state["compare"] = True
        app.run()

    press(app, "Compare")

    assert (app.query_params["open"], app.query_params["versus"]) == ("2", "1")


def test_a_snapshot_is_held_against_todays_data(at_page: AtPage, own: Path) -> None:
    kept(own)
    app = at_page("snapshots", folder=own, open="1", opened=("compare",))

    press(app, "With today’s data")
    assert finding_of(app).startswith("Unchanged")

    warehouse = open_warehouse(small.settings(own).warehouse_url, small.settings(own))
    with warehouse.publish() as batch:
        batch.add("answers", small.answers(90))
    warehouse.close()
    assert not finding_of(at_page("snapshots", folder=own, open="1", versus="today")).startswith("Unchanged")


@pytest.mark.parametrize("title", HARMFUL)
def test_titles_and_notes_are_shown_as_they_were_written(at_page: AtPage, own: Path, title: str) -> None:
    kept(own, title, note=title)
    kept(own, title)

    opened = at_page("snapshots", folder=own, open="1", opened=("remove-1", "edit-1", "compare"))
    for app in (at_page("snapshots", folder=own, opened=("remove-1",)), opened):
        html = html_of(app)
        assert "<img" not in html
        assert f">{title}" not in html or "<" not in title
        for text in [element.value for element in app.markdown] + [link.proto.label for link in app.get("page_link")]:
            assert not re.search(r"(?<!\\)(<img|\$x|:red)", text), text
    assert words_of(opened).count(title.replace("<", "&lt;").replace(">", "&gt;").replace("'", "&#x27;")) >= 2


def test_without_the_right_to_change_a_snapshot_can_only_be_read(
    at_page: AtPage, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(own)
    monkeypatch.setattr(rights, "LOCAL", ())

    assert "Snapshot" not in labels_of(at_page("loyalty", folder=own))
    assert labels_of(at_page("snapshots", folder=own)) == []
    assert labels_of(at_page("snapshots", folder=own, open="1"))[:2] == ["Export", "Compare"]
    assert "Proved: unchanged since" in words_of(at_page("snapshots", folder=own, open="1"))


def test_nobody_who_may_only_read_is_told_to_take_one(at_page: AtPage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rights, "LOCAL", ())

    assert "They are taken on the machine itself, or where CX_EDIT=1 allows it." in words_of(at_page("snapshots"))


def test_snapshots_of_the_sample_are_in_its_own_workspace(at_page: AtPage, sample: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(sample, tmp_path / "sample"))

    take(at_page("loyalty", folder=folder, opened=("snapshot",)))

    assert listed(folder) == ()
    app = at_page("snapshots", folder=folder, open="1")
    assert "Proved: unchanged since" in words_of(app)
    assert "Sample data: an invented company, not your own." in words_of(app)
