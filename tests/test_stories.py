"""Each story planted in the sample company is found through the public calls; without it, nothing is found."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from cx import change, scores
from cx.audit import unused_ends
from cx.change import Change
from cx.errors import Unavailable
from cx.filters import Filters
from cx.measures import MEASURES, Measure
from cx.sample import FILES, STORIES, generate
from cx.sample.parameters import ONE_TO_TEN, QUESTIONS
from cx.settings import load
from cx.store.schema import CUSTOMERS, TABLES
from cx.store.warehouse import Warehouse, open_warehouse
from cx.surveys import Survey
from cx.tally import Tally
from cx.why import Decomposition, decompose, ranked

OUTAGE = "2025-11-10..2025-11-23"
SHIFT = "2026-Q2"
RELEASE = "2026-07-27..2026-08-23"
EXPLAINED_BY = ("channel", "product", "segment", "region", "language", "topic")
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


def explained(company: Warehouse, measure: str, period: str) -> list[Decomposition]:
    """The change of a measure, split over each dimension, the one that explains most first."""
    found = []
    for dimension in EXPLAINED_BY:
        tally = company.tally(measure, Filters(period=period), (dimension, "period"))
        after, before = (tally.select({"period": side}).over(dimension) for side in ("current", "previous"))
        found.append(decompose(after, before, "", company.settings))
    return ranked(found)


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
        "ticket_events": 267_060 + 953,  # the file's, and how the tickets ended whose customers gave up
        "answers": 51_600,
        "invitations": 50_969,
    }
    assert not any(source.outside_scale for source in sources.values())
    assert {survey.survey for survey in sample.contents().surveys if survey.anonymous} == {"pulse"}


# A two-week outage of the chat.


@pytest.mark.parametrize("measure", ["nps", "csat", "first_response", "resolution", "wait", "sla"])
def test_the_chat_outage_is_clear_in_chat_and_in_no_other_channel(sample: Warehouse, measure: str) -> None:
    found = changes_by(sample, measure, OUTAGE, "channel")

    assert clear(found) == {"chat"}
    assert found["chat"].better is False


@pytest.mark.parametrize("measure", ["nps", "csat", "first_response", "resolution", "wait", "sla"])
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


def test_the_fall_is_explained_by_the_mix_of_channels_and_by_no_channel_itself(sample: Warehouse) -> None:
    first = explained(sample, "nps", SHIFT)[0]
    lines = {line.segments[0]: line for line in first.lines}

    assert first.dimension == "channel"
    assert first.stands_out
    assert first.mix + first.rate == pytest.approx(first.after - first.before, abs=1e-12)
    assert first.mix < -0.10
    assert abs(first.rate) < 0.02
    assert lines["chat"].mix + lines["e-mail"].mix < 0.9 * first.mix
    assert max(abs(line.rate) for line in first.lines) < 0.015


def test_over_any_other_dimension_the_fall_is_no_mix(sample: Warehouse) -> None:
    for other in explained(sample, "nps", SHIFT)[1:]:
        assert abs(other.mix) < 0.01
        assert other.rate < -0.09


def test_without_the_shift_no_mix_moves_nps(without: Company) -> None:
    assert max(abs(one.mix) for one in explained(without("shift"), "nps", SHIFT)) < 0.02


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


def test_the_gain_in_ease_is_the_rate_of_the_product_that_was_released(sample: Warehouse) -> None:
    first = explained(sample, "ces", RELEASE)[0]
    shop = next(line for line in first.lines if line.segments == ("Shop",))

    assert first.dimension == "product"
    assert shop.rate > 0.9 * (first.after - first.before)
    assert abs(first.mix) < 0.05


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


def test_declared_on_nought_to_ten_it_is_named_for_the_zero_that_nobody_chose(
    tmp_path: Path, sample: Warehouse
) -> None:
    answers = generate()["answers"]
    answers.loc[answers["survey"] == ONE_TO_TEN, "scale_low"] = 0
    company = published({"answers": answers}, tmp_path)
    (found,) = unused_ends(company.tally("nps", Filters(period="all"), ("survey",)))

    assert (found.survey.survey, found.answer, found.n) == (ONE_TO_TEN, 0, 1_500)
    assert found.p < 1e-12
    for measure in ("nps", "csat", "ces"):
        assert unused_ends(sample.tally(measure, Filters(period="all"), ("survey",))) == []


def test_asked_on_nought_to_ten_no_survey_is_named(without: Company) -> None:
    assert unused_ends(without("one_to_ten").tally("nps", Filters(period="all"), ("survey",))) == []


def test_buying_again_looks_like_nps_and_is_never_counted_as_one(sample: Warehouse) -> None:
    again = sample.tally("satisfaction", Filters(period="all"))

    assert (again.n_rows(), again.bins.min(), again.bins.max()) == (1_400, 1, 10)
    assert "again" not in sample.tally("nps", Filters(period="all"), ("survey",)).surveys
    with pytest.raises(Unavailable) as caught:
        sample.tally("nps", Filters(period="all").where_("survey", ["again"]))
    assert caught.value.kind == "other_measure"


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
