"""The link and the filters: what it asks for is shown, and what is chosen is in it."""

from __future__ import annotations

from datetime import date

from streamlit.testing.v1 import AppTest

from cx.filters import Filters
from cx.reports.ask import Arrangement
from pages._parts.link import State
from tests.pages.reading import AtPage, finding_of, labels_of, named, words_of


def query_of(app: AppTest) -> dict[str, list[str]]:
    """The parameters of the link as they are now."""
    return {name: value if isinstance(value, list) else [value] for name, value in dict(app.query_params).items()}


def test_filters_of_a_link_are_in_force_and_in_the_bar(at_page: AtPage) -> None:
    app = at_page("loyalty", opened=("period",), channel=["E-mail", "Chat"], period="13w", grain="month")

    assert "Channel: Chat\\, E\\-mail" in [label.replace("**", "") for label in labels_of(app)]
    assert "Channel: Chat, E-mail." in words_of(app)
    assert named(app.pills, "period").value == "13w"
    assert "NPS by month" in words_of(app)


def test_choosing_a_value_writes_it_into_the_link(at_page: AtPage) -> None:
    app = at_page("loyalty", opened=("filter-channel",))

    named(app.multiselect, "filter.channel").set_value(["E-mail", "Chat"]).run()

    chosen = Filters().where_("channel", ["Chat", "E-mail"])
    assert query_of(app) == chosen.to_query() == {"channel": ["Chat", "E-mail"]}


def test_two_choices_after_each_other_are_both_in_the_link(at_page: AtPage) -> None:
    app = at_page(opened=("filter-channel", "filter-region"))

    named(app.multiselect, "filter.channel").set_value(["Chat"]).run()
    named(app.multiselect, "filter.region").set_value(["North"]).run()

    assert query_of(app) == {"channel": ["Chat"], "region": ["North"]}


def test_a_missing_value_can_be_asked_for(at_page: AtPage) -> None:
    app = at_page("loyalty", opened=("filter-region",))

    named(app.multiselect, "filter.region").set_value([None]).run()

    assert query_of(app) == {"region": ["(not given)"]}
    assert "80 answers" in words_of(app)


def test_the_default_leaves_the_link_empty(at_page: AtPage) -> None:
    app = at_page(opened=("period",), period="13w", grain="day")

    named(app.pills, "period").set_value("4w").run()
    named(app.segmented_control, "grain").set_value("week").run()

    assert query_of(app) == {}


def test_a_range_of_days_is_a_period(at_page: AtPage) -> None:
    app = at_page("loyalty", opened=("period",))
    dates = named(app.date_input, "dates")

    dates.set_value((date(2026, 1, 5), date(2026, 1, 18))).run()

    assert query_of(app) == {"period": ["2026-01-05..2026-01-18"]}
    assert "5–18 Jan 2026 against 22 Dec 2025–4 Jan 2026." in words_of(app)


def test_half_a_range_changes_nothing_yet(at_page: AtPage) -> None:
    app = at_page("loyalty", opened=("period",))
    dates = named(app.date_input, "dates")

    dates.set_value((date(2026, 1, 5),)).run()

    assert query_of(app) == {}
    assert not app.exception


def test_a_period_of_the_link_that_is_no_preset_is_one_of_the_choices(at_page: AtPage) -> None:
    app = at_page(opened=("period",), period="2026-01")

    assert named(app.pills, "period").value == "2026-01"
    assert "1–31 Jan 2026 against 1–31 Dec 2025." in words_of(app)


def test_an_unknown_value_stays_and_matches_nothing_and_is_named(at_page: AtPage) -> None:
    app = at_page("loyalty", channel=["Chat", "Fax"])

    assert "Channel has no value “Fax”, so nothing matches it." in words_of(app)
    assert query_of(app) == {"channel": ["Chat", "Fax"]}
    assert "80 answers" in words_of(app)


def test_an_unknown_value_can_be_removed(at_page: AtPage) -> None:
    app = at_page("loyalty", channel=["Chat", "Fax"])

    app.button(key="remove-unknown-0").click().run()

    assert query_of(app) == {"channel": ["Chat"]}
    assert "has no value" not in words_of(app)


