"""The finding at the top of a page, chosen by the numbers from fixed sentences."""

from __future__ import annotations

from collections.abc import Sequence

from cx.reports import parts, words
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


def finding(line: Headline) -> str:
    """What there is to say of one headline number: "NPS is +34, a clear fall of 4.5 points"."""
    name = words.measure_name(line.measure.name)
    if line.now is None:
        return words.unavailable(line.unavailable)[0] if line.unavailable else name
    if line.state == "hidden":
        return _("{name}: too few answers to show").format(name=name)
    if line.state == "none":
        return _("No {counted} in these days").format(counted=words.count_name(line.measure.counts, 0))
    if line.state == "few":
        return _("Only {counted} so far").format(counted=parts.count_text(line.now))
    return _of_change(name, line)


def _of_change(name: str, line: Headline) -> str:
    change, now = line.change, line.now
    assert change is not None
    assert now is not None
    size = parts.size_of(change) if change.verdict in ("clear", "possible") else ""
    return words.change_sentence(name, parts.value_text(now), change.verdict, size, rose=change.difference > 0)
