"""The flow of tickets: open before + opened + reopened - solved = open after, in every bucket; and its backlog."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from cx.measures import measure
from cx.reports import backlog, balance, came_and_went, parts, service
from cx.reports.ask import Arrangement
from cx.store.warehouse import open_warehouse
from tests.pages import small
from tests.pages.models import asked, asked_of_sample, charts, points, rows_behind, store

FLOW = Arrangement(tab="flow")
QUERIES = [{}, {"grain": "day"}, {"grain": "month"}, {"period": "2026-01"}, {"channel": "Chat"}, {"period": "all"}]


@pytest.mark.parametrize("query", QUERIES, ids=str)
def test_in_every_bucket_the_flow_adds_up(company: Path, query: dict[str, str]) -> None:
    found = balance.balance(asked(company, **query))

    assert (found.start + found.opened + found.reopened - found.solved == found.end).all()
    assert (found.start[1:] == found.end[:-1]).all()
    assert (found.end >= 0).all()


def test_buckets_count_what_was_opened_and_solved_in_them(company: Path) -> None:
    rows = small.tickets(60).to_pandas()
    monday, solved = (
        rows[name].dropna().dt.to_period("W").dt.start_time.dt.date for name in ("created_at", "solved_at")
    )

    found = balance.balance(asked(company))

    assert dict(zip(found.keys, found.opened, strict=True)) == monday.value_counts().to_dict()
    assert dict(zip(found.keys, found.solved, strict=True)) == solved.value_counts().to_dict()
    assert found.start[0] == 0


def test_what_was_open_before_the_trend_is_counted_from_all_that_came_before(sample: Path) -> None:
    whole = balance.balance(asked_of_sample(sample, period="all"))
    later = balance.balance(asked_of_sample(sample))

    assert whole.start[0] == 0
    assert later.start[0] == whole.end[whole.keys.index(later.keys[0]) - 1]


@pytest.mark.parametrize("query", [{}, {"channel": "chat"}, {"product": "Shop"}], ids=str)
def test_the_flow_ends_with_what_the_tickets_themselves_say_is_open(sample: Path, query: dict[str, str]) -> None:
    ask = asked_of_sample(sample, **query)

    assert balance.balance(ask).end[-1] == balance.open_now(ask) > 0


def test_a_trend_that_ends_before_the_data_is_not_set_against_what_is_open_now(sample: Path) -> None:
    assert balance.open_now(asked_of_sample(sample, period="2025-Q2")) is None


def test_the_sum_is_printed_below_the_chart(sample: Path) -> None:
    ask = asked_of_sample(sample)
    chart = charts(service.page(ask, FLOW))["flow"]
    found = balance.balance(ask)

    opened, reopened, solved = (f"{counts.sum():,}" for counts in (found.opened, found.reopened, found.solved))
    sum_ = (
        f"{found.start[0]} open + {opened} opened + {reopened} reopened \u2212 {solved} solved = {found.end[-1]} open"
    )
    assert chart.footer[:3] == (sum_, "as the tickets themselves say", "adds up in every week")
    assert chart.table["open_at_end"].tolist() == found.end.tolist()


def test_the_numbers_are_those_of_the_store(sample: Path) -> None:
    ask = asked_of_sample(sample)
    chart = charts(service.page(ask, FLOW))["flow"]

    trend = ask.filters.with_(period=str(ask.window.trend), compare="none")
    for name in ("opened", "reopened", "solved"):
        scores = store(ask).score("flow", trend, ("week",), name)
        assert chart.table[name].tolist() == scores.value.astype(int).tolist()


def test_a_week_can_be_chosen_to_filter_the_page_by(company: Path) -> None:
    ask = asked(company)
    chart = charts(service.page(ask, FLOW))["flow"]

    week = points(chart)["2026-03-02"]
    assert week.filters is not None
    assert week.filters.period == "2026-03-02..2026-03-08"


def test_more_coming_in_than_is_solved_is_said_where_chance_would_not_bring_it(company: Path) -> None:
    """Every tenth ticket of the small company stays open: in 20 weeks that is more than chance, in 4 it is not."""
    four, all_ = (charts(service.page(asked(company, **query), FLOW))["flow"] for query in ({}, {"period": "all"}))

    assert four.title.endswith("about as many solved as came in")
    assert "more came in than were solved" in all_.title


def test_ages_are_those_of_the_open_tickets(company: Path) -> None:
    rows = small.tickets(60).to_pandas()
    still = rows[rows["solved_at"].isna()]
    days = (small.LAST - still["created_at"]).dt.total_seconds() / 86400
    ends = [0, 1, 3, 7, 14, 30, np.inf]

    chart = backlog.by_age(asked(company), key="ages")

    assert chart.table["n"].tolist() == np.histogram(days, ends)[0].tolist()
    assert chart.title.startswith(f"{len(still)} open, ")


def test_a_column_of_ages_opens_its_tickets(company: Path) -> None:
    ask = asked(company)
    chart = charts(service.page(ask, FLOW))["backlog"]

    for point in points(chart).values():
        assert point.behind is not None
        assert rows_behind(ask, point.behind) == point.behind.n


def test_a_filter_that_matches_nothing_is_said_once(company: Path) -> None:
    page = charts(service.page(asked(company, channel="Fax"), FLOW))

    assert len(page) == 2
    assert [chart.message.title for chart in page.values() if chart.message] == [
        "No events match these filters", "No tickets match these filters",
    ]  # fmt: skip


def test_an_unfinished_week_is_hatched_and_said_to_be(company: Path) -> None:
    ask = asked(company)
    chart = came_and_went.over_buckets(ask, key="flow")

    assert ask.window.unfinished is not None
    assert "hatched: not finished" in chart.footer
    assert measure("flow").reading().signed


def test_the_page_s_finding_is_that_of_the_chart(company: Path, tmp_path: Path) -> None:
    for ask in (asked(company), asked(company, channel="Fax"), asked(tmp_path)):
        page = service.page(ask, FLOW)
        chart = charts(page)["flow"]

        assert page.head.finding == (chart.message.title if chart.message else chart.title)


def test_a_day_on_which_nothing_came_or_went_has_no_mark_to_choose(company: Path) -> None:
    ask = asked(company, grain="day")
    found, chart = balance.balance(ask), charts(service.page(ask, FLOW))["flow"]
    moved = found.opened + found.reopened + found.solved > 0
    assert chart.figure is not None

    drawn = {token for trace in chart.figure.data for token in (trace.customdata or ())}
    assert not moved.all()
    assert set(points(chart)) == drawn == {day.isoformat() for day, any_ in zip(found.keys, moved, strict=True) if any_}


def test_no_bucket_is_drawn_after_the_data_of_the_tickets_end(tmp_path: Path) -> None:
    settings = small.settings(tmp_path)
    tickets = small.tickets(60)
    with open_warehouse(settings.warehouse_url, settings).publish(small.SURVEYS) as batch:
        batch.add("answers", small.answers(60))
        batch.add("tickets", tickets.filter(pc.less(tickets["created_at"], pa.scalar(datetime(2026, 2, 12)))))
    ask = asked(tmp_path, period="13w")

    found, chart = balance.balance(ask), came_and_went.over_buckets(ask, key="flow")

    assert parts.buckets(ask, balance.FLOW)[-1] == date(2026, 3, 9)
    assert found.keys[-1] <= ask.last_day(balance.FLOW) < date(2026, 3, 9)
    assert f"{int(found.end[-1])} tickets open" in chart.title.replace("\u00a0", " ")
    assert len(chart.table) == len(found.keys)
