"""Pages of few answers to anonymous questions: made of counts that may be kept, they show what they showed before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from cx.company import Company, open_own
from cx.errors import Unavailable
from cx.filters import Filters
from cx.guard import guarded_tally
from cx.reports.ask import Arrangement, Ask, Question
from cx.reports.page import Cards, Chart, Page, Table
from cx.reports.pages import MODELS
from cx.reports.trust_questions import questions
from cx.store.warehouse import open_warehouse
from cx.surveys import Survey
from cx.tally import Tally
from tests.pages import small
from tests.pages.models import asked

SURVEYS = (*(replace(survey, anonymous=True) for survey in small.SURVEYS), Survey("open", "nps", 0, 10))
#: How many tickets and moments of answers a week has, and what share of them each question was answered at.
EACH_WEEK, ANSWERED = 8, {"nps": 0.8, "csat": 0.7, "ces": 0.3, "pulse": 0.05, "open": 0.2}
CHANNELS, REGIONS = ("Chat", "E-mail", "Phone", "Shop", "Fax"), ("North", "South", "West", None)


def answers(survey: Survey, draws: np.random.Generator) -> pa.Table:
    """Few answers with large and small groups, some outside of the scale, some without a ticket that is known."""
    when = [moment for moment in small.moments(EACH_WEEK) if draws.random() < ANSWERED[survey.survey]]
    n = len(when)
    return pa.table({
        "source": ["forms"] * n, "survey": [survey.survey] * n,
        "response_id": [f"{survey.survey}-{k}" for k in range(n)],
        "answered_at": pa.array(when, pa.timestamp("us")),
        "score": draws.integers(survey.low, survey.high + 2, n).astype(float),
        "channel": [CHANNELS[k] for k in draws.choice(5, n, p=[0.5, 0.3, 0.15, 0.03, 0.02])],
        "region": [REGIONS[k] for k in draws.choice(4, n, p=[0.6, 0.3, 0.05, 0.05])],
        "ticket_source": ["desk"] * n, "ticket_id": [str(k) for k in draws.integers(0, 20 * EACH_WEEK, n)],
    })  # fmt: skip


@pytest.fixture(scope="module")
def private(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """A company that asks few customers, who are promised that nobody learns who they are."""
    folder, draws = tmp_path_factory.mktemp("private"), np.random.default_rng(1)
    warehouse = open_warehouse(small.settings(folder).warehouse_url, small.settings(folder))
    with warehouse.publish(SURVEYS) as batch:
        batch.add("answers", pa.concat_tables([answers(survey, draws) for survey in SURVEYS]))
        batch.add("tickets", small.tickets(EACH_WEEK))
    warehouse.close()
    return open_own(small.settings(Path(folder)))


class AsCounted(Ask):
    """Asks as pages once did: every group has its own counts until its score is guarded."""

    def _kept(self, question: Question, answer: Tally | Unavailable) -> Tally | Unavailable:
        return answer


def ask(company: Company, filters: Filters, kind: type[Ask] = Ask) -> Ask:
    return kind(company.warehouse.contents(), company.settings, filters, company.warehouse.tally, company=company)


def numbers(page: Page) -> Iterator[tuple[str, object]]:
    """Everything of a page that has numbers: unrounded tables, titles and footers, cards."""
    yield "finding", page.head.finding
    for part in page.parts:
        if isinstance(part, Cards):
            yield "cards", part.cards
        if isinstance(part, Chart | Table):
            table = part.make_table() if part.make_table else part.make_shown()
            yield part.key, (part.title, part.message, part.footer, table.to_dict("records"))


def same(one: Page, other: Page) -> None:
    for first, second in zip(numbers(one), numbers(other), strict=True):
        assert repr(first) == repr(second)  # NaN is NaN


FILTERS = (
    Filters(period="all", compare="none"), Filters(where=(("channel", ("Chat",)),)),
    Filters(where=(("survey", ("open", "pulse")),)),
)  # fmt: skip
ARRANGED = (Arrangement(by="region", beside="resolution"), Arrangement(by="survey", beside="fcr"))
#: A reading of fewer answers than the others: by itself other groups would be hidden with the small ones.
FEWER = Filters(definitions=(("csat", "good_or_bad"),))


@pytest.mark.parametrize("filters", FILTERS, ids=str)
@pytest.mark.parametrize("name", MODELS)
def test_every_page_shows_the_same_as_from_all_counts(private: Company, name: str, filters: Filters) -> None:
    for arranged in ARRANGED:
        same(MODELS[name](ask(private, filters, AsCounted), arranged), MODELS[name](ask(private, filters), arranged))


@pytest.mark.parametrize("filters", [Filters(), FEWER], ids=str)
@pytest.mark.parametrize("name", ["loyalty", "satisfaction", "trust"])
def test_what_a_page_asked_for_is_all_it_needs_to_be_drawn_again(private: Company, name: str, filters: Filters) -> None:
    """With every tally and every other fact guarded once more on the way."""
    first = ask(private, filters)
    drawn = MODELS[name](first, Arrangement(beside="fcr"))
    kept = {question: _again(answer, first) for question, answer in first.answers.items()}
    again = Ask(first.contents, first.settings, filters, lambda *question: _raised(kept[question]), company=private)
    same(drawn, MODELS[name](again, Arrangement(beside="fcr")))


def _again(answer: Tally | Unavailable, first: Ask) -> Tally | Unavailable:
    return answer if isinstance(answer, Unavailable) else guarded_tally(answer, first.settings)


def _raised(answer: Tally | Unavailable) -> Tally:
    if isinstance(answer, Unavailable):
        raise answer
    return answer


def test_small_groups_are_not_among_the_counts_that_a_page_holds(private: Company) -> None:
    asked = ask(private, Filters(period="all", compare="none"))
    MODELS["loyalty"](asked, Arrangement(by="channel"))
    (tally,) = (each for (name, _, by), each in asked.answers.items() if (name, by) == ("nps", ("channel", "period")))
    assert isinstance(tally, Tally)
    raw = private.warehouse.tally("nps", asked.filters, ("channel", "period"))
    small_ones = raw.counts.sum(axis=1) < private.settings.hide_below
    assert small_ones.any()
    assert tally.withheld is not None
    assert (tally.withheld[small_ones] != 0).all()
    assert tally.n_rows() == raw.n_rows()


def test_a_small_anonymous_question_hides_no_other_in_the_list_of_questions(company: Path) -> None:
    found = {each.survey.survey: each.answers for each in questions(asked(company, period="all"))}
    assert found["pulse"] is None
    assert found["nps"] == len(small.moments(60))
