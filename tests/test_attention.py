"""What needs attention: one sentence for one event, the worst first, with a link that shows it; then the data."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pandas as pd
import pytest

from cx.alerts import Alert
from cx.audit import unused_ends
from cx.errors import Unavailable
from cx.filters import Filters
from cx.measures import measure
from cx.reports.ask import Ask
from cx.reports.attention import MOST, attention
from cx.reports.page import Attention, Item
from cx.settings import load
from cx.store.contents import Contents, Source
from cx.store.warehouse import Warehouse
from cx.surveys import Survey
from cx.tally import Tally
from tests.pages.models import plain

WEEK = date(2026, 8, 17)
AS_OF = datetime(2026, 8, 26)
SOURCE = Source("form", "answers", 900, datetime(2025, 8, 1), AS_OF, AS_OF, AS_OF.date())
CONTENTS = Contents(sources=(SOURCE,), filled={"answers": frozenset()})

CHAT = Alert("nps", "nps", "nps", "channel", "chat", WEEK, -0.7, 90, -0.2, 0.3, 0.05, 1e-6, 1e-4, "shift", False)
WHOLE = replace(CHAT, dimension="", group=None, value=-0.1, n=1289)
FASTER = replace(
    CHAT, measure="first_response", reading="within:3600", survey="", dimension="", group=None, value=0.78, n=603,
    expected=0.63, kind="drift", better=True,
)  # fmt: skip


def asked(*alerts: Alert, contents: Contents = CONTENTS, **query: str) -> Ask:
    """The question of a link where these alerts were stored; nothing can be counted."""

    def tally(name: str, _filters: Filters, _by: tuple[str, ...]) -> Tally:
        raise Unavailable(name, "no_data")

    ask = Ask(contents, load({}, {}), Filters.from_query(query), tally)
    ask.__dict__["alerts"] = alerts  # as it is remembered once it was read
    return ask


def listed(*alerts: Alert, **query: str) -> Attention:
    return attention(asked(*alerts, **query), key="attention")


def only(*alerts: Alert) -> Item:
    (item,) = listed(*alerts).items
    return item


# Sentences.


def test_nothing_stands_out() -> None:
    found = listed()

    assert found.title == "Nothing needs attention"
    assert found.items == ()
    assert plain(found.subtitle) == "The whole company in the week of 17 Aug 2026"


def test_where_something_stands_out_it_is_said_how_many_may_be_false() -> None:
    assert plain(listed(WHOLE).footer[-1]) == "up to 10% of such alerts are chance"


@pytest.mark.parametrize("sources", [(), (replace(SOURCE, first=datetime(2026, 7, 20)),)])
def test_with_too_little_data_nothing_is_called_fine(sources: tuple[Source, ...]) -> None:
    found = attention(asked(contents=Contents(sources=sources)), key="attention")

    assert found.title == "Too early to say what is unusual"
    assert found.subtitle == "With 9 finished weeks of data, what stands out is listed here"


def test_one_event_seen_through_several_dimensions_is_one_sentence() -> None:
    places = [replace(CHAT, dimension=name, group=value) for name, value in
              (("language", "lt"), ("region", "North"), ("segment", "small"), ("team", "Day"))]  # fmt: skip
    item = only(WHOLE, CHAT, *places)

    assert item.sentence == "NPS was unusually bad"
    assert plain(item.evidence) == (
        "−10, usually +5 · a week may be −20 to +30 · 1,289 answers · also in chat, language lt, North and 2 more"
    )


@pytest.mark.parametrize(
    ("alerts", "sentence"),
    [
        ((CHAT,), "NPS in chat was unusually bad"),
        ((CHAT, replace(CHAT, group="mail")), "NPS in chat and mail was unusually bad"),
        ((CHAT, replace(CHAT, group="mail"), replace(CHAT, group="web")), "NPS in chat and 2 others was unusually bad"),
        ((replace(CHAT, group=None, better=True),), "NPS in (not given) was unusually good"),
        ((replace(CHAT, better=None),), "NPS in chat was unusual"),
        ((FASTER,), "First reply (within 1 h) has been better than usual for weeks"),
    ],
)
def test_each_sentence_has_its_subject(alerts: tuple[Alert, ...], sentence: str) -> None:
    assert plain(only(*alerts).sentence) == sentence


def test_a_drift_names_no_limits() -> None:
    assert plain(only(FASTER).evidence) == "78%, usually 63% · 603 tickets"


def test_a_score_that_needs_time_to_be_decided_names_its_earlier_week() -> None:
    earlier = replace(CHAT, measure="fcr", reading="F1:7", week=date(2026, 8, 10))

    items = listed(CHAT, earlier).items

    assert ["week of 10 Aug" in item.evidence for item in items] == [False, True]


# Order and number.


def test_the_worst_come_first_and_five_at_most_are_listed() -> None:
    many = [replace(CHAT, measure=name, reading=reading) for name, reading in
            (("csat", "satisfied"), ("ces", "mean"), ("fcr", "F1:7"))]  # fmt: skip
    better = [replace(FASTER, kind="shift"), FASTER]

    found = listed(*better, *many, CHAT)

    assert found.title == "Four things need attention, 2 are better than usual"
    assert [item.bar for item in found.items] == ["bad"] * 4 + ["good"]
    assert len(found.items) == MOST
    assert found.footer[0] == "1 more"


def test_beyond_nine_they_are_counted_in_digits() -> None:
    weeks = [replace(CHAT, week=date(2026, 6, k + 1)) for k in range(11)]

    assert listed(*weeks).title == "11 things need attention"


# Where it is seen.


def test_the_link_shows_the_week_the_place_and_the_reading() -> None:
    chat, faster = only(CHAT), only(FASTER)

    assert chat.page == "loyalty"
    assert chat.filters == Filters(period="2026-08-17..2026-08-23", where=(("channel", ("chat",)),))
    assert (faster.page, faster.tab) == ("service", "response")
    assert faster.filters.definitions == (("first_response", "within:3600"),)


def test_what_is_listed_does_not_follow_the_filters_and_says_so() -> None:
    filtered = listed(CHAT, channel="mail", period="52w")

    assert filtered.items == listed(CHAT).items
    assert filtered.footer[-1] == "filters do not change what is listed here"


def test_scores_in_which_nothing_stands_out_are_named(sample: Warehouse) -> None:
    ask = Ask(sample.contents(), sample.settings, Filters(), sample.tally)
    ask.__dict__["alerts"] = (WHOLE,)

    assert attention(ask, key="attention").footer[0] == (
        "nothing unusual in CSAT, CES, Solved first time, First reply, Resolution"
    )


def test_it_is_said_that_usual_is_not_what_cards_compare_with() -> None:
    compared, alone = listed(CHAT), listed(CHAT, compare="none")

    assert [plain(text) for text in compared.footer[:2]] == [
        "usual: the weeks before, up to a year", "cards compare with 29 Jun–26 Jul 2026 alone",
    ]  # fmt: skip
    assert len(alone.footer) == len(compared.footer) - 1


def test_what_is_only_better_than_usual_needs_no_attention() -> None:
    assert listed(FASTER).title == "Nothing needs attention, 1 is better than usual"


# Trouble with the data.


def test_answers_outside_their_scale_are_listed() -> None:
    sources = replace(SOURCE, outside_scale=12), replace(SOURCE, source="app", outside_scale=3)
    contents = replace(CONTENTS, sources=sources)

    (item,) = attention(asked(contents=contents), key="attention").items

    assert (item.bar, item.page) == ("ref", "trust")
    assert item.sentence == "15 answers lie outside their scale"
    assert item.evidence == "form 12, app 3 · counted in no score"


def test_an_end_of_a_scale_that_was_not_offered_is_listed() -> None:
    surveys = {name: Survey(name, "nps") for name in ("web", "mail")}
    contents = replace(CONTENTS, surveys=tuple(surveys.values()), rows_of={"web": 400, "mail": 400})
    frame = pd.DataFrame({"survey": ["web", "mail", "mail"], "bin": [7, 7, 0], "n": [400, 370, 30]})
    tally = Tally.from_frame(measure("nps"), frame, ("survey",), surveys)
    ask = Ask(contents, load({}, {}), Filters(), lambda *_: tally)
    ask.__dict__["alerts"] = ()
    ask.facts["unused_ends",] = tuple(unused_ends(tally))

    items = attention(ask, key="attention").items

    assert items[0].sentence == "Nobody chose 0 in the survey “web”, as if it had not been offered"
    assert items[0].evidence == "400 answers on 0 to 10 · elsewhere 30 of 400 chose it"


# The sample company.


def test_the_thirty_alerts_of_the_sample_are_four_sentences(sample: Warehouse) -> None:
    ask = asked(*sample.alerts(), contents=sample.contents())

    found = attention(ask, key="attention")

    assert len(sample.alerts()) > 20
    assert found.title == "One thing needs attention, 3 are better than usual"
    assert [item.bar for item in found.items] == ["bad", "good", "good", "good"]
    assert plain(found.items[0].sentence) == "NPS has been worse than usual for weeks"
