"""The flow of tickets: open before + opened + reopened - solved = open after, in every bucket; and its backlog."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from cx.charts.flow import token
from cx.measures import measure
from cx.reports import backlog, balance, came_and_went, parts, service
from cx.reports.ask import Arrangement
from cx.reports.verdicts import headline
from cx.store.warehouse import open_warehouse
from tests.facts import Row, arrow, at, ticket
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

    for kind in ("opened", "solved", "open_at_end"):
        week = points(chart)[f"2026-03-02.{kind}"]
        assert week.filters is not None
        assert week.filters.period == "2026-03-02..2026-03-08"


CHOICES = [*QUERIES, {"period": "13w", "compare": "year"}, {"channel": "Chat", "grain": "month"}]


@pytest.mark.parametrize("query", CHOICES, ids=str)
def test_columns_and_dots_open_the_very_events_of_their_number(company: Path, query: dict[str, str]) -> None:
    ask = asked(company, **query)
    found, chart = balance.balance(ask), charts(service.page(ask, FLOW))["flow"]
    counts = {"opened": found.opened, "reopened": found.reopened, "solved": found.solved, "open_at_end": found.end}
    expected = {
        token(found.keys[place], kind): int(n)
        for kind, numbers in counts.items() for place, n in enumerate(numbers) if n
    }  # fmt: skip

    behind = {name: point.behind for name, point in points(chart).items() if point.behind}
    last = {name: behind[name] for name in sorted(behind)[-9:]}  # every one takes a query
    assert {name: each.n for name, each in behind.items()} == expected
    assert {name: rows_behind(ask, each) for name, each in last.items()} == {name: expected[name] for name in last}


def test_the_events_behind_what_is_open_are_one_of_each_ticket_and_open_it(sample: Path) -> None:
    ask = asked_of_sample(sample)
    chart = charts(service.page(ask, FLOW))["flow"]
    *_others, behind = [point.behind for name, point in points(chart).items() if name.endswith("open_at_end")]
    assert behind is not None

    found = store(ask).rows("flow", behind.filters, limit=10**6, left_open=True)
    still = store(ask).rows("backlog", ask.filters, limit=10**6)

    assert set(found["kind"]) == {"created", "reopened"}
    assert sorted(found["ticket_id"]) == sorted(still["ticket_id"])


def test_what_is_open_of_a_team_opens_no_rows(sample: Path) -> None:
    """A team may open what another one solves: then the balance is not a number of tickets."""
    team = next(name for name in asked_of_sample(sample).contents.values["team"] if name)
    chart = charts(service.page(asked_of_sample(sample, team=team), FLOW))["flow"]
    kinds = {bool(point.behind): name.rpartition(".")[2] == "open_at_end" for name, point in points(chart).items()}

    assert kinds == {True: False, False: True}


@pytest.mark.parametrize("by", ["channel", "product"])
def test_dots_of_who_keeps_up_and_of_whose_backlog_is_old_open_their_rows(sample: Path, by: str) -> None:
    ask = asked_of_sample(sample)
    page = charts(service.page(ask, FLOW.with_(by=by)))

    for key in ("by-backlog-older", "by-flow-keeping_up"):
        behind = [point.behind for point in points(page[key]).values()]
        assert len(behind) > 1
        assert [rows_behind(ask, each) if each else 0 for each in behind] == [each.n if each else -1 for each in behind]


def test_where_others_opened_what_is_solved_no_number_below_nothing_is_called_open(tmp_path: Path) -> None:
    def event(nr: int, kind: str, when: str, channel: str) -> Row:
        return {"source": "desk", "ticket_id": f"t{nr}", "nr": nr, "kind": kind, "at": at(when), "channel": channel}

    opened = [event(nr, "created", "2025-03-03 10:00", "Chat") for nr in range(9)]
    solved = [event(nr, "solved", "2025-03-12 10:00", "E-mail") | {"nr": 100} for nr in range(7)]
    own = open_warehouse(small.settings(tmp_path).warehouse_url, small.settings(tmp_path))
    with own.publish() as batch:
        batch.add("tickets", arrow("tickets", [ticket(f"t{nr}", solved="2025-03-12 10:00") for nr in range(7)]))
        batch.add("ticket_events", arrow("ticket_events", [*opened, *solved]))
    own.close()

    assert finding(tmp_path, channel="E-mail").startswith("7 more solved than opened under these filters")
    assert finding(tmp_path).startswith("2 tickets open")


def test_what_is_open_is_not_set_against_a_number_below_nothing(tmp_path: Path) -> None:
    """What another channel opened was solved in one week, and more came by the next."""

    def event(nr: int, kind: str, when: str, channel: str) -> Row:
        return {"source": "desk", "ticket_id": f"t{nr}", "nr": nr, "kind": kind, "at": at(when), "channel": channel}

    opened = [event(nr, "created", "2025-03-03 10:00", "Chat") for nr in range(3)]
    solved = [event(nr, "solved", "2025-03-05 10:00", "E-mail") | {"nr": 100} for nr in range(3)]
    later = [event(nr, "created", "2025-03-12 10:00", "E-mail") for nr in range(10, 20)]
    own = open_warehouse(small.settings(tmp_path).warehouse_url, small.settings(tmp_path))
    with own.publish() as batch:
        batch.add("tickets", arrow("tickets", [ticket(f"t{nr}", solved="2025-03-05 10:00") for nr in range(3)]))
        batch.add("ticket_events", arrow("ticket_events", [*opened, *solved, *later]))
    own.close()

    ask = asked(tmp_path, period="2025-03-10..2025-03-16", channel="E-mail")
    found = balance.balance(ask)
    assert [balance.open_at(ask, found, date(2025, 3, day)) for day in (9, 16)] == [-3, 7]
    assert came_and_went.over_buckets(ask, key="flow").title == "7 tickets open"


def finding(folder: Path, **query: str) -> str:
    return came_and_went.finding(asked(folder, period="all", **query))


def test_the_backlog_is_set_against_that_of_a_period_ago(sample: Path) -> None:
    ask = asked_of_sample(sample)
    found = balance.balance(ask)
    ends = dict(zip(found.keys, found.end.tolist(), strict=True))
    last, before = (ask.window.current.last, ask.window.previous.last) if ask.window.previous else (None, None)
    assert last is not None
    assert before is not None
    now, then = (ends[day - timedelta(days=6)] for day in (last, before))

    said = f"{now} tickets open, {abs(now - then)} {'more' if now > then else 'fewer'} than a period ago"
    chart = came_and_went.over_buckets(ask, key="flow")
    assert now != then
    assert chart.title == said
    assert len(chart.title) < 60


def test_the_backlog_of_days_within_a_week_is_counted_to_their_end(company: Path) -> None:
    rows = small.tickets(60).to_pandas()

    def still_open(day: str) -> int:
        ended = pd.Timestamp(day) + pd.Timedelta(days=1)
        return int((rows["created_at"] < ended).sum() - (rows["solved_at"] < ended).sum())

    now, then = still_open("2026-02-19"), still_open("2026-02-02")
    title = came_and_went.finding(asked(company, period="2026-02-03..2026-02-19"))

    assert title.startswith(f"{now} tickets open, {now - then} more than a period ago; ")


VERDICTS = (
    ("clear", 0.123, "clearly 12% more came in per day"),
    ("clear", -0.123, "clearly 12% fewer came in per day"),
    ("possible", 0.08, "perhaps 8% more came in per day"),
    ("noise", -0.04, "4% fewer came in per day, within noise"),
    ("noise", 0.001, "as many came in per day"),
    ("few", 0.5, "too few came in to compare"),
    ("none", 0.0, ""),
)


@pytest.mark.parametrize(("verdict", "difference", "said"), VERDICTS)
def test_whether_more_came_in_is_a_verdict_in_fixed_words(
    company: Path, verdict: str, difference: float, said: str
) -> None:
    change = headline(asked(company), balance.FLOW, balance.FLOW.reading("opened")).change
    assert change is not None

    assert came_and_went.came_in(replace(change, verdict=verdict, difference=difference)) == said


def test_the_verdict_on_what_came_in_is_that_of_its_counts_per_day(sample: Path) -> None:
    """March has more days than February: it is days that are compared."""
    ask = asked_of_sample(sample, period="2026-03")
    line = headline(ask, balance.FLOW, balance.FLOW.reading("opened"))
    assert line.now is not None
    assert line.before is not None
    assert line.change is not None

    per_day = line.now.value[0] / 31 / (line.before.value[0] / 28) - 1
    assert line.change.difference == pytest.approx(per_day)


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


def test_where_no_file_tells_what_is_solved_not_all_that_came_is_called_open(tmp_path: Path) -> None:
    warehouse = open_warehouse(small.settings(tmp_path).warehouse_url, small.settings(tmp_path))
    with warehouse.publish(small.SURVEYS) as batch:
        batch.add("tickets", small.tickets(6).drop_columns(["first_solved_at", "solved_at", "is_open"]))
    warehouse.close()

    page = service.page(asked(tmp_path), FLOW)

    assert page.head.finding == "Needs the time of the solution"
    assert [chart.message.title for chart in charts(page).values() if chart.message] == [page.head.finding]
    assert len(charts(page)) == 1


@pytest.mark.parametrize("told_by", ["closings", "events"])
def test_closings_and_events_tell_what_is_solved_where_no_file_has_its_time(tmp_path: Path, told_by: str) -> None:
    ended = {"closed_at": at("2025-03-05 10:00")} if told_by == "closings" else {}
    kinds = (("created", "2025-03-03 10:00"), ("solved", "2025-03-05 10:00"))
    events: list[Row] = [
        {"source": "desk", "ticket_id": f"t{ticket_nr}", "nr": nr, "kind": kind, "at": at(when)}
        for ticket_nr in range(5) for nr, (kind, when) in enumerate(kinds)
    ]  # fmt: skip
    with open_warehouse(small.settings(tmp_path).warehouse_url, small.settings(tmp_path)).publish() as batch:
        batch.add("tickets", arrow("tickets", [*(ticket(f"t{nr}") | ended for nr in range(5)), ticket("t9")]))
        if told_by == "events":
            batch.add("ticket_events", arrow("ticket_events", events))

    found = balance.balance(asked(tmp_path, period="all"))

    assert (found.opened.sum(), found.solved.sum(), found.end[-1]) == (6, 5, 1)
    assert finding(tmp_path).startswith("1 ticket open")


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

        assert page.head.finding.startswith(chart.message.title if chart.message else f"{chart.title}; ")


def test_a_day_on_which_nothing_came_or_went_has_no_mark_to_choose(company: Path) -> None:
    ask = asked(company, grain="day")
    found, chart = balance.balance(ask), charts(service.page(ask, FLOW))["flow"]
    moved = found.opened + found.reopened + found.solved > 0
    assert chart.figure is not None

    drawn = {token for trace in chart.figure.data for token in (trace.customdata or ())}
    assert not moved.all()
    assert set(points(chart)) == drawn
    named = {name.partition(".")[0] for name in drawn if not name.endswith("open_at_end")}
    assert named == {day.isoformat() for day, any_ in zip(found.keys, moved, strict=True) if any_}


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
