"""The service page: how times are spread, the company's own target, and saying once what is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from cx.company import open_own
from cx.filters import Filters
from cx.measures import measure
from cx.reports import coverage, headline_cards, over_time, parts, satisfaction, service, spread
from cx.reports.ask import Arrangement, Ask
from cx.reports.finding import finding
from cx.reports.html import html_page
from cx.reports.verdicts import headlines
from tests.pages import small
from tests.pages.models import asked, charts, plain

FIRST_RESPONSE, RESOLUTION = measure("first_response"), measure("resolution")


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

    chart = charts(service.page(asked(company), Arrangement()))["first-reply-spread"]

    assert chart.title.replace("\u00a0", " ") == f"First reply: {kept}% within 1 h"
    assert [swatch.label for swatch in chart.swatches] == ["within the target", "beyond it"]


def test_a_spread_without_a_target_says_half_and_nine_of_ten(company: Path) -> None:
    chart = charts(service.page(asked(company), Arrangement()))["resolution-spread"]

    assert plain(chart.title) == "Resolution: half within 24 h, 9 of 10 within 41 h"
    assert chart.swatches == ()


def test_a_spread_names_what_those_ended_alone_would_show(company: Path) -> None:
    chart = charts(service.page(asked(company), Arrangement()))["resolution-spread"]

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

    assert f"9 of 10 within, {name}" in card.target
    assert f"Counted here: {name}." in card.definition
    assert {chart.definition.count(f"Counted here: {name}.") for chart in shown.values()} == {1}
    assert set(shown["resolution-trend"].table["reading"]) == {
        f"{reading}@{basis}" for reading in ("median", "p90", "naive_median", "naive_p90")
    }
    assert all(name in chart.subtitle for chart in shown.values())
    assert f"Resolution ({name})".encode() in html_page(page, language="en")
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

    assert page["resolution-trend"].message is not None
    assert page["resolution-trend"].message.title == "Needs a calendar of business time"
    assert page["fcr-trend"].message is None


def test_tickets_that_cannot_be_decided_yet_are_not_called_missing(company: Path) -> None:
    """Of the last day nobody can know yet who comes back within seven days."""
    ask = asked(company, period="1d")
    line = headlines(ask)["fcr"]
    chart = charts(service.page(ask, Arrangement()))["by-fcr-F1"]

    assert headline_cards.card(ask, line).verdict_text.startswith("None can be counted: ")
    assert finding(ask, line).startswith("Solved first time: none can be counted: ")
    assert chart.message is not None
    assert "undecided" in chart.message.title


def test_a_spread_of_nothing_says_so(company: Path) -> None:
    chart = spread.times(asked(company, channel="Fax"), FIRST_RESPONSE, key="spread")

    assert chart.message is not None
    assert chart.figure is None


def test_over_time_comes_first_then_the_spread_then_the_dimension(company: Path) -> None:
    keys = list(charts(service.page(asked(company), Arrangement())))

    assert keys[:6] == ["fcr-trend", "first-reply-within", "first-reply-trend", "resolution-trend",
                        "first-reply-spread", "resolution-spread"]  # fmt: skip
    assert all(key.startswith("by-") for key in keys[6:])


def test_spreads_ask_for_no_tally_of_their_own(company: Path) -> None:
    own, questions = open_own(small.settings(company)), []

    def tally(*question: object) -> object:
        questions.append(question)
        return own.warehouse.tally(*question)  # type: ignore[arg-type]

    ask = Ask(own.warehouse.contents(), own.settings, Filters(), tally)  # type: ignore[arg-type]
    service.page(ask, Arrangement())

    assert len(questions) == 12  # six headlines, three trends, three breakdowns


def test_the_company_s_own_target_is_the_one_that_is_drawn_and_named(company: Path) -> None:
    ask = asked(company, target=1800)

    card = headline_cards.card(ask, headlines(ask)["first_response"])
    page = charts(service.page(ask, Arrangement()))

    assert card.target.replace("\u00a0", " ") == "half within, target 30 min"
    assert "within 30" in page["first-reply-spread"].title
    figure = page["first-reply-trend"].figure
    assert figure is not None
    assert 1800.0 in [shape.y0 for shape in figure.layout.shapes]


def test_why_charts_are_empty_is_said_once(company: Path) -> None:
    for model in (service.page, satisfaction.page):
        messages = [chart.message for chart in charts(model(asked(company, channel="Fax"), Arrangement())).values()]

        assert len(messages) == len(set(messages))
        assert None not in messages


def test_charts_of_the_same_measure_can_be_told_apart_where_nothing_differs(company: Path) -> None:
    titles = [chart.title for key, chart in charts(service.page(asked(company), Arrangement(by="team"))).items()]

    assert len(titles) == len(set(titles))


def test_a_few_tickets_make_no_finding(company: Path) -> None:
    found = charts(service.page(asked(company, period="1d"), Arrangement()))

    assert found["first-reply-spread"].title == "First reply: only 10 tickets so far"


def test_a_target_asked_for_is_that_of_every_chart_of_the_first_reply(company: Path) -> None:
    found = charts(service.page(asked(company, definition="first_response.within:14400"), Arrangement()))

    assert "within 4 h" in plain(found["first-reply-within"].title)
    assert "within 4 h" in plain(found["first-reply-spread"].title)
