"""What differs besides the numbers: each thing by its name, in words, and only where it does differ."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from cx.filters import Filters
from cx.notes import Benchmark, Marker, Notes
from cx.reports.ask import Ask
from cx.settings import load
from cx.snapshots import circumstances
from cx.snapshots.sides import Side
from cx.store.contents import Contents, Source
from cx.surveys import Survey
from tests.facts import NPS

DERIVED = {"zone": "UTC", "week_start": "monday", "calendars": "", "gone_after": "0"}
SOURCE = Source(
    "form", "answers", 9, datetime(2025, 1, 1), datetime(2025, 2, 1), datetime(2025, 2, 1, 9), date(2025, 2, 1)
)
NOTES = Notes(goals={"nps.nps": 0.4}, labels={("channel", "chat"): "Chat"})


JANUARY = Filters(period="2025-01")


def side(filters: Filters = JANUARY, notes: Notes = NOTES, **given: Any) -> Side:
    """One side. given: product, pages, settings, is_sample; the rest is of its contents."""
    product, pages = given.pop("product", "1"), given.pop("pages", ("loyalty",))
    settings, is_sample = load(given.pop("settings", {}), {}), given.pop("is_sample", False)
    known = {"version": "v1", "sources": (SOURCE,), "surveys": (NPS,), "derived_with": DERIVED} | given

    def nothing(*_: object) -> Any:
        raise AssertionError("nothing is asked")

    ask = Ask(Contents(**known), settings, filters, nothing, is_sample, facts={("notes",): notes})
    return Side(ask, {}, product, pages)


def said(other: Side) -> list[tuple[str, ...]]:
    return [
        (one.key, *(text.replace("\u00a0", " ") for text in one[1:])) for one in circumstances.differing(side(), other)
    ]


def test_two_that_are_alike_differ_in_nothing() -> None:
    assert said(side()) == []


@pytest.mark.parametrize(
    ("other", "key", "words"),
    [
        (side(is_sample=True), "data", ("Data", "The company’s own", "The sample company")),
        (side(pages=("trust", "overview")), "pages", ("Pages", "Loyalty", "Overview, Trust")),
        (side(Filters(period="2025-01-01..2025-01-30")), "days", ("Days", "1–31 Jan 2025", "1–30 Jan 2025")),
        (
            side(Filters(period="2025-01", where=(("channel", ("chat", None)),))),
            "filters", ("Filters", "none", "Channel: chat, (not given)"),
        ),
        (
            side(Filters(period="2025-01", definitions=(("csat", "mean"),))),
            "definition", ("Definition of CSAT", "satisfied", "mean"),
        ),
        (
            side(surveys=(replace(NPS, cuts=(6, 9)),)),
            "survey", ("Question “nps”", "NPS; 0–10, middle from 7, best from 9; headline",
                       "NPS; 0–10, middle from 6, best from 9; headline"),
        ),
        (
            side(surveys=(NPS, Survey("new", "csat", 1, 5))),
            "question", ("Question “new”", "—", "CSAT; 1–5, good from 4"),
        ),
        (side(derived_with=DERIVED | {"zone": "Asia/Tokyo"}), "zone", ("Time zone", "UTC", "Asia/Tokyo")),
        (
            side(derived_with=DERIVED | {"week_start": "sunday"}),
            "week_start", ("First day of the week", "Monday", "Sunday"),
        ),
        (side(derived_with=DERIVED | {"gone_after": "90"}), "gone_after",
         ("Gone after days without activity", "never", "90 days")),
        (side(derived_with=DERIVED | {"calendars": "a\nb"}), "calendars", ("Calendars", "none", "2 lines: a b")),
        (side(settings={"response_target": "7200"}), "response_target", ("Target of the first reply", "1 h", "2 h")),
        (side(settings={"headlines": "nps,ces"}), "headlines", None),
        (side(settings={"grey_below": "50"}), "grey_below", ("Too few to be judged: under this many", "30", "50")),
        (side(settings={"language": "lt"}), "language", ("Language", "English", "Lietuvių")),
        (side(notes=replace(NOTES, goals={})), "goal", ("Goal of NPS", "+40", "none")),
        (
            side(notes=replace(NOTES, labels={("channel", "chat"): "Web"})),
            "names", ("Own names", "chat: Chat", "chat: Web"),
        ),
        (
            side(notes=replace(NOTES, markers=(Marker(1, date(2025, 1, 3), None, "Fire", "incident"),))),
            "markers", ("Markers", "—", "3 Jan 2025: Fire"),
        ),
        (
            side(notes=replace(NOTES, benchmarks=(Benchmark("nps.nps", 0.3, "Others", "A book"),))),
            "benchmarks", ("Benchmarks", "—", "NPS: +30, Others"),
        ),
        (side(version="v2"), "version", ("Version of the data", "v1", "v2")),
        (side(product="2"), "product", ("Version of the program", "1", "2")),
        (
            side(sources=(replace(SOURCE, as_of=datetime(2025, 2, 3, 7)),)),
            "as_of", ("As of", "Sat 1 Feb 2025, 09:00, UTC", "Mon 3 Feb 2025, 07:00, UTC"),
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_what_differs_is_named_with_both_of_its_values(
    other: Side, key: str, words: tuple[str, str, str] | None
) -> None:
    (one,) = said(other)
    assert one[0] == key
    assert words is None or one[1:] == words


def test_a_marker_that_got_another_number_is_the_same_marker() -> None:
    fire = Marker(1, date(2025, 1, 3), None, "Fire", "incident")
    one, other = (side(notes=replace(NOTES, markers=(replace(fire, marker_id=nr),), revision=nr)) for nr in (1, 2))
    assert circumstances.differing(one, other) == ()


def test_what_can_move_counts_is_told_from_what_cannot() -> None:
    other = side(
        settings={"grey_below": "50"}, derived_with=DERIVED | {"zone": "Asia/Tokyo"}, product="2",
        surveys=(replace(NPS, wording="Anew?"),),
    )  # fmt: skip
    found = circumstances.differing(side(), other)
    assert {one.key: one.moves_counts for one in found} == {
        "question": False, "zone": True, "grey_below": False, "product": False,
    }  # fmt: skip
    assert circumstances.names(found[:2]) == "question “nps”, time zone"


def test_a_long_text_is_cut_in_its_cell() -> None:
    (one,) = circumstances.differing(side(), side(derived_with=DERIVED | {"calendars": "x" * 500}))
    assert len(one.after) == 60
    assert one.after.endswith("…")


def test_texts_of_people_stay_texts_in_the_table() -> None:
    label = '=cmd|"/c calc" <img onerror=x> *b*'
    found = circumstances.differing(side(), side(notes=replace(NOTES, labels={("channel", "chat"): label})))
    table = circumstances.table(found, ("Before", "After"))
    assert table.title == "Besides the numbers only this differs: own names"
    assert table.shown.to_numpy().tolist() == [["Own names", "chat: Chat", f"chat: {label}"]]
    assert list(table.table) == ["what", "before", "after"]
