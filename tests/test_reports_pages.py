"""The pages there are: what they are called, alone and together, and where all of them are made."""

from __future__ import annotations

import pytest

from cx.company import Company
from cx.errors import BadInput
from cx.filters import Filters
from cx.reports import language
from cx.reports.ask import Arrangement, Ask
from cx.reports.page import Heading
from cx.reports.pages import MODELS, TITLES, WHOLE, model, titles, whole_pages
from cx.store.warehouse import Warehouse
from tests.keeping import company_of
from tests.small_company import fill


@pytest.fixture
def company(warehouse: Warehouse) -> Company:
    return company_of(fill(warehouse))


def test_every_page_has_a_model_and_a_title() -> None:
    assert list(TITLES) == list(MODELS) == list(WHOLE)


def test_pages_are_called_in_the_readers_language() -> None:
    language.use("en")
    assert titles(["service", "loyalty", "service"]) == "Service, Loyalty"
    assert titles(reversed(WHOLE)) == "Whole dashboard"
    assert titles([]) == ""


def test_a_page_that_is_not_known_keeps_its_name_and_has_no_model() -> None:
    assert titles(["loyalty", "moon"]) == "Loyalty, moon"
    with pytest.raises(BadInput, match="There is no page 'moon'; choose one of overview, "):
        model("moon")


def test_pages_are_made_whole_in_the_order_that_is_asked_for(company: Company) -> None:
    language.use("en")
    ask = Ask.of_company(company, Filters(period="all", compare="none"))

    made = whole_pages(ask, [(name, Arrangement()) for name in reversed(WHOLE)])

    assert [page.name for page in made] == [titles([name]) for name in reversed(WHOLE)]
    tabs = {page.name: sum(isinstance(part, Heading) for part in page.parts) for page in made}
    assert {name for name, n in tabs.items() if n > 1} == {"Service", "Trust"}
