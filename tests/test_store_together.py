"""Several tallies at once are those that are asked one by one, on each engine."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from cx.definitions import Definitions
from cx.errors import Unavailable
from cx.filters import Filters
from cx.measures import MEASURES, measure
from cx.store.query import Question
from cx.store.together import in_sets, shared
from cx.store.warehouse import Warehouse, open_warehouse
from cx.tally import Tally
from tests.pages import small

WEEKS = Filters(grain="week")
FILTERS = (
    WEEKS,
    Filters(period="all", grain="month"),
    Filters(period="2026-02", compare="year", grain="day"),
    Filters(period="12w", compare="none").where_("region", [None, "South"]),
    Filters().where_("survey", ["nps"]),
    Filters().where_("survey", ["nps", "pulse"]),
    Filters().where_("channel", ["nobody's"]),
    Filters(period="2020"),
    Filters(definitions=(("resolution", "p90@business"), ("nps", "nps@customer"))),
)
BYS = (
    (),
    ("period",),
    ("week",),
    ("channel", "period"),
    ("region", "week"),
    ("survey",),
    ("weekend",),
    ("survey", "week"),
)


@pytest.fixture(scope="module")
def company(engine: str, tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """The small company on each engine in turn, with a dimension of its own."""
    folder = tmp_path_factory.mktemp(engine)
    opened = open_warehouse(f"{engine}:///{folder}/company.{engine}", small.settings(Path(folder)))
    with opened.publish(small.SURVEYS, {"hall": "d1"}) as batch:
        answers = small.answers(40)
        halls = [("A", "B", None)[k % 3] for k in range(len(answers))]
        batch.add("answers", answers.append_column("d1", [halls]))
        batch.add("tickets", small.tickets(40))
    yield opened
    opened.close()


def one_by_one(company: Warehouse, name: str, filters: Filters, by: tuple[str, ...]) -> Tally | str:
    """The tally by a statement of its own, as the query builder writes it for anything else."""
    asked = filters.measure(name)
    try:
        question = Question(asked, filters, by, company.contents())
    except Unavailable as reason:
        return str(reason)
    with company.database.read() as connection:
        frame = company.database.frame(connection, question.tally())
    return Tally.from_frame(asked, frame, by, question.surveys)


def written(tally: Tally | Unavailable | str) -> object:
    """Everything a tally holds, to be compared."""
    if isinstance(tally, Unavailable | str):
        return str(tally)
    groups = [tuple(map(repr, row)) for row in tally.groups.itertuples(index=False)]
    return str(tally), groups, tally.bins.tolist(), tally.counts.tolist(), list(tally.surveys)


@pytest.mark.parametrize("filters", FILTERS, ids=str)
def test_together_they_are_what_they_are_one_by_one(company: Warehouse, filters: Filters) -> None:
    names = [name for name, known in MEASURES.items() if known.counting != "membership"]
    trend = filters.with_(period="2025-12-01..2026-03-11", compare="none")
    asked = [
        *product(names, [filters], [*BYS, ("hall",)]),
        *product(names, [trend], [("week",), ("day",), ("channel",)]),
    ]

    found = company.tallies(asked)

    assert [written(tally) for tally in found] == [written(one_by_one(company, *question)) for question in asked]


def test_a_period_and_a_trend_are_counted_in_one_statement(company: Warehouse) -> None:
    trend = WEEKS.with_(period="12w", compare="none")
    asked = [("resolution", WEEKS, ("period",)), ("resolution", trend, ("week",))]

    assert statements(company, asked) == [["resolution", "resolution"]]


def test_questions_of_surveys_that_are_asked_alike_share_a_statement(company: Warehouse) -> None:
    trend = WEEKS.with_(period="12w", compare="none")
    asked = [(name, *rest) for name in ("nps", "csat", "ces") for rest in ((WEEKS, ("period",)), (trend, ("week",)))]

    assert [sorted(names) for names in statements(company, asked)] == [["ces", "ces", "csat", "csat", "nps", "nps"]]


def test_what_the_periods_are_is_read_from_a_breakdown_that_counts_them_anyway(company: Warehouse) -> None:
    trend = WEEKS.with_(period="12w", compare="none")
    asked = [("nps", trend, ("week",)), ("nps", WEEKS, ("period",)), ("nps", WEEKS, ("channel", "period"))]

    assert [len(names) for names in statements(company, asked)] == [1, 2]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("nps", WEEKS, ("channel",)), ("nps", WEEKS, ("region",))),
        (("nps", WEEKS, ()), ("nps", WEEKS.where_("channel", ["Chat"]), ())),
        (("nps", WEEKS, ()), ("nps", WEEKS.where_("survey", ["pulse"]), ("week",))),
        (("fcr", WEEKS, ()), ("resolution", WEEKS, ())),
    ],
)
def test_what_counts_other_rows_or_other_groups_is_asked_apart(company: Warehouse, one: object, other: object) -> None:
    assert len(statements(company, [one, other])) == 2


@pytest.mark.parametrize(("has_sets", "many"), [(True, [3]), (False, [1, 1, 1])])
def test_breakdowns_of_the_same_rows_are_one_statement_where_the_engine_has_sets(
    company: Warehouse, has_sets: bool, many: list[int]
) -> None:
    names = ("channel", "region", "survey")
    questions = [Question(measure("nps"), FILTERS[5], (name, "period"), company.contents()) for name in names]

    assert [len(several) for several in in_sets(shared(questions), has_sets)] == many


def test_breakdowns_over_other_days_are_no_part_of_the_same_statement(company: Warehouse) -> None:
    asked = (WEEKS, ("channel", "period")), (WEEKS.with_(period="12w"), ("region", "period"))
    questions = [Question(measure("nps"), filters, by, company.contents()) for filters, by in asked]

    assert [len(several) for several in in_sets(shared(questions), True)] == [1, 1]


def statements(company: Warehouse, asked: list[tuple[str, Filters, tuple[str, ...]]]) -> list[list[str]]:
    """The measures of the questions of each statement."""
    contents = company.contents()
    questions = [Question(measure(name), filters, by, contents) for name, filters, by in asked]
    return [[question.measure.name for question in one.questions] for one in shared(questions)]


@pytest.mark.parametrize("filters", [WEEKS, FILTERS[4]], ids=str)
def test_definitions_of_several_measures_are_those_of_each(company: Warehouse, filters: Filters) -> None:
    assert [defined(one) for one in company.every_definition(list(MEASURES), filters)] == [
        defined(*company.every_definition([name], filters)) for name in MEASURES
    ]


def defined(found: Definitions | Unavailable) -> object:
    """Every score of every definition, and why others are missing."""
    if isinstance(found, Unavailable):
        return str(found)
    return [repr(one.records()) for one in found.scores], {name: str(why) for name, why in found.unavailable.items()}


def test_what_cannot_be_known_stands_in_its_place(company: Warehouse) -> None:
    found = company.tallies([("review", WEEKS, ()), ("nps", WEEKS, ()), ("nps", WEEKS, ("dialect",))])

    assert [isinstance(tally, Unavailable) for tally in found] == [True, False, True]


def test_nothing_asked_is_nothing_found(company: Warehouse) -> None:
    assert company.tallies([]) == []
