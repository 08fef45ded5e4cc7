"""Filters and the links that carry them."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qs, urlencode

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cx import settings
from cx.errors import BadInput
from cx.filters import (
    ARRANGEMENT,
    DIMENSIONS,
    LONGEST_NAME,
    LONGEST_VALUE,
    MOST_DIMENSIONS,
    MOST_VALUES,
    NOT_GIVEN,
    RESERVED,
    Filters,
)
from cx.guard import guard
from cx.measures import MEASURES, measure
from cx.periods import window
from cx.scores import read
from cx.surveys import Survey
from cx.tally import Tally

AWKWARD = ["", " ", "(not given)", "((", "(", "((not given)", "()", "&=+", "%20", "a,b", '"', "'; --", "a\nb", "é",
           "漢字", "=1+1", "<b>", "null", "None", "0"]  # fmt: skip
TEXTS = st.one_of(st.sampled_from(AWKWARD), st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=20))
NAMES = st.one_of(
    st.sampled_from(DIMENSIONS),
    st.text(st.characters(exclude_characters="\0", codec="utf-8"), min_size=1, max_size=20).filter(
        lambda name: name.strip() and name not in RESERVED
    ),
)
READINGS = st.sampled_from(
    [(name, reading.full_name) for name, known in MEASURES.items() for reading in known.definitions()]
    + [("path", "F3"), ("nps", "@customer"), ("resolution", "within:3600@first_business")]
)
FILTERS = st.builds(
    Filters,
    st.sampled_from(["4w", "30d", "last_month", "2017-05", "2017-05..2017-05-20", "2017-05-01..2017-05-31", "all"]),
    st.sampled_from(["before", "year", "none"]),
    st.sampled_from(["day", "week", "month"]),
    st.lists(st.tuples(NAMES, st.lists(st.none() | TEXTS, max_size=4).map(tuple)), max_size=4).map(tuple),
    st.lists(READINGS, max_size=4).map(tuple),
)


@given(FILTERS)
@example(Filters(where=(("channel", ("(not given)", None, "", "(((")),)))
def test_a_link_gives_the_filters_back(filters):
    assert Filters.from_query(filters.to_query()) == filters
    assert hash(Filters.from_query(filters.to_query())) == hash(filters)


@given(FILTERS)
def test_they_survive_a_real_query_string(filters):
    text = urlencode(filters.to_query(), doseq=True)
    assert Filters.from_query(parse_qs(text, keep_blank_values=True)) == filters


@given(FILTERS)
def test_a_complete_link_gives_the_filters_back_too(filters):
    assert Filters.from_query(filters.to_query(complete=True)) == filters


@given(FILTERS)
def test_a_complete_link_says_the_days_and_shows_them_for_ever(filters):
    seen = window(filters.period, filters.compare, filters.grain, as_of=date(2024, 3, 14))
    again = Filters.from_query(filters.to_query(complete=True, window=seen))
    later = window(again.period, again.compare, again.grain, as_of=date(2025, 3, 14))
    assert filters.period == "all" or (later.current, later.previous) == (seen.current, seen.previous)
    assert again.with_(period=filters.period) == filters


def test_defaults_are_left_out_of_a_link_and_all_written_in_a_complete_one():
    assert Filters().to_query() == {}
    complete = Filters().to_query(complete=True)
    assert {name: complete[name] for name in ("period", "compare", "grain")} == {
        "period": ["4w"], "compare": ["before"], "grain": ["week"],
    }  # fmt: skip
    headline = sorted(name for name, known in MEASURES.items() if known.headline)
    assert complete["definition"] == [f"{name}.{measure(name).reading().full_name}" for name in headline]


def test_a_link_is_readable():
    filters = Filters("2017-05", where=(("region", ("EU", None)), ("channel", ("chat",))), definitions=(("fcr", "F3"),))
    assert filters.to_query() == {
        "period": ["2017-05"], "channel": ["chat"], "region": ["EU", NOT_GIVEN], "definition": ["fcr.F3"],
    }  # fmt: skip


def test_a_real_text_that_looks_like_the_missing_value_is_kept_apart():
    query = Filters().where_("channel", [NOT_GIVEN, None]).to_query()
    assert query == {"channel": ["((not given)", "(not given)"]}
    assert Filters.from_query(query).condition("channel") == (NOT_GIVEN, None)


def test_order_and_repeats_make_no_difference():
    one = Filters(
        where=(("team", ("b", "a", "b")), ("channel", (None, "x"))), definitions=(("nps", "mean"), ("fcr", "F3"))
    )
    other = Filters(
        where=(("channel", ("x",)), ("team", ("a", "b")), ("channel", (None,))),
        definitions=(("fcr", "F6"), ("path", "F3"), ("nps", "mean"), ("csat", "satisfied")),
    )
    assert one == other
    assert len({one, other}) == 1


def test_conditions_are_replaced_and_removed():
    filters = Filters().where_("channel", ["chat"]).where_("channel", ["mail", None]).where_("team", ["a"])
    assert filters.condition("channel") == ("mail", None)
    assert filters.without("channel").condition("channel") is None
    assert filters.where_("channel", []) == filters.without("channel")
    assert filters.without("region") == filters


def test_a_measure_is_read_as_asked_for():
    filters = Filters(definitions=(("fcr", "F1:14"),))
    assert filters.reading("path").full_name == "F1:14"
    assert filters.reading(measure("fcr")).full_name == "F1:14"
    assert filters.reading("nps").full_name == "nps"


def test_a_measure_is_tallied_on_the_basis_it_is_read_on():
    filters = Filters.from_query({"definition": ["resolution.p90@business", "nps.@customer"]})
    assert filters.to_query() == {"definition": ["nps.nps@customer", "resolution.p90@business"]}
    assert filters.measure("resolution") == measure("resolution").on("business")
    assert (filters.measure("nps").vote, filters.measure("fcr")) == ("customer", measure("fcr"))


def test_a_measure_that_stands_on_a_basis_is_read_there_whatever_is_asked_for():
    filters = Filters(definitions=(("resolution", "p90@business"),))
    first = measure("resolution").on("first")
    assert (filters.reading(first).full_name, filters.measure(first)) == ("p90@first", first)


def test_a_basis_can_be_left_again():
    filters = Filters(definitions=(("nps", "mean@customer"),))
    assert filters.read_as("nps", "mean").definitions == (("nps", "mean"),)
    assert filters.read_as(measure("nps"), "nps") == Filters()
    assert filters.read_as("nps", "") == filters


def test_what_arranges_a_page_is_no_filter():
    assert Filters.from_query(dict.fromkeys(ARRANGEMENT, ["x"])) == Filters()


def test_a_single_text_is_as_good_as_a_list():
    assert Filters.from_query({"period": "30d", "channel": "chat"}) == Filters("30d", where=(("channel", ("chat",)),))


WRONG = [
    ({"period": ["yesterday"]}, "period 'yesterday'"),
    ({"period": ["4w", "30d"]}, "given 2 times"),
    ({"period": []}, "given 0 times"),
    ({"compare": ["last"]}, "comparison 'last'"),
    ({"grain": ["hour"]}, "grain 'hour'"),
    ({"definition": ["nps"]}, None),
    ({"definition": ["mood.mean"]}, "measure named 'mood'"),
    ({"definition": ["nps.median"]}, "no reading 'median'"),
    ({"definition": ["fcr.F1:" + "9" * 400]}, "no reading"),
    ({"definition": ["fcr.F1@business"]}, "no reading"),
    ({"definition": ["nps.nps@"]}, "no reading"),
    ({"definition": ["resolution.p90:5@business"]}, "no reading"),
    ({"definition": ["x" * 10_000]}, "measure named"),
    ({"channel": ["x" * (LONGEST_VALUE + 1)]}, "at most 500 characters"),
    ({"channel": [str(n) for n in range(MOST_VALUES + 1)]}, "at most 200 values of 'channel'"),
    ({"channel": ["a\0b"]}, "character"),
    ({"channel": ["\ud800"]}, "character"),
    ({"": ["x"]}, "1 to 100 characters"),
    ({"x" * (LONGEST_NAME + 1): ["x"]}, "1 to 100 characters"),
]


@pytest.mark.parametrize(("query", "message"), WRONG)
def test_a_wrong_parameter_gets_one_clear_sentence(query, message):
    if message is None:
        assert Filters.from_query(query) == Filters()
        return
    with pytest.raises(BadInput, match=message) as caught:
        Filters.from_query(query)
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize(("query", "message"), WRONG)
def test_a_lenient_reader_keeps_what_can_be_used(query, message):
    good = {"period": ["30d"], "team": ["a"], "definition": ["fcr.F3"]}
    definitions = [*query.get("definition", []), "fcr.F3"]
    mixed = {**good, **query, "definition": definitions}
    filters, problems = Filters.read_query(mixed)
    assert filters.condition("team") == ("a",)
    assert filters.reading("fcr").name == "F3"
    assert filters.period == ("4w" if "period" in query else "30d")
    assert [problem.parameter for problem in problems] == ([] if message is None else list(query))
    assert all(len(problem.value) <= LONGEST_VALUE for problem in problems)


def test_too_many_dimensions_are_refused():
    with pytest.raises(BadInput, match="at most 30 dimensions"):
        Filters.from_query({f"d{n}": ["x"] for n in range(MOST_DIMENSIONS + 1)})


@pytest.mark.parametrize("name", RESERVED)
def test_a_dimension_cannot_have_a_name_that_means_something_else(name):
    with pytest.raises(BadInput, match="cannot be named"):
        Filters(where=((name, ("x",)),))


def test_no_dimension_is_named_like_a_column_of_a_score():
    rows = pd.DataFrame({"bin": [9], "n": [1]})
    tally = Tally.from_frame(measure("nps"), rows, (), {"q": Survey("q", "nps")})
    (record,) = guard(read(tally), settings.load({}, {})).records()
    assert set(record) | set(tally.frame().columns) <= set(RESERVED)


def test_filters_that_cannot_be_read_cannot_be_made():
    for wrong in ({"period": "soon"}, {"compare": "x"}, {"grain": "x"}, {"definitions": (("nps", "median"),)}):
        with pytest.raises(BadInput):
            Filters(**wrong)
        with pytest.raises(BadInput):
            Filters().with_(**wrong)


def test_a_single_bracket_typed_by_hand_is_taken_as_it_is():
    typed = Filters.from_query({"channel": ["(x)", "("]})
    assert typed.condition("channel") == ("(", "(x)")
    assert typed.to_query() == {"channel": ["((", "((x)"]}
