"""Wrong numbers that customer-experience tools have shown, each named after what goes wrong there.

What is not about a number (links, layouts) is tested with the pages.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cx import bins, path
from cx.errors import Unavailable
from cx.filters import Filters
from cx.measures import MEASURES, measure
from cx.periods import window
from cx.scores import read
from cx.surveys import SCALES, Survey
from cx.tally import Tally
from tests.facts import CSAT, NPS, answer, at, bring, ticket

HOUR, DAY = 3600, 86400
ALL = Filters(period="all")


def tally(name, counts, survey=None):
    frame = pd.DataFrame({"bin": list(counts), "n": list(counts.values())})
    return Tally.from_frame(measure(name), frame, [], {survey.survey: survey} if survey else {})


def value(name, counts, reading="", survey=None):
    return read(tally(name, counts, survey), reading).records()[0]


def event(nr, kind, when, ticket_id="1"):
    return {"source": "desk", "ticket_id": ticket_id, "nr": nr, "kind": kind, "at": at(when)}


def invitation(nr, **more):
    sent = {"source": "form", "invitation_id": str(nr), "survey": "nps", "sent_at": at("2025-03-03 12:00")}
    return sent | {"delivered": 1, "answered": 0, "opted_out": 0} | more


# Bases: who is counted.


def test_dismissed_questions_are_in_no_base_so_that_one_survey_has_one_nps(warehouse):
    """A summary divided by answered and dismissed, the charts by answered alone."""
    bring(warehouse, "answers", *(answer(nr, score) for nr, score in enumerate([10, 10, 0, None, None])))

    for reading in ("nps", "promoters", "passives", "detractors", "mean"):
        record = warehouse.score("nps", reading=reading).records()[0]
        assert (record["n"], record["denominator"]) == (3, 3)
    assert warehouse.score("nps").value[0] == pytest.approx(1 / 3)
    by_day = warehouse.tally("nps", by=["day"]).total()
    assert read(by_day).value[0] == warehouse.score("nps").value[0]


def test_answers_on_scales_of_five_and_of_seven_are_not_averaged_together(warehouse):
    """A mean of effort over 1-5 and 1-7."""
    surveys = (Survey("a", "ces", 1, 5), Survey("b", "ces", 1, 7))
    rows = [answer(nr, 5, survey=survey.survey) for nr, survey in enumerate(surveys)]
    bring(warehouse, "answers", *rows, surveys=surveys)

    with pytest.raises(Unavailable, match="not pooled") as refused:
        warehouse.score("ces", ALL.where_("survey", ["a", "b"]))
    assert refused.value.values == ("a", "b")


@given(st.integers(0, 10))
def test_no_answer_falls_between_the_classes(answered):
    """6.5 and 8.5 were in no class; and every whole answer is in exactly one."""
    classes = [value("nps", {answered: 1}, name, NPS)["value"] for name in ("detractors", "passives", "promoters")]
    assert sorted(classes) == [0, 0, 100]


def test_an_answer_between_two_steps_is_counted_as_outside_the_scale(warehouse):
    bring(warehouse, "answers", answer(1, 6.5), answer(2, 8.5), answer(3, 11), answer(4, 9))

    record = warehouse.score("nps").records()[0]
    assert (record["n"], record["rows"], record["excluded"]) == (1, 4, {"outside_scale": 3})


def test_a_filter_holds_for_the_invitations_and_for_their_answers(warehouse):
    """The filter was applied to the answers, and only the date to what was sent."""
    sent = [invitation(nr, channel="chat", answered=1) for nr in range(3)]
    sent += [invitation(nr, channel="mail", answered=int(nr == 10)) for nr in range(10, 17)]
    bring(warehouse, "invitations", *sent)

    found = {row["channel"]: row for row in warehouse.score("response_rate", by=["channel"]).records()}
    assert (found["chat"]["numerator"], found["chat"]["denominator"]) == (3, 3)
    assert (found["mail"]["numerator"], found["mail"]["denominator"]) == (1, 7)
    chat = warehouse.score("response_rate", ALL.where_("channel", ["chat"])).records()[0]
    assert (chat["value"], chat["n"]) == (100, 3)


@pytest.mark.parametrize("name", [known.name for known in MEASURES.values()])
def test_what_is_above_the_line_is_part_of_what_is_below(name):
    """Fulfilled tickets of any status over resolved ones of any promise: the parts of a share did not belong together.

    Here every bin that can be in the numerator is in the denominator, for every share of the catalogue.
    """
    codes = np.array([*range(-6, 200), *bins.running([0, HOUR, 40 * DAY]), *path.pack(solves=[0, 1, 2])])
    survey = Survey("q", measure(name).asks[0], *SCALES[measure(name).asks[0]]) if measure(name).of_answers else None
    for reading in measure(name).definitions():
        if reading.kind == "share":
            found = read(tally(name, dict.fromkeys(codes.tolist(), 1), survey), reading.full_name.partition("@")[0])
            assert 0 <= found.numerator[0] <= found.denominator[0] <= found.rows[0]


def test_a_tie_to_the_viewers_zone_is_a_tie_to_the_companys(make_warehouse):
    """The same report differed by who looked at it: here the zone is the company's, and part of the version."""
    london, vilnius = make_warehouse("l", zone="Europe/London"), make_warehouse("v", zone="Europe/Vilnius")
    for place in (london, vilnius):
        bring(place, "answers", answer(1, 9, "2025-03-03 22:30"))

    days = [place.tally("nps", by=["day"]).groups["day"].tolist() for place in (london, vilnius)]
    assert days == [[date(2025, 3, 3)], [date(2025, 3, 4)]]
    assert london.contents().derived_with["zone"] == "Europe/London"


