"""What the company calls its channels and dimensions is read everywhere, and never written into links."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from cx.filters import Filters
from cx.reports import names, words

OWN = {("channel", "tel"): "Telephone", ("channel", ""): "Way in", ("team", "tel"): "Night shift"}


@pytest.fixture(autouse=True)
def _own_names() -> Iterator[None]:
    names.use(OWN)
    yield
    names.use({})


def test_a_value_is_called_as_the_company_calls_it_in_its_dimension() -> None:
    assert words.value_name("tel", "channel") == "Telephone"
    assert words.value_name("tel", "team") == "Night shift"
    assert words.value_name("tel", "region") == "tel"
    assert words.value_name("chat", "channel") == "chat"


def test_a_missing_value_stays_missing() -> None:
    assert words.value_name(None, "channel") == "(not given)"


def test_a_dimension_is_called_as_the_company_calls_it() -> None:
    assert words.dimension_name("channel") == "Way in"
    assert words.in_sentence("channel") == "Way in"
    assert words.dimension_name("team") == "Team"
    assert words.in_sentence("team") == "team"
    assert words.dimension_name("gate") == "gate"


def test_filters_say_the_names_and_links_keep_the_values() -> None:
    filters = Filters(where=(("channel", ("tel", None)),))

    assert words.filter_words(list(filters.where)) == ["Way in: Telephone, (not given)"]
    assert filters.to_query() == {"channel": ["tel", "(not given)"]}


def test_another_reader_has_the_names_of_the_data() -> None:
    said: list[str] = []
    other = threading.Thread(target=lambda: said.append(words.value_name("tel", "channel")))
    other.start()
    other.join()

    assert said == ["tel"]
