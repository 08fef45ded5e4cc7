"""Every page, on data and without."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cx import company as company_module
from pages._parts.registry import BY_NAME
from tests.pages import small
from tests.pages.reading import AtPage, alternatives_of, charts_of, finding_of, named, words_of

TABS = {"service": ("resolution", "response", "flow"), "trust": ("numbers", "definitions", "tools", "data")}
#: Every page with each of its tabs, but that of forms.
VIEWS = [(name, tab) for name, entry in BY_NAME.items() if entry.modelled for tab in TABS.get(name, ("",))]
COUNTED = [view for view in VIEWS if view[0] not in ("voice", "trust")]


def at_view(at_page: AtPage, view: tuple[str, str], folder: Path | None = None, **query: str) -> AppTest:
    name, tab = view
    place = {"folder": folder} if folder else {}
    return at_page(name, **place, **query, **({"tab": tab} if tab else {}))


@pytest.mark.parametrize("view", VIEWS, ids=" ".join)
def test_each_page_shows_its_finding_and_what_its_charts_say(at_page: AtPage, view: tuple[str, str]) -> None:
    app = at_view(at_page, view)

    assert finding_of(app)
    assert not app.error
    assert charts_of(app) or view not in COUNTED
    assert all(alternatives_of(app))


@pytest.mark.parametrize("view", VIEWS, ids=" ".join)
def test_each_page_says_so_where_a_filter_matches_nothing(at_page: AtPage, view: tuple[str, str]) -> None:
    app = at_view(at_page, view, channel="Fax")

    assert not app.error
    assert "Channel has no value “Fax”, so nothing matches it." in words_of(app)
    assert "nan" not in words_of(app).lower().split()


@pytest.mark.parametrize("view", COUNTED, ids=" ".join)
def test_where_a_filter_matches_nothing_no_chart_is_drawn_and_the_way_out_is_offered(
    at_page: AtPage, view: tuple[str, str]
) -> None:
    app = at_view(at_page, view, channel="Fax")

    assert charts_of(app) == []
    assert "Drop Channel" in [button.label for button in app.button]


def test_cards_do_not_blame_the_days_where_a_filter_matches_nothing(at_page: AtPage) -> None:
    said = words_of(at_page("overview", channel="Fax"))

    assert "No answers match these filters" in said
    assert "No answers, " not in said


def test_where_there_is_nothing_in_the_days_all_days_are_offered(at_page: AtPage) -> None:
    app = at_page("loyalty", period="2020-01-06..2020-02-02")
    assert "Choose other days to see some." in words_of(app)

    next(button for button in app.button if button.label == "Show all days").click().run()

    assert charts_of(app)
    assert "Show all days" not in [button.label for button in app.button]


@pytest.mark.parametrize("view", VIEWS, ids=" ".join)
def test_each_page_opens_on_a_single_row(at_page: AtPage, tmp_path: Path, view: tuple[str, str]) -> None:
    small.build_one_row(tmp_path)

    app = at_view(at_page, view, tmp_path)

    assert finding_of(app)
    assert not app.error


@pytest.mark.parametrize("view", VIEWS, ids=" ".join)
def test_each_page_opens_without_any_data(
    at_page: AtPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, view: tuple[str, str]
) -> None:
    monkeypatch.setattr(company_module.open_company, "__defaults__", (tmp_path / "no sample",))

    app = at_view(at_page, view, tmp_path)

    assert finding_of(app)
    assert not app.error
    assert "Sample data." not in words_of(app)
    assert "The pages fill with the first import." in words_of(app)
    assert "Bring your data" in [link.proto.label for link in app.get("page_link")]
    assert "nan" not in words_of(app).lower().split()


@pytest.mark.parametrize("view", VIEWS, ids=" ".join)
def test_each_page_opens_with_all_data_of_all_time(at_page: AtPage, view: tuple[str, str]) -> None:
    app = at_view(at_page, view, period="all", grain="month", compare="none")

    assert finding_of(app)
    assert not app.error
    assert charts_of(app) or view not in COUNTED


@pytest.mark.parametrize("view", VIEWS, ids=" ".join)
def test_no_page_fails_in_a_part(at_page: AtPage, sample: Path, view: tuple[str, str]) -> None:
    app = at_view(at_page, view, sample)

    assert "could not be" not in words_of(app)
    assert "Try again" not in [button.label for button in app.button]


@pytest.mark.parametrize("name", sorted(TABS))
def test_every_tab_of_a_page_is_tried_here(at_page: AtPage, name: str) -> None:
    control = named(at_page(name).segmented_control, "tab")

    assert len(control.options) == len(TABS[name])
    assert [named(at_page(name, tab=tab).segmented_control, "tab").value for tab in TABS[name]] == list(TABS[name])


def test_the_overview_shows_six_numbers_with_interval_count_and_verdict(at_page: AtPage) -> None:
    said = words_of(at_page())

    assert "−9 ▲ +33.3 points clear −20 to +3 240 answers" in said
    assert "40 % ≈ 0.0 pp within noise 34 to 46% 240 answers" in said
    assert said.count("within noise") == 5


def test_the_overview_says_what_is_counted_and_how_far_the_data_reach(at_page: AtPage) -> None:
    said = words_of(at_page())

    assert "240 answers, 240 tickets, 9 Feb–8 Mar 2026 against 12 Jan–8 Feb 2026." in said
    assert "Data to Wed 11 Mar 2026, 17:00, UTC." in said
    assert "The week of 9 Mar is not finished." in said


def test_a_change_has_the_same_verdict_on_the_overview_and_on_its_own_page(at_page: AtPage) -> None:
    assert finding_of(at_page()) == finding_of(at_page("loyalty")) == "NPS is −9, a clear rise of 33.3 points"


def test_a_channel_is_named_only_where_it_differs_clearly(at_page: AtPage) -> None:
    said = words_of(at_page("loyalty"))

    assert "Chat is 48.8 points below the rest" in said
    assert "CSAT: no channel differs clearly" in words_of(at_page("satisfaction", by="region"))


def test_answers_of_an_anonymous_survey_are_hidden_where_they_are_few(at_page: AtPage) -> None:
    app = at_page("loyalty", survey="pulse", period="7d")

    assert charts_of(app) == []
    assert "Fewer than 5 answers, not shown" in words_of(app)
    assert finding_of(app) == "NPS: too few answers to show"
    assert "3 answers" not in words_of(app)


def test_a_filter_that_a_measure_lacks_is_said_on_its_card_and_never_left_out(at_page: AtPage) -> None:
    app = at_page(team="Day")

    assert words_of(app).count("Not available by team") >= 3
    assert [button.label for button in app.button if button.label.startswith("Drop")] in ([], ["Drop Team"])


def test_a_survey_of_another_measure_is_said_to_be_one(at_page: AtPage) -> None:
    app = at_page("loyalty", survey="csat")

    assert "“csat” does not ask for NPS" in words_of(app)
    assert "Drop Survey" in [button.label for button in app.button]


def test_dropping_a_filter_from_a_message_shows_the_numbers_again(at_page: AtPage) -> None:
    app = at_page("loyalty", survey="csat")

    next(button for button in app.button if button.label == "Drop Survey").click().run()

    assert "survey" not in app.query_params
    assert finding_of(app) == "NPS is −9, a clear rise of 33.3 points"


def test_texts_of_the_data_are_never_read_as_markup(at_page: AtPage) -> None:
    app: AppTest = at_page("loyalty", channel="*Phone* <b>")

    assert "Channel: *Phone* &lt;b&gt;." in "\n".join(element.proto.body for element in app.get("html"))


def test_a_breakdown_by_another_dimension_is_in_the_link(at_page: AtPage) -> None:
    app = at_page("loyalty")

    named(app.pills, "by").set_value("region").run()

    assert app.query_params["by"] == "region"
    assert "NPS by region, with its 95% interval" in words_of(app)


def test_a_chart_can_be_shown_as_a_table(at_page: AtPage) -> None:
    app = at_page("loyalty", table="by-nps-nps")

    assert len(charts_of(app)) == len(charts_of(at_page("loyalty"))) - 1
    assert app.dataframe[0].value["NPS"].tolist() == ["+10", "+5", "−41"]


def test_without_own_data_the_sample_company_is_shown_and_said_to_be_one(at_page: AtPage, sample: Path) -> None:
    app = at_page("overview", folder=sample)

    assert "Sample data." in words_of(app)
    assert "In all 51,600 answers and 60,000 tickets since" in words_of(app)


def test_own_data_are_shown_without_the_banner(at_page: AtPage) -> None:
    assert "Sample data." not in words_of(at_page())


@pytest.mark.parametrize(("name", "value"), [("CX_ZONE", "Nowhere"), ("CX_GREY_BELOW", "many")])
def test_a_setting_that_cannot_be_used_is_said_in_one_sentence(
    at_page: AtPage, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)

    app = at_page()

    assert len(app.error) == 1
    assert value in app.error[0].value
    assert charts_of(app) == []


def test_where_the_data_end_before_the_days_one_click_shows_as_many_days_that_have_some(at_page: AtPage) -> None:
    app = at_page("loyalty", period="2026-04-01..2026-04-28", channel="chat")
    button = next(button for button in app.button if button.key == "days-nps-trend")

    button.click().run()

    assert button.label.replace("\u00a0", " ") == "Show 12 Feb–11 Mar 2026"
    assert app.query_params["period"] == "2026-02-12..2026-03-11"
    assert app.query_params["channel"] == "chat"
    assert not [button.key for button in app.button if str(button.key).startswith("days-")]