def test_an_unknown_dimension_is_named_and_can_be_removed(at_page: AtPage) -> None:
    app = at_page("loyalty", colour="red")

    assert "There is no dimension “colour” in these data" in words_of(app)
    assert finding_of(app) == "NPS: not available by colour"

    app.button(key="remove-unknown-0").click().run()

    assert query_of(app) == {}
    assert finding_of(app) == "NPS is −9, a clear rise of 33.3 points"


def test_a_parameter_that_cannot_be_used_is_said_and_left_out(at_page: AtPage) -> None:
    app = at_page("loyalty", period="someday", channel="Chat")

    assert "There is no period" in words_of(app)
    assert "Channel: Chat." in words_of(app)

    app.button(key="remove-problem-0").click().run()

    assert query_of(app) == {"channel": ["Chat"]}


def test_markup_in_a_link_stays_text(at_page: AtPage) -> None:
    app = at_page("loyalty", channel="<img src=x onerror=alert(1)>")

    assert not any("<img src=x" in element.proto.body for element in app.get("html"))


def test_clearing_filters_keeps_period_and_grain(at_page: AtPage) -> None:
    app = at_page(channel="Chat", region="North", period="13w")

    app.button(key="clear").click().run()

    assert query_of(app) == {"period": ["13w"]}


def test_the_link_to_copy_says_everything_with_absolute_dates(at_page: AtPage) -> None:
    app = at_page("loyalty", opened=("share",), channel="Chat")

    address = app.code[0].value

    assert "period=2026-02-09..2026-03-08" in address
    assert "compare=before" in address
    assert "grain=week" in address
    assert "channel=Chat" in address
    assert "definition=nps.nps" in address
    assert "definition=churn.lost" in address


BACK = "The page is filtered by “Chat”."


def test_a_link_leads_back_from_what_a_mark_chose_until_something_else_is_chosen(at_page: AtPage) -> None:
    app = at_page("loyalty", opened=("filter-channel", "filter-region"), channel="Chat", region="North", back="channel")
    assert BACK in words_of(app)

    named(app.multiselect, "filter.region").set_value([]).run()
    assert BACK in words_of(app)

    named(app.multiselect, "filter.channel").set_value(["Chat", "E-mail"]).run()
    assert "filtered by" not in words_of(app)
    assert query_of(app) == {"channel": ["Chat", "E-mail"]}


def test_the_way_back_restores_what_there_was_before(at_page: AtPage) -> None:
    app = at_page("loyalty", channel="Chat", region="North", back=["channel", "Chat", "E-mail"])

    app.button(key="widen").click().run()

    assert query_of(app) == {"channel": ["Chat", "E-mail"], "region": ["North"]}


def test_a_way_back_that_makes_no_sense_is_left_alone(at_page: AtPage) -> None:
    for back in ("region", "", "grain", ["period", "someday"], ["channel", "Chat"], "<script>"):
        app = at_page("loyalty", channel="Chat", back=back)

        assert "filtered by" not in words_of(app)
        assert not app.exception
        assert [link for link in app.get("page_link") if "back" in link.proto.query_string] == []


def test_a_popover_that_closes_before_the_browser_knows_the_new_link_takes_nothing_back(at_page: AtPage) -> None:
    app = at_page("loyalty", opened=("filter-channel",))
    named(app.multiselect, "filter.channel").set_value(["Chat"]).run()

    app.query_params.clear()  # what the address bar still says
    app.session_state["link.kept"] = True
    app.session_state["filter-channel"] = False
    app.run()

    assert "Channel: Chat." in words_of(app)


def test_the_back_button_takes_back_what_was_chosen_in_a_popover(at_page: AtPage) -> None:
    app = at_page("loyalty", opened=("filter-channel",))
    named(app.multiselect, "filter.channel").set_value(["Chat"]).run()

    app.query_params.clear()
    app.run()

    assert "Channel: Chat." not in words_of(app)


def test_a_button_that_closes_a_popover_by_the_same_click_is_heeded(at_page: AtPage) -> None:
    app = at_page("loyalty", opened=("filter-channel",), channel="Chat")

    app.session_state["link.kept"] = True
    app.button(key="clear").click().run()

    assert query_of(app) == {}
    assert "Channel: Chat." not in words_of(app)


def test_other_pages_take_over_the_filters_and_the_way_back_and_not_the_arrangement() -> None:
    state = State(Filters().where_("channel", ["Chat"]), Arrangement(tab="flow", search="late", back=("channel",)))

    assert state.to_other_pages() == {"channel": ["Chat"], "back": ["channel"]}