# Nothing out of nothing.


@pytest.mark.parametrize("name", [known.name for known in MEASURES.values()])
def test_nothing_over_nothing_is_no_data_and_never_0_or_100_percent(name):
    """Without a promise, attainment was shown as 100 %."""
    survey = Survey("q", measure(name).asks[0], *SCALES[measure(name).asks[0]]) if measure(name).of_answers else None
    for reading in measure(name).readings:
        if reading.kind != "count":
            found = read(tally(name, {}, survey), reading)
            assert np.isnan(found.value[0])
            assert found.n[0] == 0


# Promises.


def test_a_running_promise_is_no_hit():
    """Attainment was (applied - missed) / applied, so what still ran counted as kept."""
    found = value("sla", {1: 60, 0: 20, 2: 20})
    assert (found["value"], found["n"], found["excluded"]) == (75, 80, {"pending": 20})
    assert [value("sla", {1: 60, 0: 20, 2: 20}, name)["value"] for name in ("least", "most")] == [60, 80]


def test_promises_never_fulfilled_are_not_forgotten(warehouse):
    """A log of promises knew only the fulfilled ones: open tickets past their time are missed."""
    late, due = ticket(1, is_open=1, due_at=at("2025-03-04")), ticket(2, is_open=1, due_at=at("2025-03-20"))
    kept = ticket(3, solved="2025-03-03 13:00", due_at=at("2025-03-04"))
    bring(warehouse, "tickets", late, due, kept, sources_as_of={"desk": at("2025-03-10")})

    record = warehouse.score("sla").records()[0]
    assert (record["value"], record["n"], record["excluded"]) == (50, 2, {"pending": 1})


# Times.


def test_an_hour_is_an_hour_and_not_a_day_rounded_up():
    """The mean was taken of days rounded up."""
    found = value("resolution", {HOUR: 1, 2 * HOUR: 1}, "mean")
    assert found["value"] == pytest.approx(1.5 * HOUR, rel=1 / 120)


def test_what_is_still_open_is_not_left_out_of_how_long_it_takes():
    """Of tickets of the last days only the quick ones are closed."""
    counts = {HOUR: 40, int(bins.running(30 * HOUR)): 60}
    assert value("resolution", counts, "naive_median")["value"] == pytest.approx(HOUR, rel=1 / 60)
    assert value("resolution", counts, "median")["value"] is None  # not reached yet: more than half are still open
    assert value("resolution", counts, "ended")["value"] == pytest.approx(40)


def test_solved_within_15_minutes_is_named_so_and_is_not_the_default():
    """'First solution' was: closed within 15 minutes of its creation, even if reopened."""
    reopened = int(path.pack(quick=1, solves=1, next_any=path.NONE, observed=9))
    assert value("fcr", {reopened: 1}, "F8")["value"] == 100
    assert value("fcr", {reopened: 1})["value"] == 0
    assert measure("fcr").reading().full_name == "F1:7"


