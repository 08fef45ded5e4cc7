"""The way back from a page filtered by a mark: what a link says of it, and what is made of that."""

from __future__ import annotations

from pathlib import Path

import pytest

from cx.filters import MOST_VALUES, Filters
from cx.reports.narrowing import chosen, kept, way_back, widened
from tests.pages.models import asked

BEFORE = Filters(period="13w").where_("region", ["North"])
CHOSEN = {
    "a channel": (BEFORE, BEFORE.where_("channel", ["Chat"]), ("channel",)),
    "one of two channels": (
        BEFORE.where_("channel", ["Chat", None]), BEFORE.where_("channel", ["Chat"]),
        ("channel", "Chat", "(not given)"),
    ),
    "a week": (BEFORE, BEFORE.with_(period="2026-03-02..2026-03-08"), ("period", "13w")),
    "a week of the default": (Filters(), Filters(period="2026-03-02..2026-03-08"), ("period",)),
    "a rule": (BEFORE, BEFORE.read_as("fcr", "F1:14"), ("definition",)),
    "the usual rule": (BEFORE.read_as("fcr", "F1:14"), BEFORE, ("definition", "fcr.F1:14")),
}  # fmt: skip


@pytest.mark.parametrize("name", CHOSEN)
def test_the_way_back_leads_to_the_filters_there_were(name: str) -> None:
    before, after, expected = CHOSEN[name]

    assert way_back(before, after) == expected
    assert widened(after, expected) == before


def test_there_is_no_way_back_where_nothing_or_more_than_one_thing_changed() -> None:
    assert way_back(BEFORE, BEFORE) == ()
    assert way_back(BEFORE, Filters().where_("channel", ["Chat"])) == ()


def test_the_way_back_goes_with_what_was_chosen_and_stays_beside_other_changes() -> None:
    chat = BEFORE.where_("channel", ["Chat"])

    assert kept(("channel",), chat, chat.with_(period="4w").without("region")) == ("channel",)
    assert kept(("channel",), chat, chat.where_("channel", ["Chat", "E-mail"])) == ()
    assert kept(("channel",), chat, chat.without("channel")) == ()
    assert kept((), chat, BEFORE) == ()


@pytest.mark.parametrize(
    "back",
    [(), ("",), ("grain",), ("compare", "year"), ("nothing", "Chat"), ("channel", "Chat"), ("period", "someday"),
     ("tab", "flow"), ("definition", "fcr.none"), ("channel", *map(str, range(MOST_VALUES + 1)))],
    ids=lambda back: " ".join(back[:2]) or "empty",
)  # fmt: skip
def test_what_a_link_says_of_it_is_not_trusted(back: tuple[str, ...]) -> None:
    assert widened(BEFORE.where_("channel", ["Chat"]), back) is None


@pytest.mark.parametrize(
    ("query", "said"),
    [({"channel": "Chat"}, "Chat"), ({"period": "2026-03-02..2026-03-08"}, "2–8 Mar 2026"),
     ({"region": "(not given)"}, "(not given)"), ({"definition": "fcr.F1:14"}, "No repeat contact in 14 days")],
    ids=["channel", "period", "region", "definition"],
)  # fmt: skip
def test_what_was_chosen_is_named(company: Path, query: dict[str, str], said: str) -> None:
    ask = asked(company, **query)

    assert chosen(ask, Filters()).replace("\u00a0", " ").startswith(said)
