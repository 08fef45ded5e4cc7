"""How long things take: first response, resolution, closing, waiting in the queue, and the age of what is open."""

from __future__ import annotations

import numpy as np

from cx import bins
from cx.measures.entry import Basis, Measure
from cx.measures.reading import Floats, Ints, Reading, count, mark, share
from cx.surveys import Survey

HOUR, DAY = 3600, 86400


def _seconds(codes: Ints, _: Survey | None, __: int) -> Floats:
    """The middle of each bin; codes below zero are no durations."""
    return np.where(codes >= 0, bins.midpoint(codes), np.nan)


def _lasting(codes: Ints, _: Survey | None, __: int) -> Floats:
    """The middle of each bin, or of the age of what is still running."""
    running = codes <= bins.CENSORED
    return np.where(running, bins.midpoint(bins.age_of(codes)), _seconds(codes, None, 0))


def _within(codes: Ints, _: Survey | None, threshold: int) -> Floats:
    """1 under the threshold, 0 from it on; one still running has missed it once its age has reached it."""
    over = (codes <= bins.CENSORED) & (bins.age_of(codes) >= threshold)
    return np.where(codes >= 0, (codes < threshold).astype(float), np.where(over, 0.0, np.nan))


def _older(codes: Ints, _: Survey | None, threshold: int) -> Floats:
    return np.where(codes >= 0, (codes >= threshold).astype(float), np.nan)


def _abandoned(codes: Ints, _: Survey | None, __: int) -> Floats:
    gave_up = (codes <= bins.CENSORED) | (codes == bins.ABANDONED)
    return np.where(gave_up, 1.0, np.where(codes >= 0, 0.0, np.nan))


def _every(codes: Ints, _: Survey | None, __: int) -> Floats:
    return np.where(codes >= 0, 1.0, np.nan)


def median_of_all(prefix: str = "", title: str = mark("half within")) -> Reading:
    """The median by Kaplan and Meier: what is still running is counted as such."""
    says = mark("Half are within it, those still running counted in.")
    return _of_all(f"{prefix}median", 0.5, title, says)


def _of_all(name: str, q: float, title: str, says: str) -> Reading:
    return Reading(name, "survival", "seconds", "low", _lasting, q=q, title=title, says=says)


_DECIDED = mark(
    "Share within {target}; what is still running counts as missed once it is older, and is left out before."
)


def ended_within(target: int, options: tuple[int, ...] = (), says: str = _DECIDED) -> Reading:
    """The share ended within a target, of those that can be decided."""
    return share(
        "within", _within, parameter=target, takes="seconds", options=options, title=mark("within {target}"), says=says
    )


def _naive(prefix: str, title_half: str, title_most: str) -> tuple[Reading, ...]:
    half = mark("Half of those that have ended are within it (the median).")
    most = mark("Nine of ten of those that have ended are within it (the 90th percentile).")
    return (
        Reading(f"{prefix}median", "percentile", "seconds", "low", _seconds, 0.5, naive=True, title=title_half,
                says=half),
        Reading(f"{prefix}p90", "percentile", "seconds", "low", _seconds, 0.9, naive=True, title=title_most, says=most),
    )  # fmt: skip


_TITLES = (mark("half within"), mark("9 of 10 within"))
_TITLES_OF_ALL = (mark("half of all within"), mark("9 of 10 of all within"))


def _full(prefix: str = "", titles: tuple[str, str] = _TITLES) -> tuple[Reading, ...]:
    """Median and 90th percentile by Kaplan and Meier."""
    says = mark("Nine of ten are within it, those still running counted in.")
    return median_of_all(prefix, titles[0]), _of_all(f"{prefix}p90", 0.9, titles[1], says)


def _mean() -> Reading:
    says = mark("Mean of those that have ended; a few very long ones pull it up.")
    return Reading("mean", "sample_mean", "seconds", "low", _seconds, naive=True, title=mark("mean"), says=says)


