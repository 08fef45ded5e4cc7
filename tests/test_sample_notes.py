"""What the people of the sample company wrote down: it says of the data what the data say."""

from __future__ import annotations

import pytest

from cx.filters import Filters
from cx.notes import reading_of
from cx.sample.notes import GOALS, SCORES_OF_2025, written
from cx.sample.parameters import OUTAGE, RELEASE, SHIFT
from cx.settings import load
from cx.store.warehouse import Warehouse


def test_every_headline_measure_has_a_goal_but_the_one_that_grows_with_the_days() -> None:
    readings = {name: reading_of(name) for name in GOALS}

    assert {measure.name for measure, _ in readings.values()} == {*load({}, {}).headlines} - {"churn"}
    assert all(measure.reading().full_name == reading.full_name for measure, reading in readings.values())


@pytest.mark.parametrize("name", SCORES_OF_2025)
def test_what_is_said_of_last_year_is_what_the_answers_of_last_year_say(sample: Warehouse, name: str) -> None:
    measure, reading = reading_of(name)
    scored = sample.score(measure.name, Filters(period="2025", definitions=((measure.name, reading.full_name),)))

    assert round(float(scored.value[0]), 2) == SCORES_OF_2025[name]


def test_markers_stand_on_the_days_of_the_stories() -> None:
    days = [(str(known.first), str(known.last or known.first)) for known in written().markers]

    assert days == [("2025-11-10", "2025-11-23"), ("2026-04-01", "2026-04-01"), ("2026-07-27", "2026-07-27")]
    assert [day for day, _ in days] == [str(span.first)[:10] for span in (OUTAGE, SHIFT, RELEASE)]
