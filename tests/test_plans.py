"""A page asks together what it asked one by one the last time; its numbers do not depend on that."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cx.filters import Filters
from cx.reports import overview
from cx.reports.ask import Arrangement, Ask, Question
from cx.reports.page import Cards, Chart, Page
from cx.reports.plans import Plans
from cx.store.warehouse import Warehouse, open_warehouse
from tests.pages import small


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("company")
    small.build(found)
    return found


@pytest.fixture(scope="module")
def warehouse(folder: Path) -> Iterator[Warehouse]:
    settings = small.settings(folder)
    opened = open_warehouse(settings.warehouse_url, settings)
    yield opened
    opened.close()


class Asked:
    """A warehouse's tallies; notes the questions that come at once."""

    def __init__(self, warehouse: Warehouse) -> None:
        self.warehouse = warehouse
        self.at_once: list[list[Question]] = []

    def tallies(self, questions):
        self.at_once.append(list(questions))
        return self.warehouse.tallies(questions)

    def tally(self, *question):
        self.at_once.append([question])
        return self.warehouse.tally(*question)

    def ask(self, filters: Filters) -> Ask:
        known = self.warehouse
        return Ask(known.contents(), known.settings, filters, self.tally, several=self.tallies)


def page_of(ask: Ask) -> Page:
    return overview.page(ask, Arrangement())


def shown(page: Page) -> list[object]:
    """What a page says, to be compared."""
    charts = [(part.key, part.title, part.shown.to_csv()) for part in page.parts if isinstance(part, Chart)]
    return [page.head, *(part for part in page.parts if isinstance(part, Cards)), *charts]


def test_the_second_time_everything_under_its_filters_is_asked_at_once(warehouse: Warehouse) -> None:
    asked, plans = Asked(warehouse), Plans()
    plans.made("overview", first := asked.ask(Filters()), lambda: page_of(first))
    assert len(asked.at_once) > 1
    wanted = {question for several in asked.at_once for question in several}
    asked.at_once.clear()

    plans.made("overview", second := asked.ask(Filters()), lambda: page_of(second))

    assert set(asked.at_once[0]) == {question for question in wanted if question[1].period != "all"}
    assert all(question[1].period == "all" for several in asked.at_once[1:] for question in several)


def test_a_page_says_the_same_whether_its_questions_were_asked_together_or_not(warehouse: Warehouse) -> None:
    asked, plans = Asked(warehouse), Plans()
    plans.made("overview", first := asked.ask(Filters()), lambda: page_of(first))
    for filters in (
        Filters(grain="month"),
        Filters(period="12w", compare="year"),
        Filters().where_("region", ["North"]),
    ):
        ask, alone = asked.ask(filters), Asked(warehouse).ask(filters)

        assert shown(plans.made("overview", ask, lambda ask=ask: page_of(ask))) == shown(page_of(alone))


def test_what_a_page_no_longer_wants_is_no_longer_asked(warehouse: Warehouse) -> None:
    asked, plans = Asked(warehouse), Plans()
    for by in (("channel",), ("region",), ("region",)):
        ask = asked.ask(Filters())
        asked.at_once.clear()
        plans.made("page", ask, lambda ask=ask, by=by: [ask.tally("nps", by), ask.tally("csat", by)])

    assert [[question[2] for question in several] for several in asked.at_once] == [[("region",), ("region",)]]


def test_too_many_plans_are_forgotten(warehouse: Warehouse) -> None:
    asked, plans = Asked(warehouse), Plans(most=1)
    for name in ("one", "other", "one"):
        ask = asked.ask(Filters())
        asked.at_once.clear()
        plans.made(name, ask, lambda ask=ask: [ask.tally("nps"), ask.tally("csat")])

    assert [len(several) for several in asked.at_once] == [1, 1]
