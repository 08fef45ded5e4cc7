"""Pages are remembered for all visitors: each has the language, the names and the data of those who share them."""

from __future__ import annotations

import contextvars
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from cx.company import Company, open_own
from cx.filters import Filters
from cx.reports import language
from cx.reports.ask import Arrangement, Ask
from cx.reports.page import Page
from pages._parts import data
from tests.pages import small
from tests.pages.models import charts

BY_CHANNEL = Arrangement(by="channel")


@pytest.fixture
def own(company: Path) -> Company:
    return open_own(small.settings(company))


def shown(own: Company, arrangement: Arrangement = BY_CHANNEL, spoken: str = "en", **query: str) -> Page:
    """Loyalty as a visitor gets it, in a thread of the server."""

    def visit() -> Page:
        language.use(spoken)
        return data.model(data.ask(own, Filters.from_query(query)), arrangement, "loyalty")

    return contextvars.Context().run(visit)


def labels(page: Page) -> list[str]:
    chart = charts(page)["by-nps-nps"]
    assert chart.choices is not None
    return [point.label for point in chart.choices.points]


def test_the_same_page_is_made_once_however_it_is_looked_at(own: Company) -> None:
    first = shown(own)

    assert shown(own, BY_CHANNEL.with_(choose="by-nps-nps:Chat", open="nps-trend:x", table=("nps-trend",))) is first
    assert shown(own, BY_CHANNEL, "ru") is not first
    assert shown(own, BY_CHANNEL, period="13w") is not first


def test_visitors_of_two_languages_and_filters_at_once_each_have_their_own(own: Company) -> None:
    asked = [(spoken, period) for spoken in ("en", "ru") for period in ("4w", "13w", "26w")] * 3
    alone = {one: shown(own, BY_CHANNEL, one[0], period=one[1]).head for one in set(asked)}
    data._model.clear()
    together = threading.Barrier(len(asked))

    def visit(one: tuple[str, str]) -> object:
        together.wait(timeout=60)
        return shown(own, BY_CHANNEL, one[0], period=one[1]).head

    with ThreadPoolExecutor(len(asked)) as visitors:
        heads = list(visitors.map(visit, asked))

    assert heads == [alone[one] for one in asked]
    assert len(set(alone.values())) == 6


def test_the_names_of_a_page_are_those_of_the_revision_it_is_remembered_by(own: Company) -> None:
    def visit() -> Page:
        asked = data.ask(own, Filters())
        # Another visitor's run reads what somebody wrote meanwhile.
        own.notes = replace(own.notes, labels={("channel", "Chat"): "Web chat"}, revision=own.notes.revision + 1)
        return data.model(asked, BY_CHANNEL, "loyalty")

    assert "Chat" in labels(contextvars.Context().run(visit))
    assert "Web chat" in labels(shown(own))


def test_a_page_made_while_newer_data_arrived_is_not_remembered(tmp_path: Path) -> None:
    small.build(tmp_path)
    own = open_own(small.settings(tmp_path))

    def visit() -> tuple[Page, Ask]:
        asked = data.ask(own, Filters())
        with own.warehouse.publish() as batch:
            batch.add("answers", small.one_more_answer())
        return data.model(asked, BY_CHANNEL, "loyalty"), asked

    mixed, asked = contextvars.Context().run(visit)
    again = contextvars.Context().run(lambda: data.model(asked, BY_CHANNEL, "loyalty"))

    assert again is not mixed
    assert shown(own) is shown(own)
