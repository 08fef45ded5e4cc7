"""The alerts of a version: found when it is published or derived, and the same ones for the same contents."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

from cx.alerts import Alert
from cx.sample import STORIES, generate
from cx.scores import read
from cx.store.warehouse import Warehouse
from cx.surveys import Survey
from cx.trends import control
from tests.conftest import MakeWarehouse
from tests.facts import NPS, Row, answer, bring, ticket
from tests.test_stories import published

MONDAY = datetime(2025, 1, 6, 12)
WEEKS = 20
CHANNELS = ("chat", "mail")


def kept(warehouse: Warehouse) -> tuple[Alert, ...]:
    """The alerts of the version in force."""
    return warehouse.alerts()


def places(found: tuple[Alert, ...]) -> set[tuple[str, str, str | None]]:
    return {(alert.measure, alert.dimension, alert.group) for alert in found}


def scores_of(week: int, channel: str, *, bad: bool) -> list[int]:
    """Forty answers: half promoters, or hardly any; from week to week one more or less."""
    promoters = (4 if bad and channel == "chat" else 20) + week % 3 - 1
    return [10] * promoters + [7] * 10 + [2] * (30 - promoters)


def answers(weeks: int = WEEKS, bad: int = WEEKS - 1, survey: str = "nps", source: str = "form") -> list[Row]:
    """Weeks of answers by channel, spread over the days; in the week `bad` those about chats are bad."""
    return [
        answer(
            f"{survey}-{week}-{channel}-{place}", score, str(MONDAY + timedelta(weeks=week, days=place % 7)),
            channel=channel, survey=survey, source=source,
        )
        for week in range(weeks)
        for channel in CHANNELS
        for place, score in enumerate(scores_of(week, channel, bad=week == bad))
    ]  # fmt: skip


def test_a_bad_week_in_one_channel_is_found_and_named(warehouse: Warehouse) -> None:
    bring(warehouse, "answers", *answers())

    found = kept(warehouse)

    assert places(found) == {("nps", "channel", "chat"), ("nps", "", None)}
    assert {(alert.week, alert.survey, alert.kind, alert.better) for alert in found} == {
        (date(2025, 5, 19), "nps", "shift", False)
    }


def test_what_is_kept_is_what_the_tally_of_the_whole_version_says(warehouse: Warehouse) -> None:
    bring(warehouse, "answers", *answers())
    tested = control(read(warehouse.tally("nps", by=("channel", "week"))))
    low, high = tested.limits()

    found = next(alert for alert in kept(warehouse) if alert.dimension)

    assert (found.value, found.n, found.expected) == pytest.approx((tested.value[0], 40, tested.baseline.expected[0]))
    assert (found.low, found.high, found.p) == pytest.approx((low[0, -1], high[0, -1], 2 * tested.p[0]))


def test_nothing_going_on_keeps_nothing(warehouse: Warehouse) -> None:
    bring(warehouse, "answers", *answers(bad=-1))

    assert kept(warehouse) == ()


def test_before_anything_was_published_there_are_none(warehouse: Warehouse) -> None:
    assert kept(warehouse) == ()


def test_a_week_that_has_not_ended_is_not_judged(warehouse: Warehouse) -> None:
    rows = [row for row in answers() if row["answered_at"] < MONDAY + timedelta(weeks=WEEKS, days=-1.5)]
    bring(warehouse, "answers", *rows)

    assert kept(warehouse) == ()


def test_the_next_week_is_judged_by_itself(warehouse: Warehouse) -> None:
    bring(warehouse, "answers", *answers())
    assert kept(warehouse)

    bring(warehouse, "answers", *answers(WEEKS + 1))

    assert kept(warehouse) == ()


def test_weeks_begin_as_the_settings_say_and_derive_finds_anew(make_warehouse: MakeWarehouse) -> None:
    warehouse = make_warehouse()
    bring(warehouse, "answers", *answers())

    warehouse.derive(warehouse.settings.with_(week_start="sunday"))

    assert {alert.week for alert in kept(warehouse)} == {date(2025, 5, 18)}


def test_both_engines_and_any_order_of_files_give_the_same_alerts(make_warehouse: MakeWarehouse) -> None:
    one, other = make_warehouse("one"), make_warehouse("other")
    rows = answers()
    bring(one, "answers", *rows)
    bring(other, "answers", *rows[400:])
    bring(other, "answers", *rows[:400])

    assert kept(one) == kept(other) != ()


def test_a_source_that_ended_earlier_is_missing_and_not_a_fall(warehouse: Warehouse) -> None:
    bring(warehouse, "answers", *answers(bad=-1))
    late = str(MONDAY + timedelta(weeks=WEEKS + 3))
    bring(warehouse, "tickets", ticket(1, late))

    assert kept(warehouse) == ()


def test_a_week_that_a_source_has_in_part_is_left_out(warehouse: Warehouse) -> None:
    """The form's data end on a Wednesday, two days into a week that other data have whole."""
    warehouse.settings = warehouse.settings.with_(grey_below=5)
    partly = [row for row in answers() if row["answered_at"] < MONDAY + timedelta(weeks=WEEKS - 1, days=2.5)]
    bring(warehouse, "answers", *partly)
    bring(warehouse, "tickets", ticket(1, str(MONDAY + timedelta(weeks=WEEKS))))

    assert kept(warehouse) == ()


def test_a_first_week_that_a_source_has_in_part_is_no_part_of_the_baseline(warehouse: Warehouse) -> None:
    bring(warehouse, "answers", *(row for row in answers() if row["answered_at"] > MONDAY + timedelta(days=2)))
    tally = warehouse.tally("nps", by=("week",))
    whole = tally.select(tally.groups["week"] > MONDAY.date())

    found = next(alert for alert in kept(warehouse) if not alert.dimension)

    assert found.expected == pytest.approx(control(read(whole)).baseline.expected[0], rel=1e-12)
    assert found.expected != pytest.approx(control(read(tally)).baseline.expected[0], rel=1e-6)


