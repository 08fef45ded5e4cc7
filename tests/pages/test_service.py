"""The service page: its tabs, how times are spread, targets, the week by its hours, promises."""

from __future__ import annotations

from pathlib import Path

import pytest

from cx.company import open_own
from cx.exports.document import Document
from cx.exports.html import html
from cx.filters import Filters
from cx.measures import measure
from cx.reports import (
    breakdown,
    coverage,
    headline_cards,
    hours,
    over_time,
    parts,
    satisfaction,
    service,
    spread,
)  # fmt: skip
from cx.reports.ask import Arrangement, Ask
from cx.reports.finding import finding
from cx.reports.page import Picker
from cx.reports.verdicts import headlines
from tests.facts import arrow, ticket
from tests.pages import small
from tests.pages.models import asked, asked_of_sample, charts, plain, points, rows_behind, store

FIRST_RESPONSE, RESOLUTION, FCR = measure("first_response"), measure("resolution"), measure("fcr")
RESPONSE = Arrangement(tab="response")


def replies_under(seconds: int) -> int:
    """First replies of the last four weeks under a time, counted from the rows that were put in."""
    rows = small.tickets(60).to_pandas()
    rows = rows[rows["created_at"].between("2026-02-09", "2026-03-09")]
    return int(((rows["first_response_at"] - rows["created_at"]).dt.total_seconds() < seconds).sum())


def test_the_columns_of_a_spread_count_every_ticket_once(company: Path) -> None:
    chart = spread.times(asked(company), FIRST_RESPONSE, key="spread")

    table = chart.table.set_index("to_seconds")["n"]
    assert table.sum() == replies_under(10**9)
    assert table.loc[:3600].sum() == replies_under(3600)
    assert chart.table["share"].sum() == pytest.approx(100)


def test_a_spread_says_what_share_keeps_the_target(company: Path) -> None:
    kept = round(100 * replies_under(3600) / replies_under(10**9))

    chart = charts(service.page(asked(company), RESPONSE))["first-reply-spread"]

    assert chart.title.replace("\u00a0", " ") == f"First reply: {kept}% within 1 h"
    assert [swatch.label for swatch in chart.swatches] == ["within the target", "beyond it"]


def test_a_spread_without_a_target_says_half_and_nine_of_ten(company: Path) -> None:
    chart = spread.times(asked(company), RESOLUTION, key="spread")

    assert plain(chart.title) == "Resolution: half within 24 h, 9 of 10 within 41 h"
    assert chart.swatches == ()


def test_a_spread_names_what_those_ended_alone_would_show(company: Path) -> None:
    chart = spread.times(asked(company), RESOLUTION, key="spread")

    assert plain(chart.footer[0]) == "240 tickets"
    assert plain(chart.footer[1]) == "24 still open counted in"
    assert "of those ended alone: half within 21 h, 9 of 10 within 38 h" in map(plain, chart.footer)
    assert plain(chart.subtitle) == "Resolution, % of 216 tickets by how long it took"


def test_the_table_of_times_holds_those_ended_alone_beside_all(company: Path) -> None:
    chart = charts(service.page(asked(company), Arrangement()))["resolution-trend"]

    assert set(chart.table["reading"]) == {"median", "p90", "naive_median", "naive_p90"}
    assert list(chart.shown.columns)[1:5] == [
        "Half within", "9 of 10 within", "Half of the ended within", "9 of 10 of the ended within",
    ]  # fmt: skip
    newest = chart.table[chart.table["week"] == chart.table["week"].max()].set_index("reading")["value"]
    assert newest["naive_median"] < newest["median"]


def test_buckets_that_are_too_young_to_be_decided_are_not_final(company: Path) -> None:
    """First-contact resolution waits for seven days: neither the running week nor the one before is decided."""
    ask = asked(company)
    fcr, response = (
        over_time.scored(ask, measure(name), ask.filters.reading(name)) for name in ("fcr", "first_response")
    )

    assert parts.over_buckets(ask, fcr).finished.tolist()[-3:] == [True, False, False]
    assert parts.over_buckets(ask, response).finished.tolist()[-3:] == [True, True, False]
    swatches = charts(service.page(ask, Arrangement()))["fcr-trend"].swatches
    assert "not final yet" in [swatch.label for swatch in swatches]


