"""Each story planted in the sample company is found through the public calls; without it, nothing is found."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from cx import change, scores
from cx.change import Change
from cx.company import load_sample, open_own
from cx.errors import Unavailable
from cx.filters import Filters
from cx.measures import MEASURES, Measure
from cx.sample import FILES, STORIES, generate
from cx.sample.parameters import QUESTIONS
from cx.settings import load
from cx.store.schema import CUSTOMERS, TABLES
from cx.store.warehouse import Warehouse, open_warehouse
from cx.surveys import Survey
from cx.tally import Tally

OUTAGE = "2025-11-10..2025-11-23"
SHIFT = "2026-Q2"
RELEASE = "2026-07-27..2026-08-23"
LAST_DAY_TO_LEAVE = "2026-06-26"  # 60 days before the data end

#: What the company without a story needs for its tests; nobody reads scores from events.
NEEDED = {
    "one_to_ten": ("answers",),
    "leaving": ("answers",),
    "weekends": ("tickets",),
    "outage": ("tickets", "answers"),
    "shift": ("tickets", "answers"),
    "release": ("tickets", "answers"),
    "stories": ("customers", "tickets", "answers"),
}

Company = Callable[[str], Warehouse]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """The company as it ships, imported from its files."""
    folder = tmp_path_factory.mktemp("sample")
    urls = {"warehouse_url": f"duckdb:///{folder}/w.duckdb", "workspace_url": f"sqlite:///{folder}/w.sqlite"}
    company = open_own(load(urls, {}))
    load_sample(company)
    return company.warehouse


@pytest.fixture(scope="module")
def without(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """The same company without one story, or without any ("stories")."""
    known: dict[str, Warehouse] = {}

    def company(story: str) -> Warehouse:
        if story not in known:
            told = frozenset() if story == "stories" else STORIES - {story}
            made = {name: frame for name, frame in generate(told).items() if name in NEEDED[story]}
            known[story] = published(made, tmp_path_factory.mktemp(story))
        return known[story]

    return company


def published(made: dict[str, pd.DataFrame], folder: Path) -> Warehouse:
    """The tables in a warehouse of their own."""
    url = f"duckdb:///{folder}/w.duckdb"
    warehouse = open_warehouse(url, load({"warehouse_url": url}, {}))
    with warehouse.publish(surveys=surveys(made["answers"]) if "answers" in made else ()) as batch:
        for file in FILES:
            if file.table in made:
                batch.add(file.table, facts(made[file.table], file.table, file.source))
    return warehouse


def surveys(answers: pd.DataFrame) -> list[Survey]:
    low = answers.groupby("survey")["scale_low"].first()
    return [
        Survey(name, q.measure, int(low[name]), q.scale_high, kind=q.kind, headline=bool(q.headline))
        for name, q in QUESTIONS.items()
    ]


def facts(frame: pd.DataFrame, table: str, source: str) -> pa.Table:
    names = {column.name for column in TABLES[table].facts}
    rows = pa.Table.from_pandas(frame[[name for name in frame if name in names]], preserve_index=False)
    fields = [
        pa.field(field.name, pa.timestamp("us") if pa.types.is_timestamp(field.type) else field.type)
        for field in rows.schema
    ]
    return rows.cast(pa.schema(fields)).append_column("source", pa.repeat(pa.scalar(source), len(rows)))


def before_and_after(
    company: Warehouse, measure: str, period: str, by: tuple[str, ...] = ()
) -> tuple[scores.Scores, scores.Scores]:
    tally = company.tally(measure, Filters(period=period), (*by, "period"))
    after, before = (tally.select({"period": side}).over(*by) for side in ("current", "previous"))
    return scores.read(after), scores.read(before)


def changes_by(company: Warehouse, measure: str, period: str, by: str) -> dict[str | None, Change]:
    after, before = before_and_after(company, measure, period, (by,))
    return dict(zip(after.groups[by], change.verdicts_by(after, before), strict=True))


def headlines(company: Warehouse, period: str) -> dict[str, Change]:
    names = [name for name, measure in MEASURES.items() if measure.headline]
    family = [before_and_after(company, name, period) for name in names]
    return dict(zip(names, change.verdicts(family), strict=True))


def clear(changes: dict[str | None, Change] | dict[str, Change]) -> set[str | None]:
    return {name for name, one in changes.items() if one.verdict == "clear"}


def test_the_files_land_whole(sample: Warehouse) -> None:
    sources = {source.table: source for source in sample.contents().sources}

    assert {name: source.rows for name, source in sources.items()} == {
        "customers": 8_000,
        "tickets": 60_000,
        "ticket_events": 267_060,
        "answers": 51_600,
        "invitations": 50_969,
    }
    assert not any(source.outside_scale for source in sources.values())
    assert {survey.survey for survey in sample.contents().surveys if survey.anonymous} == {"pulse"}


# A two-week outage of the chat.


@pytest.mark.parametrize("measure", ["nps", "csat", "first_response", "resolution"])
def test_the_chat_outage_is_clear_in_chat_and_in_no_other_channel(sample: Warehouse, measure: str) -> None:
    found = changes_by(sample, measure, OUTAGE, "channel")

    assert clear(found) == {"chat"}
    assert found["chat"].better is False


@pytest.mark.parametrize("measure", ["nps", "csat", "first_response", "resolution"])
def test_without_the_outage_no_channel_changes_in_those_weeks(without: Company, measure: str) -> None:
    assert clear(changes_by(without("outage"), measure, OUTAGE, "channel")) == set()


def test_in_the_outage_chats_become_calls(sample: Warehouse) -> None:
    after, before = before_and_after(sample, "first_response", OUTAGE, ("channel",))
    growth = pd.Series(after.rows / before.rows, after.groups["channel"])

    assert growth["chat"] < 0.9
    assert growth["phone"] > 1.3


# An NPS fall that is nothing but a shift of volume from e-mail to chat.


def test_nps_falls_when_volume_shifts_though_no_channel_gets_worse(sample: Warehouse) -> None:
    total = headlines(sample, SHIFT)["nps"]
    by_channel = changes_by(sample, "nps", SHIFT, "channel")

    assert total.verdict == "clear"
    assert total.difference < -0.08
    assert {one.verdict for one in by_channel.values()} <= {"noise", "few"}


def test_with_the_old_mix_of_channels_nps_would_have_stayed(sample: Warehouse) -> None:
    after, before = before_and_after(sample, "nps", SHIFT, ("channel",))
    share = pd.DataFrame({"before": before.n / before.n.sum(), "after": after.n / after.n.sum()})
    share.index = pd.Index(after.groups["channel"])

    assert list(before.groups["channel"]) == list(after.groups["channel"])
    assert share.loc["chat", "after"] - share.loc["chat", "before"] > 0.2
    assert share.loc["e-mail", "before"] - share.loc["e-mail", "after"] > 0.2
    assert abs((share["before"].to_numpy() * (after.value - before.value)).sum()) < 0.03


def test_without_the_shift_nothing_changes_between_those_quarters(without: Company) -> None:
    company = without("shift")

    assert clear(headlines(company, SHIFT)) == set()
    assert clear(changes_by(company, "nps", SHIFT, "channel")) == set()


# A release that made things easier.


def test_since_the_release_ease_is_clearly_better_and_nothing_else(sample: Warehouse) -> None:
    found = headlines(sample, RELEASE)

    assert clear(found) == {"ces"}
    assert found["ces"].better is True


def test_the_release_shows_in_its_product_alone(sample: Warehouse) -> None:
    found = changes_by(sample, "ces", RELEASE, "product")

    assert clear(found) == {"Shop"}
    assert found["Shop"].difference > 0.5


def test_the_release_is_what_the_first_page_shows(sample: Warehouse) -> None:
    assert clear(headlines(sample, Filters().period)) == {"ces"}


def test_without_the_release_ease_stays_as_it_was(without: Company) -> None:
    company = without("release")

    assert clear(headlines(company, RELEASE)) == set()
    assert clear(changes_by(company, "ces", RELEASE, "product")) == set()


# One survey that asks NPS on 1..10.


def of_both_surveys(company: Warehouse) -> Tally:
    return company.tally("nps", Filters(period="all").where_("survey", ["nps", "web-2025"]))


def web(company: Warehouse) -> Tally:
    return company.tally("nps", Filters(period="all").where_("survey", ["web-2025"]))


def test_the_survey_on_one_to_ten_has_no_zero_and_is_not_pooled_with_the_other(sample: Warehouse) -> None:
    tally = web(sample)

    assert tally.n_rows() == 1_500
    assert tally.bins.min() == 1
    assert tally.surveys["web-2025"].low == 1
    with pytest.raises(Unavailable) as caught:
        of_both_surveys(sample)
    assert caught.value.kind == "not_pooled"


def test_asked_on_nought_to_ten_it_has_zeros_and_may_be_pooled(without: Company) -> None:
    company = without("one_to_ten")
    tally = web(company)

    assert tally.counts[:, tally.bins == 0].sum() > 20
    assert of_both_surveys(company).n_rows() == 24_000


# Slow weekends.


def weekend_against_week(company: Warehouse) -> Change:
    tally = company.tally("first_response", Filters(period="2026-Q2"), ("weekend",))
    weekend, week = (scores.read(tally.select({"weekend": side}).total()) for side in (1, 0))
    return change.verdicts([(weekend, week)])[0]


def test_at_weekends_the_first_response_takes_far_longer(sample: Warehouse) -> None:
    found = weekend_against_week(sample)

    assert found.verdict == "clear"
    assert found.difference > 2  # three times as long, and more
    assert found.better is False


def test_without_slow_weekends_all_days_are_alike(without: Company) -> None:
    assert weekend_against_week(without("weekends")).verdict == "noise"


# Customers who leave after a bad rating.

LEFT = Measure("left", "customers", "bin", "answered", MEASURES["reopen"].readings, (), "answers")


def leaving(company: Warehouse, customers: pd.DataFrame) -> Change:
    """Detractors against the others: the share of answers after which the customer was gone within 60 days."""
    answers = company.rows("nps", Filters(period=f"2024-09-02..{LAST_DAY_TO_LEAVE}"), limit=30_000)
    left = customers.set_index(CUSTOMERS.key[0])["left_on"].reindex(answers["customer_id"]).to_numpy()
    days = (pd.to_datetime(left) - pd.to_datetime(answers["answered_at"]).to_numpy()).days
    gone = (days >= -1) & (days <= 60)
    frame = pd.DataFrame({"detractor": (answers["score"] <= 6).astype(object), "bin": gone.astype(np.int64), "n": 1})
    tally = Tally.from_frame(LEFT, frame, ("detractor",))
    detractors, others = (scores.read(tally.select({"detractor": side}).total()) for side in (True, False))
    assert detractors.n[0] > 4_000
    return change.verdicts([(detractors, others)])[0]


def test_detractors_leave_far_more_often_than_others(sample: Warehouse) -> None:
    found = leaving(sample, generate()["customers"])

    assert found.verdict == "clear"
    assert found.after > 4 * found.before


def test_without_that_story_detractors_leave_as_often_as_others(without: Company) -> None:
    found = leaving(without("leaving"), generate(STORIES - {"leaving"})["customers"])

    assert found.verdict == "noise"


# Nothing told, nothing found.


@pytest.mark.parametrize("period", ["4w", "last_week", "last_month", "2026-Q1", SHIFT, OUTAGE, RELEASE])
def test_without_stories_no_headline_changes(without: Company, period: str) -> None:
    assert clear(headlines(without("stories"), period)) == set()


@pytest.mark.parametrize("measure", ["nps", "csat", "ces", "first_response"])
@pytest.mark.parametrize("by", ["channel", "product", "segment", "region", "language", "team"])
def test_without_stories_no_group_changes(without: Company, measure: str, by: str) -> None:
    assert clear(changes_by(without("stories"), measure, "4w", by)) == set()