def test_a_ticket_without_any_reply_is_not_solved_with_one():
    """'One touch' counted tickets with no reply."""
    silent = int(path.pack(agent_replies=0))
    assert value("fcr", {silent: 1}, "F3")["value"] == 0
    assert value("fcr", {silent: 1}, "F4")["value"] == 100


def test_business_time_without_a_calendar_is_no_value_and_not_zero():
    """Zeros of inboxes without hours pulled the mean down."""
    business = measure("first_response").on("business")
    frame = pd.DataFrame({"bin": [HOUR, bins.NO_CALENDAR], "n": [3, 5]})
    record = read(Tally.from_frame(business, frame, []), "mean").records()[0]
    assert record["value"] == pytest.approx(HOUR, rel=1 / 60)
    assert (record["n"], record["excluded"]) == (3, {"no_calendar": 5})


# Periods.


@given(st.sampled_from(["30d", "7d", "4w", "2025-03-03..2025-03-19"]), st.integers(0, 400))
def test_the_period_before_is_as_long_and_ends_where_this_one_begins(token, shift):
    """One was a day shorter; another shared a day with its own comparison."""
    found = window(token, as_of=date.fromordinal(date(2025, 3, 20).toordinal() + shift))
    assert found.previous.days == found.current.days
    assert (found.current.first - found.previous.last).days == 1


def test_a_month_that_runs_is_compared_with_as_many_days_and_is_marked():
    """A metric 'went to zero' because its period had not ended."""
    found = window("this_month", grain="month", as_of=date(2025, 3, 10))
    assert (found.running, found.current.days, found.previous.days) == (True, 10, 10)
    assert found.unfinished == date(2025, 3, 1)


# Flow.


def test_the_past_does_not_change_when_a_ticket_is_solved_later(warehouse):
    """Open and closed were counted by the day of creation with today's status."""
    bring(warehouse, "tickets", ticket(1, "2025-03-03 12:00", is_open=1))
    week = Filters(period="2025-03-03..2025-03-09")
    before = warehouse.tally("flow", week).frame().to_dict("list")
    bring(warehouse, "tickets", ticket(1, "2025-03-03 12:00", "2025-03-20 12:00", is_open=0))

    assert warehouse.tally("flow", week).frame().to_dict("list") == before == {"bin": [1], "n": [1]}


def test_backlog_is_what_is_open_at_a_moment_and_never_below_zero(warehouse):
    """'Backlog' was created less closed in the bucket."""
    old = [ticket(nr, "2025-01-01 12:00", "2025-03-05 12:00", is_open=0) for nr in range(5)]
    bring(warehouse, "tickets", *old, ticket(9, "2025-03-04 12:00", is_open=1))

    week = Filters(period="2025-03-03..2025-03-09")
    assert warehouse.score("flow", week, reading="net").value[0] == -4
    assert warehouse.score("backlog", week).value[0] == 1


@pytest.mark.parametrize("name", [known.name for known in MEASURES.values()])
def test_a_number_says_what_it_counts(name):
    """Events of closing were counted where the head said conversations."""
    assert measure(name).counts in ("answers", "tickets", "customers", "invitations", "events")


def test_a_percentage_prints_its_base(warehouse):
    """A share of several choices had the wrong base."""
    bring(warehouse, "answers", *(answer(nr, score, survey="csat") for nr, score in enumerate([5, 4, 1, 3, 2])))

    record = warehouse.score("csat").records()[0]
    assert (record["value"], record["numerator"], record["denominator"]) == (40, 2, 5)


def test_effort_has_no_good_end_until_its_direction_is_declared():
    """One guide called 3.0 of 7 good, another 4.8 of 7."""
    easy_is_high, easy_is_low = Survey("q", "ces", 1, 7), Survey("q", "ces", 1, 7, direction="low")
    better = [read(tally("ces", {6: 10}, survey)).better[0] for survey in (easy_is_high, easy_is_low)]
    assert better == ["high", "low"]
    assert value("ces", {6: 10}, "easy", easy_is_high)["value"] == 100
    assert value("ces", {6: 10}, "easy", easy_is_low)["value"] == 0


def test_neutral_answers_are_bad_only_by_the_definition_that_says_so():
    """One help desk counts 3 of 5 as bad and calls it satisfaction of good and bad."""
    counts = {5: 6, 3: 2, 1: 2}
    assert value("csat", counts, "satisfied", CSAT)["value"] == 60
    assert value("csat", counts, "good_or_bad", CSAT)["value"] == 75