def _curve(target: int, options: tuple[int, ...]) -> tuple[Reading, ...]:
    """The share ended before, and still running after, some time, by Kaplan and Meier."""
    ended = mark("Share that ends within {target}, estimated from all, those still running counted in.")
    still = mark("Share still running after {target}, estimated from all, those still running counted in.")
    return (
        Reading("ended", "survival_share", "percent", "high", _lasting, parameter=target, takes="seconds",
                options=options, title=mark("ended within {target}"), says=ended),
        Reading("open", "survival_share", "percent", "low", _lasting, parameter=DAY, takes="seconds",
                options=(3 * DAY, 7 * DAY), complement=True, title=mark("not ended after {target}"), says=still),
    )  # fmt: skip


_NAIVE_TITLES = (mark("half of the ended within"), mark("9 of 10 of the ended within"))

_ANSWERED = mark(
    "Share answered within {target}; who gave up after that long counts as missed, and who gave up before is left out."
)

BUSINESS = "business"
_BUSINESS = mark("business time")
_TO_FIRST = mark("Time from the creation of a ticket to its first solution, whatever came after.")

MEASURES = (
    Measure(
        "first_response", "tickets", "first_response", "created",
        (
            *_naive("", *_TITLES), _mean(), ended_within(HOUR, (900, 4 * HOUR, DAY)),
            *_full("survival_", _TITLES_OF_ALL), *_curve(HOUR, (4 * HOUR, DAY)),
        ),
        ("first_response_at",), "tickets", bins.CODE_REASONS, headline=True,
        bases=(Basis(BUSINESS, "first_response_business", title=_BUSINESS),),
        title=mark("First reply"), says=mark("Time from the creation of a ticket to the first reply by a person."),
    ),
    Measure(
        "resolution", "tickets", "resolution", "created",
        (
            *_full(), *_naive("naive_", *_NAIVE_TITLES), _mean(), ended_within(DAY, (4 * HOUR, 3 * DAY, 7 * DAY)),
            *_curve(DAY, (3 * DAY, 7 * DAY)),
        ),
        ("solved_at",), "tickets", bins.CODE_REASONS, headline=True,
        bases=(
            Basis("first", "first_resolution", title=mark("to the first solution"), says=_TO_FIRST),
            Basis(BUSINESS, "resolution_business", title=_BUSINESS),
            Basis("first_business", "first_resolution_business", title=mark("to the first solution, business time"),
                  says=_TO_FIRST),
        ),
        title=mark("Resolution"), says=mark("Time from the creation of a ticket to its last solution."),
    ),
    Measure(
        "closing", "tickets", "closing", "created",
        (*_full(), *_naive("naive_", *_NAIVE_TITLES), _mean(), ended_within(DAY)),
        ("closed_at",), "tickets", bins.CODE_REASONS, title=mark("Closing"),
        says=mark("Time from the creation of a ticket to its closing."),
    ),
    Measure(
        "wait", "tickets", "wait", "created",
        (
            *_full(), *_naive("naive_", *_NAIVE_TITLES), _mean(), ended_within(60, (20, 120, 300), _ANSWERED),
            share("abandoned", _abandoned, "low", title=mark("abandoned"),
                  says=mark("Customers who gave up waiting, as a share of all who waited.")),
        ),
        ("queue_seconds",), "tickets", {**bins.CODE_REASONS, bins.CENSORED: "abandoned"}, title=mark("Wait"),
        says=mark("Time in the queue until somebody answers; who gave up waited at least that long."),
    ),
    Measure(
        "backlog", "tickets", "open_age", "",
        (
            count("open", _every, "low", title=mark("open"), says=mark("Tickets open at the end of the data.")),
            Reading("median", "percentile", "seconds", "low", _seconds, 0.5, title=mark("half younger than"),
                    says=mark("Half of the open tickets are younger.")),
            Reading("p90", "percentile", "seconds", "low", _seconds, 0.9, title=mark("9 of 10 younger than"),
                    says=mark("Nine of ten open tickets are younger.")),
            share("older", _older, "low", parameter=7 * DAY, takes="seconds", options=(DAY, 3 * DAY, 30 * DAY),
                  title=mark("older than {target}"), says=mark("Open tickets that are {target} old or older, as a "
                                                               "share of open tickets.")),
        ),
        (), "tickets", bins.CODE_REASONS, counting="state", title=mark("Backlog"),
        says=mark("What is open, and for how long, at the end of the data, whatever the period."),
    ),
)  # fmt: skip
