"""Overview and Loyalty: one number everywhere, the manager's own order, and every mark leads to its very rows."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cx.company import Company, open_company, open_own
from cx.filters import Filters
from cx.measures import measure
from cx.reports import breakdown, headline_cards, loyalty, overview, words
from cx.reports.ask import Arrangement, Ask
from cx.reports.page import Attention, Cards, Chart, Page, Picker, Table
from cx.reports.verdicts import headline, headlines
from tests.conftest import Run
from tests.pages import small
from tests.pages.models import charts, plain, rows_behind

NPS = measure("nps")
LINKS: tuple[dict[str, str], ...] = (
    {}, {"channel": "Chat"}, {"definition": "nps.mean"}, {"definition": "nps.promoters"}, {"period": "13w"},
)  # fmt: skip


@pytest.fixture
def own(company: Path) -> Company:
    return open_own(small.settings(company))


def asked(own: Company, **query: str) -> Ask:
    warehouse = own.warehouse
    return Ask(warehouse.contents(), own.settings, Filters.from_query(query), warehouse.tally, company=own)


def cards(page: Page) -> Cards:
    return next(part for part in page.parts if isinstance(part, Cards))


def picker(page: Page) -> Picker:
    return next(part for part in page.parts if isinstance(part, Picker))


# One number everywhere.


@pytest.mark.parametrize("link", [link for link in LINKS if "channel" not in link])  # it has one region only
def test_card_trend_groups_split_and_table_are_one_number(own: Company, link: dict[str, str]) -> None:
    ask = asked(own, **link)
    line, page = headlines(ask)["nps"], charts(loyalty.page(ask, Arrangement(by="region")))
    assert line.now is not None
    assert line.change is not None
    scale = line.reading.scale

    groups = page[f"by-nps-{line.reading.name}"].table
    total = page["nps-why"].table.iloc[-1]
    shown = page["nps-why"].shown.iloc[-1]

    assert groups["n"].sum() == line.now.n[0] == total["n_after"]
    assert (groups["value"] * groups["n"]).sum() / groups["n"].sum() == pytest.approx(line.now.value[0] * scale)
    assert total["after"] == pytest.approx(line.now.value[0] * scale)
    assert total["after"] - total["before"] == pytest.approx(line.change.difference * scale)
    assert shown["Verdict"] == words.verdict_word(line.change.verdict)
    trend = page["nps-trend"].table.set_index("week")
    assert trend["n"].sum() >= line.now.n[0]


def test_the_command_line_splits_the_change_into_the_same_parts(
    company: Path, own: Company, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CX_WAREHOUSE_URL", small.environment(company)["warehouse_url"])
    chart = charts(loyalty.page(asked(own), Arrangement(by="channel")))["nps-why"]

    found = json.loads(run("explain", "nps", "--by", "channel", "--format", "json")[1])

    assert [line["mix"] for line in found["lines"]] == chart.table["mix"].tolist()[:-1]
    assert [line["rate"] for line in found["lines"]] == chart.table["rate"].tolist()[:-1]
    assert found["verdict"] == chart.table["verdict"].iloc[-1]


def test_a_breakdown_and_a_split_are_one_question(own: Company) -> None:
    ask = asked(own)
    loyalty.page(ask, Arrangement(by="channel"))

    assert [by for _name, _filters, by in ask._answers if "channel" in by] == [("channel", "period")]


# Rows and filters behind a mark.


def marks(page: Page) -> list[Chart]:
    return [part for part in page.parts if isinstance(part, Chart) and part.choices is not None]


@pytest.mark.parametrize("link", LINKS)
def test_every_mark_opens_exactly_the_rows_of_its_number(own: Company, link: dict[str, str]) -> None:
    ask = asked(own, **link)
    points = [
        point for page in (overview.page(ask, Arrangement()), loyalty.page(ask, Arrangement()))
        for chart in marks(page) if chart.choices for point in chart.choices.points[:4]
    ]  # fmt: skip

    assert points
    for point in points:
        assert point.behind is not None
        behind = point.behind
        assert rows_behind(ask, behind) == behind.n
        assert words.count(behind.n) in behind.title


@pytest.mark.parametrize("key", ["by-nps-nps", "nps-why", "nps-trend"])
def test_a_page_filtered_by_a_mark_shows_the_number_of_the_mark(own: Company, key: str) -> None:
    chart = charts(loyalty.page(asked(own), Arrangement(by="channel")))[key]
    assert chart.choices is not None

    for point in chart.choices.points[-3:]:
        assert point.filters is not None
        now = headline(Ask(own.warehouse.contents(), own.settings, point.filters, own.warehouse.tally), NPS).now
        assert now is not None
        assert point.says == f"{words.score(float(now.value[0]), 'points')}, {words.counted(int(now.n[0]), 'answers')}"


def test_every_token_of_a_chart_is_in_its_figure(own: Company) -> None:
    for page in (overview.page(asked(own), Arrangement()), loyalty.page(asked(own), Arrangement())):
        for chart in marks(page):
            assert chart.figure is not None
            assert chart.choices is not None
            known = {str(token) for trace in chart.figure.data for token in (trace.customdata or ())}
            assert {point.token for point in chart.choices.points} <= known


# The overview.


def test_the_cards_are_the_managers_own_in_their_order(own: Company) -> None:
    own.settings = own.settings.with_(headlines=("resolution", "ces"))

    page = overview.page(asked(own), Arrangement())

    assert [card.key for card in cards(page).cards] == ["resolution", "ces"]
    assert picker(page).options == (("resolution", "Resolution"), ("ces", "CES"))


def test_numbers_without_any_data_are_named_in_one_line_instead_of_empty_cards(own: Company) -> None:
    row = cards(overview.page(asked(own), Arrangement()))

    assert [card.key for card in row.cards] == ["nps", "csat", "ces", "fcr", "first_response", "resolution"]
    assert row.lacking is not None
    assert row.lacking.title == "No data yet for: Customers lost, Survey response."
    assert row.lacking.page == "data"


def test_numbers_that_the_manager_chose_keep_their_place_without_data(own: Company) -> None:
    own.settings = own.settings.with_(headlines=("churn", "nps"))

    row = cards(overview.page(asked(own), Arrangement()))

    assert ([card.key for card in row.cards], row.lacking) == (["churn", "nps"], None)


def test_a_filter_that_leaves_nothing_takes_no_card_away(own: Company) -> None:
    assert len(cards(overview.page(asked(own, channel="Fax", team="Day"), Arrangement())).cards) == 6


def test_a_number_that_is_no_headline_is_judged_by_itself_and_its_page_still_shows_it(own: Company) -> None:
    own.settings = own.settings.with_(headlines=("ces",))
    ask = asked(own)

    line = headline(ask, NPS)

    assert line.change is not None
    assert line.change.adjusted_p == line.change.p
    assert loyalty.page(ask, Arrangement()).head.finding.startswith("NPS is ")


def test_a_count_shows_how_many_there_are_and_is_compared_per_day(own: Company) -> None:
    own.settings = own.settings.with_(headlines=("arrivals",))
    ask = asked(own, period="2026-02")
    line, both = headlines(ask)["arrivals"], ask.periods("arrivals")
    assert line.now is not None
    assert line.change is not None

    feb, jan = (both.select({"period": period}).n_rows() for period in ("current", "previous"))
    assert line.now.value[0] == feb
    assert line.change.difference == pytest.approx((feb / 28) / (jan / 31) - 1)


def test_any_headline_can_be_shown_over_time(own: Company) -> None:
    page = overview.page(asked(own), Arrangement(about="csat"))

    assert (picker(page).chosen, picker(page).default) == ("csat", "nps")
    assert charts(page)["trend"].subtitle.startswith("CSAT by week")
    assert picker(overview.page(asked(own), Arrangement(about="nonsense"))).chosen == "nps"


def test_why_a_time_changed_is_told_group_by_group(own: Company) -> None:
    own.settings = own.settings.with_(headlines=("resolution",))

    (table,) = [part for part in overview.page(asked(own), Arrangement()).parts if isinstance(part, Table)]

    assert table.title == "Resolution: no channel changed clearly"
    assert set(table.shown["Verdict"]) == {"within noise"}
    assert not table.wide


def test_cards_lead_to_the_part_of_the_page_that_explains_them(own: Company) -> None:
    lines = headlines(asked(own))
    shown = [headline_cards.card(asked(own), lines[name]) for name in ("nps", "first_response", "churn")]

    assert {card.key: (card.page, card.query) for card in shown} == {
        "nps": ("loyalty", ()), "first_response": ("service", (("tab", "response"),)),
        "churn": ("overview", (("about", "churn"),)),
    }  # fmt: skip


def test_a_card_without_comparison_says_so(own: Company) -> None:
    (first, *_) = cards(overview.page(asked(own, compare="none"), Arrangement())).cards

    assert first.verdict_text == "not compared"
    assert first.verdict_help.startswith("Choose in the period")


@pytest.mark.parametrize("link", [{}, {"compare": "none"}, {"period": "all"}, {"channel": "Fax"}, {"team": "Day"},
                                  {"survey": "pulse", "period": "7d"}, {"compare": "year"}])  # fmt: skip
def test_whatever_is_asked_the_overview_keeps_its_parts(own: Company, link: dict[str, str]) -> None:
    page = overview.page(asked(own, **link), Arrangement())

    kinds = [type(part) for part in page.parts if not isinstance(part, Picker)]
    assert kinds == [Cards, Attention, Chart, Chart]
    assert not [chart.key for chart in charts(page).values() if chart.message is not None and chart.message.again]
    assert all(chart.message is not None or chart.alt for chart in charts(page).values())


# Loyalty.


def goal(page: Page) -> Chart:
    return charts(page)["nps-goal"]


def test_without_a_goal_the_next_step_is_tried_and_another_can_be_chosen(own: Company) -> None:
    page = loyalty.page(asked(own), Arrangement())
    picker = next(part for part in page.parts if isinstance(part, Picker) and part.name == "versus")
    further = loyalty.page(asked(own), Arrangement(versus=picker.options[1][0]))

    assert [goal(shown).message for shown in (page, further)] == [None, None]
    assert "no goal is set" in goal(page).footer[-1]
    assert goal(page).table["goal"][0] == int(picker.chosen)
    assert goal(further).table["goal"][0] == int(picker.options[1][0]) == int(picker.chosen) + 10


def test_the_way_to_the_goal_starts_at_the_number_of_the_card(tmp_path: Path) -> None:
    small.build(tmp_path)
    own = open_own(small.settings(tmp_path))
    own.workspace.set_goal("nps.nps", 0.2)
    own.refresh()
    table = goal(loyalty.page(asked(own), Arrangement()))
    now = headlines(asked(own))["nps"].now
    assert now is not None

    (numbers,) = table.table.to_dict("records")

    assert numbers["value"] == pytest.approx(now.value[0] * 100)
    assert numbers["turned"] == -(-(0.2 * 240 - now.numerator[0]) // 2)
    assert plain(table.title) == "35 detractors turned into promoters would reach +20"
    assert plain(cards(overview.page(asked(own), Arrangement())).cards[0].goal).startswith("goal +20, ")


def test_without_a_dimension_nothing_is_split(tmp_path: Path) -> None:
    small.build_one_row(tmp_path)
    ask = asked(open_own(small.settings(tmp_path)))

    assert not breakdown.dimensions(ask, [NPS])
    assert "nps-why" not in charts(loyalty.page(ask, Arrangement()))
    assert charts(overview.page(ask, Arrangement()))["why"].message is not None


def test_a_score_of_one_survey_is_not_split_by_survey(own: Company) -> None:
    page = charts(loyalty.page(asked(own), Arrangement(by="survey")))

    assert page["nps-why"].message is not None
    assert page["nps-why"].message.title == "Not split by survey"


# The sample company.


def test_the_overview_of_the_sample_can_be_read_aloud(sample: Path) -> None:
    shown = open_company(small.settings(sample))

    def finding(**query: str) -> str:
        return plain(overview.page(asked(shown, **query), Arrangement()).head.finding)

    assert finding() == "CES rose 0.3 points, and all of it comes from Shop"
    assert finding(period="2026-Q2") == "NPS fell 10.0 points, and all of it is volume moving from e-mail to chat"


def test_what_else_changed_clearly_is_named_beside_the_one_finding(sample: Path) -> None:
    shown = open_company(small.settings(sample))
    quarter, weeks = (asked(shown, **query) for query in ({"period": "2026-Q2"}, {}))

    covers = [plain(" ".join(overview.page(ask, Arrangement()).head.cover)) for ask in (quarter, weeks)]

    assert "Also clear: CSAT −4.0 pp, CES −0.2, First reply 13 times as fast" in covers[0]
    assert "Also clear" not in covers[1]


def test_a_visitor_sees_goals_reached_missed_and_too_close_to_call(sample: Path) -> None:
    shown = open_company(small.settings(sample))
    row = cards(overview.page(asked(shown), Arrangement()))
    said = {card.key: plain(card.goal) for card in row.cards}

    assert said["nps"] == "goal +20, 10.0 points to go"
    assert said["csat"] == "goal 70%, too close to call"
    assert said["first_response"] == "half within, goal 5 min, reached"
    assert said["churn"] == ""