def test_the_headline_question_alone_is_looked_at(warehouse: Warehouse) -> None:
    other = Survey("other", "nps")
    bring(warehouse, "answers", *answers(survey="other"), *answers(bad=-1), surveys=(NPS, other))

    assert kept(warehouse) == ()


def test_of_an_anonymous_survey_no_hidden_group_is_named(warehouse: Warehouse) -> None:
    rows = answers() + [
        answer(f"few-{week}-{place}", 10, str(MONDAY + timedelta(weeks=week)), channel="post")
        for week in range(WEEKS)
        for place in range(2)
    ]
    bring(warehouse, "answers", *rows)
    assert ("nps", "channel", "chat") in places(kept(warehouse))

    anonymous = Survey("nps", "nps", headline=True, anonymous=True)
    with warehouse.publish(surveys=[anonymous]):
        pass

    assert ("nps", "channel", "chat") not in places(kept(warehouse))


def tickets(bad_seconds: int, weeks: int = WEEKS) -> list[Row]:
    """Forty tickets a week and channel, answered in ten minutes; in the newest week chats take longer."""
    rows = []
    for week in range(weeks):
        for number, channel in enumerate(CHANNELS * 40):
            created = MONDAY + timedelta(weeks=week, days=number % 7)
            seconds = bad_seconds if week == weeks - 1 and channel == "chat" and number % 4 == 0 else 600
            first = created + timedelta(seconds=seconds)
            rows.append(ticket(f"{week}-{number}", str(created), channel=channel, first_response_at=first, is_open=0))
    return rows


def test_times_are_judged_by_the_target_in_force(make_warehouse: MakeWarehouse) -> None:
    hour, two_hours = make_warehouse("hour"), make_warehouse("two")
    two_hours.settings = two_hours.settings.with_(response_target=7200)
    bring(hour, "tickets", *tickets(5000))
    bring(two_hours, "tickets", *tickets(5000))

    found = [alert for alert in kept(hour) if alert.dimension]
    assert {(alert.measure, alert.reading, alert.group) for alert in found} == {
        ("first_response", "within:3600", "chat")
    }
    assert found[0].value == pytest.approx(0.5)
    assert kept(two_hours) == ()


def test_a_change_of_what_decides_takes_effect_through_derive(warehouse: Warehouse) -> None:
    bring(warehouse, "tickets", *tickets(5000))
    found, version = kept(warehouse), warehouse.version

    warehouse.derive()
    assert warehouse.version == version
    warehouse.derive(warehouse.settings.with_(response_target=7200))

    assert found
    assert kept(warehouse) == ()


def test_a_dimension_of_one_value_or_of_too_many_is_not_looked_at(warehouse: Warehouse) -> None:
    rows = [row | {"product": "one", "region": f"r{nr % 40}"} for nr, row in enumerate(answers())]
    bring(warehouse, "answers", *rows)

    assert {alert.dimension for alert in kept(warehouse)} == {"", "channel"}


def test_contact_resolution_is_judged_in_the_newest_week_that_has_matured(warehouse: Warehouse) -> None:
    rows = []
    for week in range(WEEKS):
        for number in range(60):
            solved = MONDAY + timedelta(weeks=week, days=number % 7)
            again = week == WEEKS - 2 and number % 2
            rows.append(
                ticket(
                    f"{week}-{number}", str(solved - timedelta(hours=1)), str(solved), customer_id=f"c{week}-{number}",
                    solves=2 if again else 1, is_open=0,
                )
            )  # fmt: skip
    bring(warehouse, "tickets", *rows)

    found = [alert for alert in kept(warehouse) if alert.measure == "fcr"]

    assert [alert.week for alert in found] == [(MONDAY + timedelta(weeks=WEEKS - 2)).date()]
    assert found[0].value == pytest.approx(0.5)


# The outage of the sample company, seen when it has just ended.

OUTAGE_ENDS = pd.Timestamp("2025-11-24")
STAMPS = ("first_response_at", "first_solved_at", "solved_at", "closed_at")


def seen_on_its_last_day(made: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Tickets and answers as an export on the evening of 23 November 2025 would have had them."""
    tickets = made["tickets"][made["tickets"]["created_at"] < OUTAGE_ENDS].copy()
    for name in STAMPS:
        tickets[name] = tickets[name].where(tickets[name] < OUTAGE_ENDS)
    tickets.loc[tickets["solved_at"].isna() & (tickets["abandoned"] == 0), "is_open"] = 1
    answers = made["answers"][made["answers"]["answered_at"] < OUTAGE_ENDS].copy()
    answers["replied_at"] = answers["replied_at"].where(answers["replied_at"] < OUTAGE_ENDS)
    return {"tickets": tickets, "answers": answers}


def test_the_outage_of_the_chat_stands_out(tmp_path: Path) -> None:
    found = kept(published(seen_on_its_last_day(generate()), tmp_path))

    assert {("first_response", "channel", "chat"), ("nps", "channel", "chat")} <= places(found)
    assert places(found) <= {
        (name, dimension, group)
        for name in ("first_response", "resolution", "nps", "csat", "ces")
        for dimension, group in (("channel", "chat"), ("team", "Chat desk"), ("", None))
    }
    assert {alert.week for alert in found} == {date(2025, 11, 17)}
    assert not any(alert.better for alert in found)


def test_without_the_outage_nothing_stands_out(tmp_path: Path) -> None:
    assert kept(published(seen_on_its_last_day(generate(STORIES - {"outage"})), tmp_path)) == ()
