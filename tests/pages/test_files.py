"""Files that are prepared in a thread, and pages that ask nothing any more."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cx.errors import BadInput, CxError
from cx.exports.document import Document
from cx.exports.formats import Format, format_of
from cx.periods import Period
from cx.reports.ask import Arrangement
from cx.reports.page import Attention, Cards, Chart, Head, Message, Page, Picker, Quotes
from cx.reports.pages import model
from pages._parts.files import Job, Taken, Told, _work, attempted
from pages._parts.still import still
from tests.pages.models import asked


def _drawing() -> None:
    import streamlit as st

    from cx.exports.document import Document
    from cx.exports.formats import FORMATS, Format
    from pages._parts import files

    slow = Format("slow", "Slow", "text/plain", lambda document: document.title.encode(), browser=True)
    FORMATS["slow"] = slow
    taken = files.Taken("cx-file", st.session_state.get("stamp", "1"), lambda: Document("Title", ()))
    files._prepared(taken, slow)
    del FORMATS["slow"]


def until_ready(app: AppTest) -> None:
    """Look again until nothing is being prepared."""
    for _ in range(200):
        if not app.session_state["files.jobs"]["slow"].running:
            app.run()
            return
        time.sleep(0.02)


def test_a_file_is_prepared_when_asked_for_and_can_then_be_taken() -> None:
    app = AppTest.from_function(_drawing).run()
    assert [button.label for button in app.button] == ["Prepare Slow"]

    app.button[0].click().run()
    until_ready(app)

    assert [button.proto.label for button in app.get("download_button")] == ["Slow is ready"]
    assert app.session_state["files.jobs"]["slow"].file() == b"Title"


def test_a_file_of_other_numbers_is_prepared_anew() -> None:
    app = AppTest.from_function(_drawing).run()
    app.button[0].click().run()
    until_ready(app)

    app.session_state["stamp"] = "2"
    app.run()

    assert [button.label for button in app.button] == ["Prepare Slow"]
    assert not app.get("download_button")


def test_a_file_that_could_not_be_prepared_says_why_and_may_be_tried_again() -> None:
    def document() -> Document:
        raise BadInput("There is nothing to draw; choose other days.")

    job = Job("1", Told())
    with pytest.raises(CxError, match="nothing to draw"):
        _work(job, Taken("cx-file", "1", document), format_of("html"))

    assert not job.running
    assert job.told.sentence == "There is nothing to draw; choose other days."
    assert job.data == b""


def test_the_steps_of_a_file_are_counted() -> None:
    seen: list[int] = []
    job = Job("1", Told())

    def write(document: Document) -> bytes:
        seen.append(job.step)
        return b"made"

    def document() -> Document:
        seen.append(job.step)
        return Document("Title", ())

    _work(job, Taken("cx-file", "1", document), Format("one", "One", "text/plain", write))

    assert (seen, job.data, job.running) == ([1, 2], b"made", False)


def test_a_success_takes_back_what_was_told() -> None:
    told = Told("Something failed.")

    assert attempted(lambda: b"made", "file", told) == b"made"
    assert told.sentence == ""


def test_a_still_page_says_the_same_and_asks_nothing(company: Path) -> None:
    ask = asked(company)
    for name in ("overview", "loyalty", "voice"):
        live = model(name)(ask, Arrangement())

        page = still(live)

        assert page.head == live.head
        for before, after in zip(live.parts, page.parts, strict=True):
            if isinstance(after, Cards):
                assert [(card.title, card.value, card.page) for card in after.cards] == [
                    (card.title, card.value, "")
                    for card in before.cards  # type: ignore[union-attr]
                ]
            if isinstance(after, Chart):
                assert isinstance(before, Chart)
                assert (after.choices, after.measure) == (None, "")
                assert after.shown is before.shown
                assert after.figure is before.figure
            if isinstance(after, Chart | Quotes) and after.message:
                assert (after.message.drop, after.message.page, after.message.wider) == ((), "", False)
            if isinstance(after, Picker):
                assert [value for value, _name in after.options] == [after.chosen]
            if isinstance(after, Attention):
                assert {item.page for item in after.items} <= {""}


def test_a_still_page_has_no_button_below_what_it_says() -> None:
    days = Period(date(2026, 3, 2), date(2026, 3, 8))
    asking = Message("No answers", "Choose other days.", ("channel",), again=True, wider=True, days=days, page="data")

    page = still(Page("Page", Head("", ""), (Chart("nps", "NPS", "", "", message=asking), Cards((), asking))))

    said = Message("No answers", "Choose other days.")
    assert [part.message if isinstance(part, Chart) else part.lacking for part in page.parts] == [said, said]  # type: ignore[union-attr]
