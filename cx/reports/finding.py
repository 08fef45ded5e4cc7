"""The finding at the top of a page, chosen by the numbers from fixed sentences."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cx.change import Change
from cx.measures import Measure
from cx.reports import causes, parts, words
from cx.reports.ask import Ask
from cx.reports.causes import Split
from cx.reports.verdicts import Headline
from cx.reports.words import _

_ORDER = ("clear", "possible", "noise", "few", "none")


def strongest(lines: Sequence[Headline]) -> Headline:
    """The headline with the most certain change; among equals the first."""
    return min(lines, key=lambda line: (_state(line), _verdict(line)))


def _state(line: Headline) -> int:
    return ("ok", "few", "none", "hidden", "unavailable").index(line.state)


def _verdict(line: Headline) -> int:
    return _ORDER.index(line.change.verdict if line.change else "none")


def finding(ask: Ask, line: Headline) -> str:
    """What there is to say of one headline number: "NPS is +34, a clear fall of 4.5 points"."""
    if not ask.contents.sources:
        return _("No data yet")
    name = parts.reading_title(line.measure, line.reading)
    if line.now is None:
        reason = words.unavailable(line.unavailable)[0] if line.unavailable else ""
        return reason if name in reason else f"{name}: {parts.inside_sentence(reason)}"
    if line.state == "hidden":
        return _("{name}: too few answers to show").format(name=name)
    if line.state == "none":
        left_out = parts.none_counted(line.now)
        return f"{name}: {parts.inside_sentence(left_out)}" if left_out else nothing(ask, line.measure)
    if line.state == "few":
        return parts.few_title(name, line.now)
    return _of_change(name, line)


def explained(ask: Ask, line: Headline, split: Split | None) -> str:
    """The same with the main cause of a clear change, where one cause holds most of it: "NPS fell 4.5 points, and most
    of it is volume moving from e-mail to chat". split: the change of this very number, over the dimension that explains
    most of it.
    """
    if split is None or line.change is None:
        return finding(ask, line)
    return causes.sentence(split, good_or_bad(line, line.change)) or finding(ask, line)


def nothing(ask: Ask, measure: Measure) -> str:
    """That there is no data, and whether that is because of the filters."""
    counted = words.rows_name(measure)
    if ask.filters.where:
        return _("No {counted} match these filters").format(counted=counted)
    newest = ask.newest_before(measure)
    if newest is None:
        return _("No {counted} in these days").format(counted=counted)
    return _("No {counted} in these days: the newest are of {day}").format(counted=counted, day=words.day(newest))


def _of_change(name: str, line: Headline) -> str:
    change, now = line.change, line.now
    assert change is not None
    assert now is not None
    if np.isinf(now.value[0]):
        return f"{name}: {parts.value_text(now)}"
    told = change.verdict in ("clear", "possible")
    size = parts.size_of(change) if told else ""
    rose = None if parts.says_which_way(change) else change.difference > 0
    sentence = words.change_sentence(name, parts.value_text(now), change.verdict, size, rose=rose)
    return sentence + (good_or_bad(line, change) if told else "")


def good_or_bad(line: Headline, change: Change) -> str:
    """Which way a change went, where less is better and the words do not say so: shares of trouble, and answers to a
    question whose low end is the good one."""
    low = line.survey is not None and line.survey.direction == "low" and line.reading.better == "declared"
    if parts.says_which_way(change) or change.better is None or not (low or line.reading.better == "low"):
        return ""
    return _(", for the better") if change.better else _(", for the worse")
