"""The satisfaction page: a card for each measure there is, one of them closely, and what goes with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from cx.commands.against import against
from cx.filters import Filters
from cx.measures import measure
from cx.pairs import BESIDE
from cx.reports import beside, diverging, reviews, satisfaction
from cx.reports.ask import Arrangement
from cx.reports.page import Card, Cards, Page, Picker
from cx.scores import read
from cx.surveys import Survey
from tests.pages import small
from tests.pages.models import asked, asked_of_sample, charts, plain, points, rows_behind, store

CSAT, CES = measure("csat"), measure("ces")


def cards(page: Page) -> dict[str, Card]:
    return {card.key: card for part in page.parts if isinstance(part, Cards) for card in part.cards}


def pickers(page: Page) -> dict[str, Picker]:
    return {part.name: part for part in page.parts if isinstance(part, Picker)}


def test_only_measures_that_some_question_asks_for_have_a_card(company: Path, sample: Path) -> None:
    assert list(cards(satisfaction.page(asked(company), Arrangement()))) == ["csat", "ces"]
    found = cards(satisfaction.page(asked_of_sample(sample), Arrangement()))
    assert list(found) == ["csat", "css", "ces", "satisfaction", "review"]


def test_cards_show_the_scores_of_the_store(sample: Path) -> None:
    ask = asked_of_sample(sample)

    for name, card in cards(satisfaction.page(ask, Arrangement())).items():
        scores = store(ask).score(name, ask.filters)
        assert card.count == f"{scores.n[0]:,} answers"
        assert card.value == (f"{100 * scores.value[0]:.0f}" if card.unit == "%" else f"{scores.value[0]:.1f}")


@pytest.mark.parametrize("about", ["csat", "csat:pulse", "css", "ces", "satisfaction", "review"])
def test_each_measure_and_each_question_can_be_looked_at_closely(sample: Path, about: str) -> None:
    page = satisfaction.page(asked_of_sample(sample), Arrangement(about=about))
    name = about.partition(":")[0]

    assert pickers(page)["about"].chosen == about
    assert {f"{name}-trend", f"{name}-answers", f"answers-by-{name}", f"{name}-why"} <= set(charts(page))
    assert charts(page)[f"{name}-answers"].message is None
    assert len(charts(page)) <= 7


def test_a_question_in_focus_is_the_only_one_that_is_counted(sample: Path) -> None:
    ask = asked_of_sample(sample)
    page = satisfaction.page(ask, Arrangement(about="csat:pulse"))
    scores = store(ask).score("csat", Filters().where_("survey", ["pulse"]))

    assert charts(page)["csat-answers"].table["n"].sum() == scores.n[0]
    assert "Survey \u201cpulse\u201d" in charts(page)["csat-answers"].footer


def test_answers_to_an_anonymous_survey_are_only_counted(sample: Path) -> None:
    page = satisfaction.page(asked_of_sample(sample), Arrangement(about="csat:pulse"))

    opened = [
        point for chart in charts(page).values() if chart.choices for point in chart.choices.points if point.behind
    ]
    assert opened == []


def test_a_measure_that_is_not_there_leaves_the_first(company: Path) -> None:
    page = satisfaction.page(asked(company), Arrangement(about="review"))

    assert pickers(page)["about"].chosen == "csat"


@pytest.mark.parametrize("about", ["csat", "ces"])
def test_every_bar_and_column_opens_the_very_rows_it_counts(company: Path, about: str) -> None:
    ask = asked(company)
    found = charts(satisfaction.page(ask, Arrangement(about=about)))

    for key in (f"{about}-answers", f"answers-by-{about}"):
        for point in points(found[key]).values():
            if point.behind is not None:
                assert rows_behind(ask, point.behind) == point.behind.n


# Answers by channel.


def test_answers_by_channel_are_the_counts_of_the_store(company: Path) -> None:
    ask = asked(company)
    chart = diverging.answers_by(ask, CSAT, CSAT.reading(), "channel", key="by")
    tally = store(ask).tally("csat", ask.filters, ("channel",))

    shares = chart.table[[f"share_{answer}" for answer in range(1, 6)]].to_numpy()
    assert shares == pytest.approx(100 * tally.counts / tally.counts.sum(axis=1, keepdims=True))
    assert shares.sum(axis=1) == pytest.approx(100)


@pytest.mark.parametrize(
    ("survey", "parts"),
    [
        (Survey("s", "csat", 1, 5), [(1, 1), (2, 2), (3, 3), (4, 4), (5, 5)]),
        (Survey("s", "css", 0, 1), [(0, 0), (1, 1)]),
        (Survey("s", "ces", 1, 3, direction="low"), [(3, 3), (2, 2), (1, 1)]),
        (Survey("s", "satisfaction", 1, 10), [(1, 6), (7, 8), (9, 10)]),
    ],
)
def test_the_parts_of_a_bar_run_from_the_worst_answer_to_the_best(survey: Survey, parts: list[tuple[int, int]]) -> None:
    assert diverging.classes(survey) == parts


def test_the_sample_s_chat_answers_worst(sample: Path) -> None:
    chart = charts(satisfaction.page(asked_of_sample(sample, period="2025-11-10..2025-11-23"), Arrangement()))

    assert plain(chart["answers-by-csat"].title).startswith("Chat: ")


# Beside what the ticket took.


@pytest.mark.parametrize("name", BESIDE)
def test_a_score_beside_the_ticket_is_that_of_the_store(sample: Path, name: str) -> None:
    ask = asked_of_sample(sample, period="all")
    chart = beside.score_beside(ask, CSAT, CSAT.reading(), name, key="beside")

    pairs = store(ask).pairs("csat", name, ask.filters)
    scores = read(pairs.by_rule() if name == "fcr" else pairs.by_class())
    assert chart.table["n"].tolist() == scores.n.tolist()
    assert chart.table["value"].tolist() == pytest.approx((100 * scores.value).tolist())
    assert chart.footer[0] == f"{pairs.matched:,} of {pairs.rows:,} answers found their ticket"
    assert chart.footer[-1] == "goes together, not proof of cause"


def test_the_knee_is_named_where_the_sample_has_it(sample: Path) -> None:
    """Satisfaction falls with the wait: the command names the same edge."""
    ask = asked_of_sample(sample, period="all")
    page = satisfaction.page(ask, Arrangement(beside="first_response"))
    assert ask.company is not None
    said = against(ask.company, CSAT, ask.filters, "first_response", "table")

    assert plain(charts(page)["csat-beside"].title) == "After 8 h, CSAT is 9.4 pp worse"
    assert "from 8 h on: -9.36 (-13.75 to -4.57), clear" in said


def test_what_is_set_beside_can_be_chosen(sample: Path) -> None:
    page = satisfaction.page(asked_of_sample(sample, period="all"), Arrangement(beside="transfers"))

    assert pickers(page)["beside"].chosen == "transfers"
    assert charts(page)["csat-beside"].subtitle == "CSAT by how often the ticket was passed on"


def test_answers_that_name_no_ticket_are_told_apart_from_none(sample: Path) -> None:
    page = satisfaction.page(asked_of_sample(sample), Arrangement(about="satisfaction"))
    message = charts(page)["satisfaction-beside"].message

    assert message is not None
    assert message.title == "None of 37 answers names a ticket that is known"
    assert "beside" not in pickers(page)


def test_without_tickets_nothing_is_set_beside(company: Path) -> None:
    page = satisfaction.page(asked(company), Arrangement())

    assert not [key for key in charts(page) if key.endswith("beside")]


def test_classes_are_named_as_people_say_them() -> None:
    names = [plain(beside.class_name("first_response", place)) for place in (0, 1, 6, None)]

    assert names == ["under 15 min", "15 min to 1 h", "2 days or more", "no time known"]
    assert [beside.class_name("transfers", place) for place in (0, 2, 3)] == ["0", "2", "3 or more"]
    assert [beside.class_name("fcr", place) for place in (0, 1, None)] == ["no", "yes", "undecided"]


# Reviews.


def test_reviews_say_how_many_are_bad_and_how_many_were_answered(sample: Path) -> None:
    ask = asked_of_sample(sample, period="2026")
    chart = charts(satisfaction.page(ask, Arrangement(about="review")))["reviews-replied"]

    for line, (name, reading) in zip(
        chart.table.to_dict("records"),
        [("review", "negative"), ("review", "positive"), ("review_reply", "answered")],
        strict=True,
    ):
        scores = store(ask).score(name, ask.filters, reading=reading)
        assert (line["value"], line["n"]) == (pytest.approx(100 * scores.value[0]), scores.n[0])
    assert reviews.REVIEW.name == "review"


# States.


@pytest.mark.parametrize("rows", ["none", "one"])
def test_a_company_with_next_to_nothing_is_told_what_is_missing(tmp_path: Path, rows: str) -> None:
    if rows == "one":
        small.build_one_row(tmp_path)
    page = satisfaction.page(asked(tmp_path), Arrangement())

    assert page.head.finding
    assert charts(page)
    assert all(chart.message is not None for chart in charts(page).values())


def test_a_filter_that_matches_nothing_is_said_once(company: Path) -> None:
    page = satisfaction.page(asked(company, channel="Fax"), Arrangement())

    assert [chart.message is not None for chart in charts(page).values()] == [True]
