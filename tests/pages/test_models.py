"""Page models: pure functions of the data and the filters, the same for the browser and for files."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from cx.change import Change
from cx.charts.tokens import BAD, GOOD, PASSIVE
from cx.company import open_own
from cx.errors import Unavailable
from cx.filters import Filters
from cx.guard import guard
from cx.measures import measure
from cx.reports import (
    breakdown,
    coverage,
    distribution,
    headline_cards,
    language,
    loyalty,
    over_time,
    overview,
    parts,
    service,
)
from cx.reports.ask import Arrangement, Ask, local_day
from cx.reports.finding import finding, strongest
from cx.reports.verdicts import headlines
from cx.scores import read
from cx.store.warehouse import open_warehouse
from cx.surveys import Survey
from tests.pages import small
from tests.pages.models import asked, charts

NPS = measure("nps")


# What is asked.


def test_each_tally_is_asked_for_once(company: Path) -> None:
    own = open_own(small.settings(company))
    questions: Counter[object] = Counter()

    def counted(*question: object) -> object:
        questions[question] += 1
        return own.warehouse.tally(*question)  # type: ignore[arg-type]

    ask = Ask(own.warehouse.contents(), own.settings, Filters(), counted)  # type: ignore[arg-type]
    overview.page(ask, Arrangement())
    service.page(ask, Arrangement())

    assert set(questions.values()) == {1}


def test_a_measure_that_is_not_available_is_asked_for_once_and_says_so_every_time(company: Path) -> None:
    ask = asked(company, team="Day")

    for _ in range(2):
        with pytest.raises(Unavailable):
            ask.tally("nps")


def test_the_days_of_the_data_are_days_of_the_business_zone(company: Path) -> None:
    assert local_day(small.LAST.replace(hour=23), "Europe/Vilnius") == small.LAST.replace(day=12).date()
    assert asked(company).first_day == min(small.moments(60)).date()


def test_an_arrangement_survives_its_link() -> None:
    arrangement = Arrangement(by="team", table=("a", "b"))

    assert Arrangement.from_query(arrangement.to_query()) == arrangement
    assert Arrangement.from_query({}) == Arrangement()
    assert Arrangement().to_query() == {}
    assert arrangement.with_table("a", False).table == ("b",)
    assert arrangement.with_table("a", True).table == ("b", "a")


def test_a_link_with_characters_that_no_text_can_hold_asks_for_the_rest() -> None:
    given = {"search": "a\0b", "mood": "\ud800", "by": "\ud800team", "start": "-5"}

    assert Arrangement.from_query(given) == Arrangement(search="ab", by="team")


# Verdicts.


def test_the_family_is_all_headline_measures(company: Path) -> None:
    lines = headlines(asked(company))

    assert tuple(lines) == asked(company).settings.headlines
    adjusted = [line.change.adjusted_p for line in lines.values() if line.change]
    alone = [line.change.p for line in lines.values() if line.change]
    smallest = int(np.argmin(alone))
    assert adjusted[smallest] == pytest.approx(alone[smallest] * len(alone))


def test_a_measure_that_is_not_available_is_no_part_of_the_family(company: Path) -> None:
    lines = headlines(asked(company, team="Day"))

    assert lines["nps"].state == "unavailable"
    assert lines["nps"].change is None
    assert lines["first_response"].change is not None


def test_nothing_is_compared_where_nothing_is_asked_for(company: Path) -> None:
    line = headlines(asked(company, compare="none"))["nps"]

    assert line.before is None
    assert line.change is not None
    assert line.change.verdict == "none"
    assert finding(asked(company, compare="none"), line) == "NPS is −9"


def test_a_hidden_number_has_no_change_either(company: Path) -> None:
    line = headlines(asked(company, survey="pulse", period="7d"))["nps"]

    assert line.state == "hidden"
    assert line.change is not None
    assert line.change.verdict == "none"
    assert np.isnan(line.change.difference)


def test_the_strongest_change_is_the_finding_of_the_overview(company: Path) -> None:
    lines = list(headlines(asked(company)).values())

    assert strongest(lines).measure.name == "nps"
    assert strongest(lines[::-1]).measure.name == "nps"


# Over time.


def test_an_unfinished_bucket_is_marked_and_in_no_finding(company: Path) -> None:
    ask = asked(company)
    scores = over_time.scored(ask, NPS, NPS.reading())

    series = parts.over_buckets(ask, scores)

    assert series.finished.tolist() == [True] * (len(series.keys) - 1) + [False]
    assert series.running.tolist()[-1]


def test_a_bucket_without_data_is_a_gap(company: Path) -> None:
    ask = asked(company, grain="day", period="14d")
    series = parts.over_buckets(ask, over_time.scored(ask, NPS, NPS.reading()))

    weekend = [day.weekday() >= 5 for day in series.keys]  # type: ignore[union-attr]

    assert np.isnan(series.value[weekend]).all()
    assert not np.isnan(series.value[~np.array(weekend)]).any()


def test_a_bucket_that_the_source_did_not_reach_is_not_finished(company: Path, tmp_path: Path) -> None:
    warehouse = open_warehouse(small.settings(tmp_path).warehouse_url, small.settings(tmp_path))
    with warehouse.publish(small.SURVEYS) as batch:
        answers = small.answers(60)
        batch.add("answers", answers.filter(_before(answers["answered_at"], "2026-02-26")))
        batch.add("tickets", small.tickets(60))
    ask = asked(tmp_path)

    series = parts.over_buckets(ask, over_time.scored(ask, NPS, NPS.reading()))

    assert series.finished.tolist()[-4:] == [True, False, False, False]


def _before(column: object, day: str) -> object:
    return pc.less(column, pa.scalar(np.datetime64(day, "us")))  # type: ignore[attr-defined]


def test_the_table_of_classes_holds_all_of_them(company: Path) -> None:
    chart = charts(loyalty.page(asked(company), Arrangement()))["nps-classes"]

    assert set(chart.table["reading"]) == {"promoters", "passives", "detractors"}
    assert list(chart.shown.columns)[:4] == ["Week", "Detractors", "Passives", "Promoters"]
    assert len(chart.shown) == over_time.MOST_NUMBERS
    assert chart.subtitle == f"Shares of answers by week, {over_time.MOST_NUMBERS} weeks"


# By a dimension.


def test_groups_are_sorted_by_value_and_the_table_has_them_all(company: Path) -> None:
    chart = charts(loyalty.page(asked(company), Arrangement()))["by-nps-nps"]

    assert chart.title.replace("\u00a0", " ") == "Chat is 48.8 points below the rest"
    assert chart.figure is not None
    assert list(chart.figure.layout.yaxis.ticktext) == ["E-mail", "*Phone* &lt;b&gt;", "Chat"]
    assert chart.table["n"].tolist() == [80, 80, 80]


def test_a_dimension_that_does_not_exist_falls_back_to_the_first(company: Path) -> None:
    ask = asked(company)

    assert breakdown.chosen_dimension(ask, [NPS], "colour") == "channel"
    assert breakdown.chosen_dimension(ask, [NPS], "region") == "region"


def test_a_score_is_only_broken_down_by_what_its_table_knows(company: Path) -> None:
    ask = asked(company)

    assert breakdown.dimensions(ask, [NPS]) == ["channel", "region", "survey", "source"]
    assert breakdown.dimensions(ask, [measure("fcr")]) == ["channel", "team", "source"]


def test_without_any_dimension_there_is_no_breakdown(tmp_path: Path) -> None:
    small.build_one_row(tmp_path)

    assert not [key for key in charts(loyalty.page(asked(tmp_path), Arrangement())) if key.startswith("by-")]


@pytest.mark.parametrize(
    ("ratio", "words"),
    [
        (1.45, "Chat is 45% slower than the rest"),
        (0.55, "Chat is 45% faster than the rest"),
        (2.54, "Chat takes 2.5 times as long as the rest"),
        (125.0, "Chat takes 130 times as long as the rest"),
        (2538.0, "Chat takes 2,500 times as long as the rest"),
        (0.25, "The rest takes 4.0 times as long as Chat"),
    ],
)
def test_times_are_compared_in_words_people_use(ratio: float, words: str) -> None:
    reading = measure("resolution").reading()
    change = Change(reading, 1.0, ratio, 99, 99, ratio - 1, 0.0, 0.0, True, 0.0, 0.0, "clear", ratio < 1)

    assert breakdown._difference("Chat", change) == words


def test_a_definition_of_the_link_is_the_one_shown(company: Path) -> None:
    ask = asked(company, definition=["nps.promoters", "first_response.p90"])

    found = charts(loyalty.page(ask, Arrangement()))

    assert "by-nps-promoters" in found
    assert found["nps-trend"].title.startswith("NPS (promoters) lay between")


def test_one_vote_per_customer_is_in_force_in_card_trend_classes_breakdown_and_distribution(tmp_path: Path) -> None:
    """Fifty-nine customers answer again and again; in four weeks each has one vote."""
    warehouse = open_warehouse(small.settings(tmp_path).warehouse_url, small.settings(tmp_path))
    with warehouse.publish(small.SURVEYS) as batch:
        answers = small.answers(60)
        customers = [str(k % 59) for k in range(len(answers))]
        batch.add("answers", answers.append_column("customer_id", pa.array(customers)))
    ask = asked(tmp_path, definition="nps.nps@customer")

    card = headline_cards.card(ask, headlines(ask)["nps"])
    page = loyalty.page(ask, Arrangement())

    assert (card.count, card.goal) == ("59 answers", "one vote per customer")
    assert finding(ask, headlines(ask)["nps"]).startswith("NPS (one vote per customer) is ")
    drawn = charts(page)
    assert "no goal is set" in drawn.pop("nps-goal").footer[-1], "NPS by customer has no goal of its own"
    assert [chart.message for chart in drawn.values()] == [None] * 5
    assert {"Counted here: one vote per customer." in chart.definition for chart in drawn.values()} == {True}
    assert charts(page)["nps-answers"].table["n"].sum() == 59


# Answers.


def test_the_distribution_adds_up_to_the_number_of_answers(company: Path) -> None:
    chart = distribution.answers(asked(company), NPS, key="answers")

    assert chart.table["n"].sum() == 240
    assert chart.table["share"].sum() == pytest.approx(100)
    assert chart.table["answer"].tolist() == list(range(11))


@pytest.mark.parametrize(
    ("survey", "columns"),
    [
        (Survey("csat", "csat", 1, 5), [(0, 1, BAD), (2, 2, PASSIVE), (3, 4, GOOD)]),
        (Survey("css", "css", 0, 1), [(0, 0, BAD), (1, 1, GOOD)]),
        (Survey("ces", "ces", 1, 7, direction="low"), [(0, 2, GOOD), (3, 3, PASSIVE), (4, 6, BAD)]),
        (Survey("wide", "csat", 1, 5, cuts=(2,)), [(0, 0, BAD), (1, 4, GOOD)]),
    ],
)  # fmt: skip
def test_as_many_answers_are_bad_at_one_end_as_are_good_at_the_other(
    survey: Survey, columns: list[tuple[int, int, str]]
) -> None:
    known = measure(survey.measure)

    groups = distribution.groups(known, survey, np.full(survey.high - survey.low + 1, 0.1))

    assert [(group.first, group.last, group.colour) for group in groups] == columns


# Coverage.


@pytest.mark.parametrize(
    ("token", "name"),
    [
        ("4w", "4 weeks"), ("1w", "1 week"), ("30d", "30 days"), ("last_month", "Last month"), ("all", "Everything"),
        ("2026-01", "2026-01"), ("2026-01-01..2026-01-31", "2026-01-01 – 2026-01-31"),
    ],
)  # fmt: skip
def test_periods_have_names(token: str, name: str) -> None:
    assert coverage.period_name(token) == name


def test_sources_that_end_on_different_days_are_named(company: Path, tmp_path: Path) -> None:
    warehouse = open_warehouse(small.settings(tmp_path).warehouse_url, small.settings(tmp_path))
    with warehouse.publish(small.SURVEYS) as batch:
        answers = small.answers(60)
        batch.add("answers", answers.filter(_before(answers["answered_at"], "2026-02-26")))
        batch.add("tickets", small.tickets(60))

    assert coverage.ends(asked(tmp_path).contents) == ["desk to 11 Mar 2026", "forms to 25 Feb 2026"]
    assert coverage.ends(asked(company).contents) == []


def test_days_that_end_with_a_full_stop_get_no_second_one(company: Path) -> None:
    language.use("ru")
    try:
        days = coverage.cover(asked(company, compare="none"), "1")[0]
    finally:
        language.use("en")

    assert days.endswith("г.")
    assert not days.endswith("..")


def test_an_empty_company_is_described_without_a_number(tmp_path: Path) -> None:
    page = overview.page(asked(tmp_path), Arrangement())

    assert page.head.finding == "No data yet"
    assert all(chart.message is not None for chart in charts(page).values())


def test_what_stands_beside_the_numbers_of_a_file(company: Path) -> None:
    ask = asked(company, channel="Chat", definition="nps.mean")
    facts = dict(coverage.facts(ask, charts(loyalty.page(ask, Arrangement()))["nps-trend"]))

    assert facts["Days"] == "9 Feb–8 Mar 2026 against 12 Jan–8 Feb 2026"
    assert facts["Filters"] == "Channel: Chat"
    assert facts["Definitions other than the default"] == "NPS: mean"
    assert facts["Time zone"] == "UTC"
    assert facts["As of"] == "Wed 11 Mar 2026, 17:00, UTC"
    assert facts["Definition"]


def test_an_empty_chart_keeps_room_for_what_it_says_and_counts_nothing(company: Path) -> None:
    page = loyalty.page(asked(company, channel="Fax"), Arrangement())

    assert all(chart.height >= parts.LEAST_HEIGHT and not chart.swatches for chart in charts(page).values())
    assert not any("0 answers" in part for part in page.head.cover)
    assert charts(page)["nps-trend"].title == "NPS"


def test_one_group_alone_differs_from_nothing(company: Path) -> None:
    page = loyalty.page(asked(company, channel="Chat"), Arrangement())

    assert charts(page)["by-nps-nps"].title == "Only one channel: Chat"


def test_surveys_on_two_scales_are_compared_side_by_side_but_never_added_up(company: Path, tmp_path: Path) -> None:
    warehouse = open_warehouse(small.settings(tmp_path).warehouse_url, small.settings(tmp_path))
    with warehouse.publish((*small.SURVEYS, Survey("web", "nps", 1, 10))) as batch:
        batch.add("answers", small.answers(60))
        web = small.answers(60).filter(pc.equal(small.answers(60)["survey"], "csat"))
        batch.add("answers", web.set_column(1, "survey", pa.array(["web"] * len(web))))
    ask = asked(tmp_path, survey=["nps", "web"])

    page = charts(loyalty.page(ask, Arrangement(by="survey")))

    assert page["nps-trend"].message is not None
    assert page["nps-trend"].message.title == "“nps” and “web” cannot be added up"
    assert page["by-nps-nps"].message is None
    assert page["by-nps-nps"].title == "NPS by survey, with its 95% interval"
    assert sorted(page["by-nps-nps"].table["survey"]) == ["nps", "web"]


def test_a_group_is_compared_with_all_others_together(company: Path) -> None:
    ask = asked(company)
    tally = ask.tally("nps", ("channel",))
    scores = guard(read(tally), ask.settings)

    changes = breakdown.against_rest(ask, tally, scores)

    chat = scores.groups["channel"].tolist().index("Chat")
    rest = read(tally.select(scores.groups["channel"] != "Chat").total())
    assert changes[chat].before == pytest.approx(float(rest.value[0]))
    assert changes[chat].n_before == 160
