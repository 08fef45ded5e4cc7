"""The page on which numbers are checked: green where nothing is wrong, red for exactly what is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import true

from cx import kinds
from cx.company import Company, open_own
from cx.filters import Filters
from cx.measures import MEASURES, Measure, measure
from cx.profiles import PROFILES
from cx.reports import reconciliation, trust, trust_questions, whole
from cx.reports.ask import Arrangement, Ask
from cx.reports.html import html_page
from cx.reports.page import Attention, Chart, Page, Picker, Table
from cx.reports.reconciliation import compare
from cx.reports.sources import source
from cx.reports.tables import csv_bytes
from cx.settings import load
from cx.store.joins import Join, joins
from cx.store.query import Question
from cx.store.second_road.bridge import Bridge
from cx.store.warehouse import Warehouse
from cx.store.workspace import Reject
from cx.surveys import Survey
from cx.tally import Tally
from tests.facts import NPS, Row, answer, arrow, at, bring, ticket
from tests.pages import small
from tests.pages.models import plain
from tests.small_company import OFFICE, fill

HOSTILE = '=HYPERLINK("x"),<script>alert(1)</script>,![a](b)'


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    """Something in every table."""
    folder = tmp_path_factory.mktemp("trust")
    own = open_own(load(small.environment(folder) | {"calendars": OFFICE}, {}))
    fill(own.warehouse)
    yield own
    own.warehouse.close()
    own.workspace.close()


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Company]:
    own = open_own(load(small.environment(tmp_path), {}))
    yield own
    own.warehouse.close()
    own.workspace.close()


def asked(own: Company, **query: str | list[str]) -> Ask:
    given = {"period": "2025-02-01..2025-03-10", **query}
    return Ask(own.warehouse.contents(), own.settings, Filters.from_query(given), own.warehouse.tally, False, own)


def page(own: Company, tab: str = "", about: str = "", versus: str = "", **query: str | list[str]) -> Page:
    return trust.page(asked(own, **query), Arrangement(tab=tab, about=about, versus=versus))


def table(of: Page, key: str) -> Table:
    return next(part for part in of.parts if isinstance(part, Table) and part.key == key)


def states(of: Page) -> dict[str, str]:
    shown = table(of, "trust-roads").shown
    return dict(zip(shown["Number"], map(plain, shown["State"]), strict=True))


def wrong(of: Page) -> set[str]:
    return {name for name, state in states(of).items() if state.startswith("✗")}


# Do the numbers agree?


def test_without_a_fault_every_number_agrees(company: Company) -> None:
    found = page(company)

    assert found.head.finding == "All 17 numbers agree when counted a second way"
    assert set(states(found)) > {"NPS", "CSAT", "CES", "Solved first time", "First reply", "Resolution"}
    assert wrong(found) == set()
    assert not [part for part in found.parts if isinstance(part, Attention)]


@pytest.mark.parametrize("query", [{"channel": ["chat", "(not given)"]}, {"period": "all"}, {"compare": "year"}])
def test_it_is_green_under_other_filters(company: Company, query: dict[str, Any]) -> None:
    assert wrong(page(company, **query)) == set()


Forgetting = Callable[[str], None]


@pytest.fixture
def forgetting(monkeypatch: pytest.MonkeyPatch) -> Forgetting:
    """Plants a fault: the query builder forgets the conditions of one table."""
    honest = Question.where

    def plant(name: str) -> None:
        monkeypatch.setattr(
            Question, "where", lambda self: true() if self.measure.table == name else honest(self)
        )  # fmt: skip

    return plant


def test_a_filter_that_the_query_builder_forgets_turns_the_page_red(company: Company, forgetting: Forgetting) -> None:
    forgetting("answers")

    found = page(company, channel="chat")

    of_answers = {"NPS", "CSAT", "CES", "Service satisfaction", "Satisfaction 1–10", "Reviews", "Said to be solved"}
    assert wrong(found) == of_answers
    assert found.head.finding.endswith("do not agree when counted a second way")
    (attention,) = (part for part in found.parts if isinstance(part, Attention))
    assert attention.title == "7 numbers do not agree"
    assert {item.bar for item in attention.items} == {"bad"}


def test_the_other_tables_turn_red_too(company: Company, forgetting: Forgetting) -> None:
    forgetting("tickets")

    red = wrong(page(company, channel="chat"))

    assert {"Solved first time", "First reply", "Resolution", "Promise kept", "Backlog"} <= red
    assert not red & {"NPS", "CSAT", "CES"}


def test_a_wrong_formula_turns_exactly_its_number_red(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    honest = kinds._KINDS["net"]
    too_high = lambda counted: honest(counted)._replace(value=honest(counted).value + 0.032)  # noqa: E731
    monkeypatch.setitem(kinds._KINDS, "net", too_high)

    found = page(company)

    assert wrong(found) == {"NPS"}
    assert states(found)["NPS"] == "✗ differs by 3.2 points"
    assert plain(found.head.finding).startswith("NPS does not agree: ")


def test_a_wrong_bin_turns_a_time_red(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    honest = kinds._KINDS["survival"]
    two_bins_up = lambda counted: honest(counted)._replace(value=honest(counted).value * 1.05)  # noqa: E731
    monkeypatch.setitem(kinds._KINDS, "survival", two_bins_up)

    assert wrong(page(company)) == {"Resolution"}


def test_rows_that_are_lost_turn_it_red_though_the_score_stays(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = kinds._KINDS["net"]
    monkeypatch.setitem(kinds._KINDS, "net", lambda counted: honest(counted)._replace(n=honest(counted).n - 2))

    assert states(page(company))["NPS"] == "✗ differs by 2 answers"


def test_a_definition_without_a_second_road_is_never_green(company: Company) -> None:
    found = page(company, definition=["fcr.F9", "nps.nps@customer"])

    assert states(found)["Solved first time (the customer says so)"] == "– no second road for this definition"
    assert "2 without a second road" in table(found, "trust-roads").footer
    assert table(found, "trust-roads").table.set_index("reading").loc["F9", "state"] == "no_road"


def test_what_may_not_be_shown_is_not_shown_on_the_second_road_either(empty: Company) -> None:
    quiet = Survey("quiet", "nps", anonymous=True, headline=True)
    rows = [answer(nr, 10, survey="quiet") for nr in range(3)]
    bring(empty.warehouse, "answers", *rows, surveys=(quiet,))

    found = page(empty, period="all")
    row = table(found, "trust-roads").shown.iloc[0].tolist()

    assert row[1:6] == ["– not shown, so that nobody can be recognised", "—", "—", "", ""]
    assert table(found, "trust-roads").table.iloc[0].tolist()[2:6] == [None, None, 0, 0]
    assert table(found, "trust-bridge").shown["Number"].tolist() == ["0"] * 5


def test_the_parts_add_up_to_the_whole(company: Company) -> None:
    shown = table(page(company), "trust-sums").shown

    assert set(shown["State"]) == {"✓ adds up"}
    assert len(shown) == 7
    assert shown.iloc[0]["Sum over groups"] == f"{shown.iloc[0]['Card']} by channel"


@pytest.mark.parametrize(("road", "column"), [("trend", "Sum over time"), ("by_period", "Sum over groups")])
def test_parts_that_lose_rows_do_not_add_up(
    company: Company, monkeypatch: pytest.MonkeyPatch, road: str, column: str
) -> None:
    honest = getattr(Ask, road)

    def losing(ask: Ask, of: Measure, *by: str) -> Tally:
        tally: Tally = honest(ask, of, *by)
        return tally.select(tally.groups.index == 0) if of.name == "nps" else tally

    monkeypatch.setattr(Ask, road, losing)

    found = table(page(company, period="2025-W06"), "trust-sums")

    shown = found.shown.set_index("Number")
    assert found.title == "NPS: the parts do not add up"
    assert shown.loc["NPS", column].split()[0] != shown.loc["NPS", "Card"]
    assert shown["State"].str.startswith("✗").tolist() == [True, *[False] * 6]


def test_the_bridge_counts_every_step(empty: Company) -> None:
    tickets = [ticket(nr, customer_id=str(nr)) for nr in range(4)]
    answers = [
        answer(1, 10, ticket_id="1", ticket_source="desk"), answer(2, 11, ticket_id="9", ticket_source="desk"),
        answer(3, None), answer(4, 3, "2025-03-04"),
    ]  # fmt: skip
    invitations = [
        {"source": "form", "invitation_id": str(nr), "sent_at": at("2025-03-03 10:00"), "delivered": nr % 2,
         "answered": int(nr == 0)} for nr in range(5)
    ]  # fmt: skip
    with empty.warehouse.publish(surveys=(NPS,)) as batch:
        for name, rows in (("tickets", tickets), ("answers", answers), ("invitations", invitations)):
            batch.add(name, arrow(name, rows))

    found = table(page(empty, period="2025-03-03..2025-03-03"), "trust-bridge")

    assert found.table["n"].tolist() == list(Bridge(4, 5, 3, 1, 3, 2, 1, 2, 1))
    assert found.shown["Lost on the way"].tolist() == ["", "", "2", "2", "", "1", "1", "1", "1"]


def test_a_filter_that_a_table_does_not_know_leaves_its_steps_out(company: Company) -> None:
    steps = table(page(company, survey="nps"), "trust-bridge")

    assert "Tickets created" not in set(steps.table["step"])


# Definitions.


def test_every_measure_says_how_far_its_definitions_lie_apart(company: Company) -> None:
    found = page(company, "definitions")
    shown = table(found, "definitions-all").shown.set_index("Measure")

    assert len(shown) == len(MEASURES)
    assert plain(shown.loc["Solved first time", "Depending on the rule"]).count("(F") == 2
    assert found.head.finding.startswith("Solved first time: ")
    assert found.head.finding.endswith(", depending on the rule")


def test_one_measure_is_looked_at_closely(company: Company) -> None:
    found = page(company, "definitions", about="nps")
    (chart,) = (part for part in found.parts if isinstance(part, Chart))
    (picker,) = (part for part in found.parts if isinstance(part, Picker))

    assert (picker.name, picker.chosen, picker.default) == ("about", "nps", "fcr")
    assert "nps@customer" in set(chart.table["definition"])
    assert len(table(found, "definitions-closer").shown) == len(list(measure("nps").definitions()))
    assert chart.shown.loc[chart.shown["In force"] == "yes", "Definition"].tolist() == ["NPS"]


def test_a_definition_that_is_chosen_is_used_on_every_page(company: Company) -> None:
    (chart,) = (part for part in page(company, "definitions").parts if isinstance(part, Chart))
    assert chart.choices is not None
    point = chart.choices.point("F3")

    assert point is not None
    assert point.filters == asked(company).filters.read_as("fcr", "F3")


def test_the_definition_in_force_is_the_one_drawn_bold(company: Company) -> None:
    (chart,) = (p for p in page(company, "definitions", definition="fcr.F3").parts if isinstance(p, Chart))

    assert chart.figure is not None
    bold = [name for name in chart.figure.layout.yaxis.ticktext if name.startswith("<b>")]
    assert bold == ["<b>One agent reply</b>"]


def test_every_definition_has_a_source() -> None:
    for known in MEASURES.values():
        for reading in known.definitions():
            assert source(known, reading)
    assert source(measure("nps"), measure("nps").reading("nps@customer")) == "Retently, article 2364438"
    assert "Kaplan" in source(measure("resolution"), measure("resolution").reading())
    assert source(measure("escalation"), measure("escalation").reading()) == "A plain count"


def test_a_measure_that_is_not_known_says_why(empty: Company) -> None:
    bring(empty.warehouse, "answers", answer(1, 10))

    found = page(empty, "definitions", about="resolution", period="all")
    (chart,) = (part for part in found.parts if isinstance(part, Chart))

    assert chart.message is not None
    assert chart.message.title == "No data for Resolution"
    assert found.head.finding == "Resolution: no data for Resolution"


# What a help desk would show.


@pytest.mark.parametrize("tool", PROFILES)
def test_every_line_of_a_tool_stands_beside_the_own_definition(company: Company, tool: str) -> None:
    shown = table(page(company, "tools", versus=tool), "tools").shown

    assert len(shown) == len(PROFILES[tool])
    assert (shown["Why"] != "").all()
    assert (shown["Source"] != "").all()


def test_what_a_tool_shows_is_the_reading_it_uses(company: Company) -> None:
    line = table(page(company, "tools"), "tools").table.iloc[0]
    theirs = company.warehouse.score("fcr", asked(company).filters, reading="F4").records()[0]["value"]
    ours = company.warehouse.score("fcr", asked(company).filters).records()[0]["value"]

    assert (line["value"], line["own_value"]) == (theirs, ours)
    assert line["difference"] == pytest.approx(theirs - ours)


def test_another_question_has_no_difference(company: Company) -> None:
    shown = table(page(company, "tools"), "tools").shown
    transferred = shown[shown["Zendesk counts"] == "transferred"].iloc[0]

    assert transferred["Difference"] == "another question"


def test_an_unknown_tool_is_the_first_one(company: Company) -> None:
    assert table(page(company, "tools", versus="nobody's"), "tools").title == "Zendesk beside your own definitions"


# The data.


def test_answers_outside_their_scale_are_counted_by_question(company: Company) -> None:
    found = page(company, "data")
    questions = table(found, "data-questions").table.set_index("question")
    contents = company.warehouse.contents()

    assert questions["outside_scale"].sum() == sum(s.outside_scale for s in contents.sources) > 0
    assert questions["answers"].sum() == sum(contents.rows_of.values())
    assert "outside their scale" in found.head.finding


def test_a_question_whose_form_offers_another_scale_is_named(empty: Company) -> None:
    web = Survey("web", "nps")
    honest = [answer(nr, nr % 11) for nr in range(300)]
    form = [answer(f"w{nr}", 1 + nr % 10, survey="web") for nr in range(300)]
    bring(empty.warehouse, "answers", *honest, *form, surveys=(NPS, web))

    found = page(empty, "data", period="all")
    shown = table(found, "data-questions").shown.set_index("Question")

    assert shown.loc["web", "State"] == "✗ nobody chose 0: another scale?"
    assert shown.loc["nps", "State"] == "✓ all on the scale"
    assert found.head.finding == "“web” may have been asked on another scale than declared"


def test_questions_asked_in_different_ways_stand_side_by_side(empty: Company) -> None:
    late = Survey("late", "nps", 1, 10, wording="Would you?")
    same = Survey("same", "nps", wording="")
    rows = [answer(1, 5, "2025-01-02"), answer(2, 5, "2025-02-02", survey="late"),
            answer(3, 5, "2025-03-02", survey="same")]  # fmt: skip
    bring(empty.warehouse, "answers", *rows, surveys=(NPS, late, same))

    shown = table(page(empty, "data", period="all"), "data-changes").shown

    assert shown["Question"].tolist() == ["nps", "late", "same"]
    assert shown["Differs in"].tolist() == ["asked first", "scale, wording", "asked first"]
    assert shown["From"].tolist() == ["January 2025", "February 2025", "March 2025"]


def test_a_small_anonymous_question_is_not_counted(empty: Company) -> None:
    quiet = Survey("quiet", "nps", anonymous=True)
    bring(empty.warehouse, "answers", *[answer(nr, 5, survey="quiet") for nr in range(4)], surveys=(quiet,))

    (question,) = trust_questions.questions(asked(empty, period="all"))

    assert (question.answers, question.outside) == (None, None)


def test_what_joined_and_what_did_not(warehouse: Warehouse) -> None:
    answers = [
        answer(1, 5, ticket_id="1", ticket_source="desk", customer_id="a"), answer(2, 5, ticket_id="9"),
        answer(3, 5, customer_id="nobody"), answer(4, 5),
    ]  # fmt: skip
    customers: list[Row] = [{"source": "crm", "customer_id": name} for name in ("a", "b")]
    with warehouse.publish(surveys=(NPS,)) as batch:
        batch.add("customers", arrow("customers", customers))
        batch.add("tickets", arrow("tickets", [ticket(1, customer_id="a"), ticket(2, customer_id="z")]))
        batch.add("answers", arrow("answers", answers))

    found = {(one.table, one.other): one for one in joins(warehouse.database, warehouse.contents())}

    assert found["answers", "tickets"] == Join("answers", "tickets", 4, 2, 1)
    assert found["answers", "customers"][2:] == (4, 2, 1)
    assert found["tickets", "customers"] == Join("tickets", "customers", 2, 2, 1)


def test_settings_edited_since_are_said(company: Company) -> None:
    assert set(table(page(company, "data"), "data-settings").shown["State"]) == {"✓ the same"}
    before = company.settings
    company.settings = before.with_(week_start="sunday")
    try:
        found = page(company, "data")
    finally:
        company.settings = before

    shown = table(found, "data-settings").shown.set_index("Setting")
    assert shown.loc["First day of the week"].tolist() == ["monday", "sunday", "✗ derive again"]
    assert found.head.finding == "Settings were changed since these numbers were derived"


# Imports.


def record(own: Company, *raws: str, landed: bool = True) -> int:
    rejects = [_reject(nr, raw) for nr, raw in enumerate(raws)]
    counts = {"read": 5, "added": 4, "changed": 0, "unchanged": 0, "rejected": len(raws)}
    return own.workspace.record_import(
        started_at=at("2025-03-03 10:00"), preset="generic-answers", source="form", files=["=a.csv"], landed=landed,
        rejects=rejects, **counts,
    )  # fmt: skip


def _reject(line: int, raw: str) -> Reject:
    return Reject("=a.csv", line, "score", "not a number", raw)


def test_imports_are_listed_newest_first_with_the_rejects_of_one(empty: Company) -> None:
    numbers = [record(empty, "a"), record(empty), record(empty, HOSTILE, "b", landed=False)]

    found = page(empty, "data", period="all")
    (picker,) = (part for part in found.parts if isinstance(part, Picker))

    assert table(found, "data-imports").shown["Import"].tolist() == [str(nr) for nr in reversed(numbers)]
    assert table(found, "data-imports").shown["State"].tolist() == ["✗ landed nothing", "✓ landed", "✓ landed"]
    assert [value for value, _words in picker.options] == [str(numbers[2]), str(numbers[0])]
    assert table(found, "data-rejects").shown["As it came"].tolist() == [HOSTILE, "b"]
    chosen = page(empty, "data", about=str(numbers[0]), period="all")
    assert table(chosen, "data-rejects").shown["As it came"].tolist() == ["a"]


def test_rejected_rows_do_no_harm_in_a_file(empty: Company) -> None:
    record(empty, HOSTILE)
    found = page(empty, "data", period="all")

    text = csv_bytes(table(found, "data-rejects").table).decode("utf-8-sig")
    made = html_page(found, language="en").decode()

    assert "\r\n'=a.csv," in text
    assert "'=HYPERLINK" in text
    assert "<script>alert" not in made
    assert "&lt;script&gt;alert(1)" in made


# Without data.


@pytest.mark.parametrize("tab", trust.TABS)
def test_without_any_data_every_tab_says_so(empty: Company, tab: str) -> None:
    found = page(empty, tab, period="all")

    assert found.head.finding
    assert all(part.message or len(part.shown) for part in found.parts if isinstance(part, Table))


@pytest.mark.parametrize("tab", trust.TABS)
def test_a_filter_that_matches_nothing_leaves_every_tab_standing(company: Company, tab: str) -> None:
    found = page(company, tab, channel="nobody's")

    assert found.head.finding
    if tab == "numbers":
        message = table(found, "trust-roads").message
        assert found.head.finding == "No rows match these filters"
        assert message is not None
        assert plain(message.text) == "Channel: nobody's. Days: 1 Feb–10 Mar 2025."


def test_one_answer_is_counted_twice_too(empty: Company) -> None:
    bring(empty.warehouse, "answers", answer(1, 10))

    found = page(empty, period="all")

    assert found.head.finding == "The only number agrees when counted a second way"
    assert states(found)["NPS"] == "✓ agrees"
    assert states(found)["Resolution"] == "– No data for Resolution"


def test_where_only_tallies_can_be_asked_nothing_is_claimed(company: Company) -> None:
    alone = Ask(company.warehouse.contents(), company.settings, Filters(), company.warehouse.tally)

    assert compare(alone) == []
    assert trust.page(alone, Arrangement()).head.finding == "There is no number to count a second way"


def test_a_file_holds_all_tabs(company: Company) -> None:
    made = whole.whole(trust.page, asked(company), Arrangement())
    text = html_page(made, language="en").decode()

    for title, _tab in trust.TABS.values():
        assert f'<h2 class="part">{title}</h2>' in text
    assert "cx-right" in text


def test_the_numbers_compared_are_the_headline_ones_and_more(company: Company) -> None:
    names = [(known.name, reading.full_name) for known, reading in reconciliation.numbers(asked(company))]

    assert {name for name, known in MEASURES.items() if known.headline} <= {name for name, _ in names}
    assert ("first_response", "within:3600") in names
    assert len(set(names)) == len(names)
