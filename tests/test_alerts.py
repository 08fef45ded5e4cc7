"""What stands out."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from cx import settings
from cx.alerts import Alert, Watched, adjusted, either, found, matters, watchable
from cx.groups import Groups
from cx.guard import guard
from cx.measures import MEASURES, measure
from cx.scores import read
from cx.surveys import Survey
from cx.tally import Tally
from cx.trends import control, drift
from tests.weekly import MONDAY, NPS, drawn, nps_scores, starts

DEFAULT = settings.load({}, {})
WEEKS = 40


def watched(counts: np.ndarray, weeks: int = WEEKS, surveys: dict[str, Survey] = NPS) -> Watched:
    """NPS over channels."""
    return Watched(guard(nps_scores(counts, surveys=surveys), DEFAULT), starts(weeks))


def fallen(series: int = 5, seed: int = 1) -> np.ndarray:
    """Calm weeks, but the newest one of s01 is far worse."""
    counts = drawn(series, WEEKS, seed=seed)
    counts[1, -1] = (70, 20, 10)
    return counts


def test_a_week_far_below_all_before_it_is_an_alert_with_all_that_must_be_said() -> None:
    one = watched(fallen())

    alerts = found([one], DEFAULT)

    tested = control(one.scores)
    low, high = tested.limits()
    p = np.minimum(1, 2 * np.minimum(tested.p, drift(one.scores).p))
    assert alerts == (
        Alert(
            "nps", "nps", "nps", "channel", "s01", starts(WEEKS)[-1], pytest.approx(-0.6), 100,
            low[1, -1], high[1, -1], tested.baseline.expected[1], 2 * tested.p[1],
            pytest.approx(stats.false_discovery_control(p)[1]), "shift", False,
        ),
    )  # fmt: skip


def test_nothing_going_on_raises_nothing() -> None:
    assert found([watched(drawn(5, WEEKS))], DEFAULT) == ()
    assert found([], DEFAULT) == ()


def test_the_whole_has_no_dimension_and_no_group() -> None:
    counts = drawn(1, WEEKS)
    counts[0, -1] = (70, 20, 10)
    scores = nps_scores(counts)
    whole = replace(scores, named=Groups.of(scores.groups.drop(columns="channel")))

    (alert,) = found([Watched(guard(whole, DEFAULT), starts(WEEKS))], DEFAULT)

    assert (alert.dimension, alert.group) == ("", None)


def test_a_rise_is_better_and_where_low_is_good_it_is_worse() -> None:
    counts = drawn(1, WEEKS)
    counts[0, -1] = (0, 5, 95)
    hard = Survey("nps", "ces", 0, 10, direction="low")

    (better,) = found([watched(counts)], DEFAULT)
    frame = pd.DataFrame({"week": np.repeat(starts(WEEKS), 3), "bin": [3, 7, 10] * WEEKS, "n": counts[0].ravel()})
    scores = read(Tally.from_frame(measure("ces"), frame, ["week"], {"nps": hard}))
    (worse,) = found([Watched(guard(scores, DEFAULT), starts(WEEKS))], DEFAULT)

    assert better.better is True
    assert worse.better is False


def test_a_change_that_is_sure_but_too_small_to_matter_is_no_alert() -> None:
    counts = drawn(1, WEEKS, 100_000)
    counts[0, -1] = (22_000, 30_000, 48_000)
    scores = watched(counts)

    assert control(scores.scores).alarm[0]
    assert found([scores], DEFAULT) == ()


def test_too_few_answers_in_the_week_are_no_alert() -> None:
    counts = fallen()
    counts[1, -1] = (29, 0, 0)
    enough = counts.copy()
    enough[1, -1] = (30, 0, 0)

    assert found([watched(counts)], DEFAULT) == ()
    assert len(found([watched(enough)], DEFAULT)) == 1


def test_with_a_short_history_there_is_no_alert() -> None:
    counts = fallen()[:, -8:]

    assert found([watched(counts, 8)], DEFAULT) == ()


def test_a_week_that_a_source_did_not_reach_is_missing_and_no_fall_to_nought() -> None:
    assert found([watched(fallen(), WEEKS + 1)], DEFAULT) == ()


def test_a_slow_fall_is_told_as_drift_and_only_once() -> None:
    counts = drawn(4, WEEKS)
    counts[2, -8:] = (28, 30, 42)

    (alert,) = found([watched(counts)], DEFAULT)

    assert (alert.kind, alert.group, alert.better) == ("drift", "s02", False)
    counts[2, -1] = (90, 10, 0)
    (alert,) = found([watched(counts)], DEFAULT)
    assert alert.kind == "shift"


# False alarms over all of them.


def test_the_family_is_everything_that_is_looked_at() -> None:
    counts = drawn(60, WEEKS, seed=5)
    z = control(nps_scores(counts)).z
    weakest = int(np.argmin(z))
    counts[weakest, -1] = (40, 30, 30)

    alone = found([watched(counts[weakest : weakest + 1])], DEFAULT)
    among = found([watched(counts)], DEFAULT)

    assert len(alone) == 1
    assert among == () or among[0].adjusted_p > alone[0].adjusted_p


def test_the_adjustment_is_that_of_scipy_with_what_is_not_tested_left_out() -> None:
    p = np.random.default_rng(1).random(50) ** 3
    p[[3, 17]] = np.nan

    tested = ~np.isnan(p)
    assert adjusted(p)[tested] == pytest.approx(stats.false_discovery_control(p[tested]), rel=1e-12)
    assert np.isnan(adjusted(p)[~tested]).all()
    assert adjusted(np.full(3, np.nan)).shape == (3,)


def test_two_tests_of_one_series_count_twice_and_one_alone_once() -> None:
    found_p = either(np.array([0.01, 0.9, 0.2, np.nan]), np.array([0.5, 0.8, np.nan, np.nan]))

    assert found_p[:3].tolist() == [0.02, 1.0, 0.2]
    assert np.isnan(found_p[3])


def test_the_order_of_what_is_watched_changes_nothing() -> None:
    one, other = watched(fallen()), watched(fallen(9, 8))

    assert found([one, other], DEFAULT) == found([other, one], DEFAULT)


def test_over_200_segments_with_nothing_going_on_a_week_with_any_alert_is_rare() -> None:
    calm = [found([watched(drawn(200, 20, 60, seed), 20)], DEFAULT) for seed in range(20)]

    assert sum(len(alerts) > 0 for alerts in calm) <= 4


# Anonymous surveys.


def test_no_group_that_an_anonymous_survey_hides_is_named() -> None:
    anonymous = {"nps": Survey("nps", "nps", anonymous=True)}
    counts = fallen(3)
    counts[0, -1] = (1, 1, 1)  # hidden, and with it the next smallest of that week, which has fallen
    counts[2, -1] = (40, 60, 100)

    assert [alert.group for alert in found([watched(counts)], DEFAULT)] == ["s01"]
    assert found([watched(counts, surveys=anonymous)], DEFAULT) == ()


# How measures are watched.


def test_times_are_watched_as_the_share_within_their_target() -> None:
    headlines = {name: watchable(entry) for name, entry in MEASURES.items() if entry.headline}

    names = {name: reading.full_name for name, reading in headlines.items() if reading}
    assert names == {
        "nps": "nps",
        "csat": "satisfied",
        "ces": "mean",
        "fcr": "F1:7",
        "first_response": "within:3600",
        "resolution": "within:86400",
    }


def test_states_and_votes_are_not_watched_by_the_week() -> None:
    assert watchable(measure("backlog")) is None
    assert watchable(measure("churn")) is None
    assert watchable(measure("advocates")) is None


def test_what_matters_is_5_points_and_5_percent_of_a_scale() -> None:
    assert matters(measure("nps").reading(), Survey("q", "nps")) == 0.05
    assert matters(measure("csat").reading("satisfied"), Survey("q", "csat", 1, 5)) == 0.05
    assert matters(measure("ces").reading("mean"), Survey("q", "ces", 1, 7)) == pytest.approx(0.3)


def test_an_alert_is_plain_values() -> None:
    (alert,) = found([watched(fallen())], DEFAULT)

    plain = (str, int, float, bool, type(MONDAY))
    assert all(isinstance(getattr(alert, part.name), plain) for part in fields(alert))