@pytest.fixture(scope="module")
def with_calendar(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small company with business hours."""
    folder = tmp_path_factory.mktemp("calendar")
    small.build(folder, calendars=small.CALENDARS)
    return folder


@pytest.mark.parametrize(("basis", "name"), [("first", "to the first solution"), ("business", "business time")])
def test_a_basis_in_the_link_is_the_one_of_card_trend_spread_breakdown_and_file(
    with_calendar: Path, basis: str, name: str
) -> None:
    ask = asked(with_calendar, definition=f"resolution.p90@{basis}")
    card = headline_cards.card(ask, headlines(ask)["resolution"])
    page = service.page(ask, Arrangement())
    shown = {key: chart for key, chart in charts(page).items() if "resolution" in key}

    assert f"9 of 10 within, {name}" in card.goal
    assert f"Counted here: {name}." in card.definition
    assert {f"Counted here: {name}." in chart.definition for chart in shown.values()} == {True}
    assert set(shown["resolution-trend"].table["reading"]) == {
        f"{reading}@{basis}" for reading in ("median", "p90", "naive_median", "naive_p90")
    }
    assert all(name in chart.subtitle for chart in shown.values())
    assert f"Resolution ({name})".encode() in html(Document("", (page,)))
    assert dict(coverage.facts(ask))["Definitions other than the default"] == f"Resolution: 9 of 10 within, {name}"


def test_business_time_is_less_than_time_around_the_clock(with_calendar: Path) -> None:
    """An office open eight hours a day lets two thirds of every night and day pass."""
    all_week, business = (
        headlines(asked(with_calendar, definition=f"resolution.median{basis}"))["resolution"].now
        for basis in ("", "@business")
    )

    assert all_week is not None
    assert business is not None
    assert business.value[0] < all_week.value[0] / 2
    assert business.n[0] == all_week.n[0]


def test_without_a_calendar_business_time_says_what_it_needs(company: Path) -> None:
    page = charts(service.page(asked(company, definition="resolution.median@business"), Arrangement()))

    assert page["still-open"].message is not None
    assert page["still-open"].message.title == "Needs a calendar of business time"
    assert page["fcr-trend"].message is None


def test_tickets_that_cannot_be_decided_yet_are_not_called_missing(company: Path) -> None:
    """Of the last day nobody can know yet who comes back within seven days."""
    ask = asked(company, period="1d")
    line = headlines(ask)["fcr"]
    chart = breakdown.score_by(ask, FCR, FCR.reading(), "channel", key="by-fcr-F1")

    assert headline_cards.card(ask, line).verdict_text.startswith("None can be counted: ")
    assert finding(ask, line).startswith("Solved first time: none can be counted: ")
    assert chart.message is not None
    assert "undecided" in chart.message.title


def test_a_spread_of_nothing_says_so(company: Path) -> None:
    chart = spread.times(asked(company, channel="Fax"), FIRST_RESPONSE, key="spread")

    assert chart.message is not None
    assert chart.figure is None


@pytest.mark.parametrize(
    ("tab", "first"),
    [("resolution", "fcr-trend"), ("response", "first-reply-trend"), ("flow", "flow"), ("fax", "fcr-trend")],
)
def test_only_the_tab_that_is_asked_for_is_built(company: Path, tab: str, first: str) -> None:
    page = service.page(asked(company), Arrangement(tab=tab))

    assert [key for key, _title in page.tabs] == ["resolution", "response", "flow"]
    assert page.tab == (tab if tab != "fax" else "resolution")
    assert next(iter(charts(page))) == first
    assert 5 <= len(charts(page)) <= 9 or tab == "flow"


@pytest.mark.parametrize(("tab", "most"), [("resolution", 14), ("response", 14), ("flow", 6)])
def test_what_two_charts_share_is_asked_once(company: Path, tab: str, most: int) -> None:
    own, questions = open_own(small.settings(company)), []

    def tally(*question: object) -> object:
        questions.append(question)
        return own.warehouse.tally(*question)  # type: ignore[arg-type]

    ask = Ask(own.warehouse.contents(), own.settings, Filters(), tally)  # type: ignore[arg-type]
    service.page(ask, Arrangement(tab=tab))

    assert len(questions) == len(set(questions))
    assert len(questions) <= most


def test_the_company_s_own_target_is_the_one_that_is_drawn_and_named(company: Path) -> None:
    ask = asked(company, target=1800)

    card = headline_cards.card(ask, headlines(ask)["first_response"])
    page = charts(service.page(ask, RESPONSE))

    assert plain(card.goal) == "half within, target 30 min, 20 min to go"
    assert "within 30" in page["first-reply-spread"].title
    figure = page["first-reply-trend"].figure
    assert figure is not None
    assert 1800.0 in [shape.y0 for shape in figure.layout.shapes]


def test_why_charts_are_empty_is_said_once(company: Path) -> None:
    pages = [
        service.page(asked(company, channel="Fax"), Arrangement(tab=tab)) for tab in ("resolution", "response", "flow")
    ]
    for page in (*pages, satisfaction.page(asked(company, channel="Fax"), Arrangement())):
        messages = [chart.message for chart in charts(page).values()]

        assert len(messages) == len(set(messages))
        assert None not in messages


def test_charts_of_the_same_measure_can_be_told_apart_where_nothing_differs(company: Path) -> None:
    for tab in ("resolution", "response", "flow"):
        page = service.page(asked(company), Arrangement(by="team", tab=tab))
        titles = [chart.title for chart in charts(page).values()]

        assert len(titles) == len(set(titles))


def test_ages_that_nobody_has_reached_cannot_be_chosen(company: Path) -> None:
    chart = charts(service.page(asked(company, period="7d"), Arrangement()))["still-open"]
    assert chart.figure is not None

    drawn = {token for trace in chart.figure.data for token in (trace.customdata or ())}
    assert set(points(chart)) == drawn < {"1", "3", "7"}


def test_a_bucket_in_which_half_are_still_open_is_neither_drawn_nor_chosen(tmp_path: Path) -> None:
    solved = [ticket(nr, "2025-03-01 08:00", "2025-03-01 12:00", is_open=0) for nr in range(4)]
    rows = [*solved, *(ticket(nr, "2025-03-02 08:00", is_open=1) for nr in range(4, 8))]
    with open_own(small.settings(tmp_path)).warehouse.publish() as batch:
        batch.add("tickets", arrow("tickets", rows))
    chart = charts(service.page(asked(tmp_path, grain="day", period="all"), Arrangement()))["resolution-trend"]

    assert list(points(chart)) == ["2025-03-01"]


def test_a_few_tickets_make_no_finding(company: Path) -> None:
    found = charts(service.page(asked(company, period="1d"), RESPONSE))

    assert found["first-reply-spread"].title == "First reply: only 10 tickets so far"


def test_a_target_asked_for_is_that_of_every_chart_of_the_first_reply(company: Path) -> None:
    found = charts(service.page(asked(company, definition="first_response.within:14400"), RESPONSE))

    assert "within 4 h" in plain(found["first-reply-within"].title)
    assert "within 4 h" in plain(found["first-reply-spread"].title)


# The week.


def test_parts_of_the_week_are_those_that_the_store_counts(company: Path) -> None:
    ask = asked(company)
    reading = FIRST_RESPONSE.reading("within:3600")
    chart = hours.within(ask, FIRST_RESPONSE, reading, key="within")

    by_hour = store(ask).score("first_response", ask.filters, ("hour",), "within:3600")
    at_night = (by_hour.groups["hour"].astype(int) % 24 < 8) | (by_hour.groups["hour"].astype(int) % 24 >= 20)
    lines = chart.table.set_index("row")
    assert lines.loc["all", "n"] == by_hour.n.sum()
    assert lines.loc["night", "n"] == by_hour.n[at_night].sum()
    assert lines.loc["night", "numerator"] == by_hour.numerator[at_night].sum()
    assert lines.loc["weekdays", "n"] + lines.loc["weekend", "n"] == lines.loc["all", "n"]
    assert lines.loc["day", "n"] + lines.loc["night", "n"] == lines.loc["all", "n"]


def test_a_target_chosen_for_the_page_is_that_of_trend_spread_and_week(company: Path) -> None:
    found = charts(service.page(asked(company), Arrangement(tab="response", versus="900")))

    assert "within 15 min" in plain(found["first-reply-within"].title)
    assert "within 15 min" in plain(found["first-reply-spread"].title)
    figure = found["first-reply-trend"].figure
    assert figure is not None
    assert 900.0 in [shape.y0 for shape in figure.layout.shapes]
    assert "target 15 min" in [plain(note.text) for note in figure.layout.annotations]


def test_a_target_that_cannot_be_chosen_leaves_the_company_s(company: Path) -> None:
    page = service.page(asked(company), Arrangement(tab="response", versus="12345"))

    assert next(part.chosen for part in page.parts if isinstance(part, Picker)) == "3600"


def test_the_hours_add_up_to_the_tickets_and_open_their_rows(company: Path) -> None:
    ask = asked(company)
    chart = charts(service.page(ask, RESPONSE))["arrivals"]

    assert chart.table["n"].sum() == replies_under(10**9)
    assert len(chart.table) == 7 * 24
    cell = next(iter(points(chart).values()))
    assert cell.behind is not None
    assert rows_behind(ask, cell.behind) == cell.behind.n > 0


def test_the_week_of_hours_begins_on_the_day_on_which_weeks_begin(company: Path) -> None:
    ask = asked(company)
    monday = charts(service.page(ask, RESPONSE))["arrivals"].figure
    object.__setattr__(ask, "settings", ask.settings.with_(week_start="sunday"))
    sunday = charts(service.page(ask, RESPONSE))["arrivals"].figure
    assert monday is not None
    assert sunday is not None

    assert [figure.layout.yaxis.ticktext[0] for figure in (monday, sunday)] == ["Monday", "Sunday"]
    for figure, top in ((monday, 0), (sunday, 6)):
        cells = figure.data[-1]
        assert list(cells.customdata) == [f"{(top + y) % 7}x{x}" for y, x in zip(cells.y, cells.x, strict=True)]


@pytest.mark.parametrize("key", ["first-reply-spread", "first-reply-within"])
def test_columns_and_parts_of_the_week_open_the_very_rows_they_count(company: Path, key: str) -> None:
    ask = asked(company)
    opened = [point.behind for point in points(charts(service.page(ask, RESPONSE))[key]).values() if point.behind]

    assert opened
    for behind in opened:
        assert rows_behind(ask, behind) == behind.n


# States.


@pytest.mark.parametrize("tab", ["resolution", "response", "flow"])
@pytest.mark.parametrize("rows", ["none", "one"])
def test_a_company_with_next_to_nothing_is_told_what_is_missing(tmp_path: Path, tab: str, rows: str) -> None:
    if rows == "one":
        small.build_one_row(tmp_path)
    page = service.page(asked(tmp_path), Arrangement(tab=tab))

    assert page.head.finding
    assert charts(page)
    assert all(chart.message is not None for chart in charts(page).values())


# The sample company's stories.


def test_the_sample_s_weekends_are_clearly_slower(sample: Path) -> None:
    found = charts(service.page(asked_of_sample(sample, period="2026-Q2"), RESPONSE))["first-reply-within"]

    assert plain(found.title) == "Weekend customers wait: 66% within 1 h"


def test_the_sample_s_chat_kept_no_promise_in_the_outage(sample: Path) -> None:
    ask = asked_of_sample(sample, period="2025-11-10..2025-11-23")
    chart = charts(service.page(ask, RESPONSE))["promises"]

    assert plain(chart.title) == "Chat keeps 0% of promises, clearly fewer"
    chat = chart.table.set_index("channel").loc["chat"]
    scores = store(ask).score("sla", ask.filters, ("channel",))
    row = list(scores.groups["channel"]).index("chat")
    assert (chat["kept"], chat["missed"]) == (scores.numerator[row], scores.n[row] - scores.numerator[row])
    assert chat["least"] <= chat["value"] <= chat["most"]
