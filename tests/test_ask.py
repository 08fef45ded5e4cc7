"""A question to a company: what it is put to, and what is read from a link."""

from __future__ import annotations

import pytest

from cx.company import Company
from cx.filters import Filters
from cx.reports import language, names
from cx.reports.ask import Arrangement, Ask, whole_number
from cx.store.warehouse import Warehouse
from tests.keeping import company_of
from tests.small_company import fill


@pytest.fixture
def company(warehouse: Warehouse) -> Company:
    return company_of(fill(warehouse))


def test_a_company_is_asked_about_the_data_in_force(company: Company) -> None:
    filters = Filters(period="all", compare="none")

    ask = Ask.of_company(company, filters)

    assert (ask.contents.version, ask.filters, ask.live) == (company.warehouse.version, filters, True)
    assert ask.tally("nps", ()).n_rows() == company.warehouse.tally("nps", filters).n_rows() > 0
    assert ask.answers.keys() == {("nps", filters, ())}


def test_it_speaks_the_language_it_is_told_to_with_the_names_of_its_company(company: Company) -> None:
    company.workspace.set_labels({("channel", "chat"): "Live chat"})
    company.refresh()
    ask = Ask.of_company(company, Filters())

    @language.apart
    def spoken() -> tuple[str, str]:
        ask.speak("lt")
        return language.current(), names.own_name("channel", "chat")

    assert spoken() == ("lt", "Live chat")
    assert (language.current(), names.own_name("channel", "chat")) == ("en", "")


def test_a_link_names_its_days_and_definitions_so_it_always_shows_the_same(company: Company) -> None:
    ask = Ask.of_company(company, Filters(period="4w"))

    query = ask.to_query()

    assert Filters.from_query(query).period == str(ask.window.current)
    assert {text.partition(".")[0] for text in query["definition"]} >= set(ask.settings.headlines)


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), ("12", 12), ("007", 7), ("", 0), ("-1", 0), ("1.5", 0), ("x", 0), ("9" * 8, 99_999_999), ("9" * 9, 0)],
)
def test_a_number_in_a_link_is_whole_and_not_too_long(text: str, number: int) -> None:
    assert whole_number(text) == number
    assert Arrangement.from_query({"start": text}).start == number
