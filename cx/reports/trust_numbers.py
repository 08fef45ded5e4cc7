"""Do the numbers agree? Every headline number beside the same counted a second way, and whether parts add up."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from cx.measures import Reading
from cx.reports import parts, trust_bridge, trust_flow, trust_sums, words
from cx.reports.ask import Arrangement, Ask
from cx.reports.formats import decimal, exact
from cx.reports.headline_cards import page_of
from cx.reports.language import mark
from cx.reports.page import Attention, Item, Message, Part, Table
from cx.reports.reconciliation import Compared, compare
from cx.reports.trust_sums import name_of
from cx.reports.words import _, ngettext

#: How many numbers are named in a sentence.
NAMED = 3

_NO_ROAD = {
    "definition": mark("– no second road for this definition"),
    "by_day": mark("– no second road: some solutions are known to the day, their promises to the minute"),
    "newer": mark("– newer data have arrived; open the page again"),
    "not_kept": mark("– not in this snapshot"),
}


def tab(ask: Ask, arrangement: Arrangement) -> tuple[str, tuple[Part, ...]]:
    """The finding and the parts."""
    compared = compare(ask)
    if ask.filters.where and all(one.state in ("none", "unavailable") for one in compared):
        return nothing(), (_table(compared, replace(parts.empty_message(ask, compared[0].measure), title=nothing())),)
    whole = trust_sums.table(ask, arrangement, compared)
    rest = (whole, trust_flow.table(ask), trust_bridge.table(ask))
    return finding(compared), (*_disagreeing(ask, compared), _table(compared), *rest)


def nothing() -> str:
    """That the filters leave nothing to count."""
    return _("No rows match these filters")


# What is found.


def finding(compared: Sequence[Compared]) -> str:
    """One sentence: whether all numbers agree, else which do not."""
    wrong = [one for one in compared if one.state == "differs"]
    right = sum(one.state == "agrees" for one in compared)
    if len(wrong) == 1:
        return _("{name} does not agree: {page} on the pages, {second} counted a second way").format(
            name=name_of(wrong[0]), page=_page(wrong[0]), second=_second(wrong[0])
        )
    if wrong:
        return _several(list(map(name_of, wrong)))
    if not right:
        return _("There is no number to count a second way")
    one, two = _("The only number agrees when counted a second way"), _("Both numbers agree when counted a second way")
    every = _("All {n} numbers agree when counted a second way").format(n=words.count(right))
    return {1: one, 2: two}.get(right, every)


def _several(names: Sequence[str]) -> str:
    """That these do not agree: by name if they can be read aloud."""
    if len(names) > NAMED:
        return _("{n} numbers do not agree when counted a second way").format(n=words.count(len(names)))
    listed, last = ", ".join(names[:-1]), names[-1]
    return _("{names} and {last} do not agree when counted a second way").format(names=listed, last=last)


def _disagreeing(ask: Ask, compared: Sequence[Compared]) -> tuple[Attention, ...]:
    """What does not agree, each with a link to its page; nothing where all do."""
    items = tuple(_item(ask, one) for one in compared if one.state == "differs")
    if not items:
        return ()
    subtitle = _("Do not rely on these until it is known why; the others are not concerned")
    title = ngettext("{n} number does not agree", "{n} numbers do not agree", len(items))
    return (Attention("trust-differs", title.format(n=len(items)), subtitle, items, wide=True),)


def _item(ask: Ask, one: Compared) -> Item:
    sentence = _("{name}: {page} on the pages, {second} counted a second way").format(
        name=name_of(one), page=_page(one), second=_second(one)
    )
    evidence = _("{page} against {second}").format(
        page=words.counted(one.n, one.measure.counts), second=words.counted(one.second.n, one.measure.counts)
    )
    return Item("bad", sentence, evidence, page_of(one.measure), ask.filters)


# Both roads.


def _table(compared: Sequence[Compared], message: Message | None = None) -> Table:
    shown = [one for one in compared if one.state != "none" or one.measure.headline]
    nothing_known = Message(_("No number to compare"), _("Choose other days, or import a file."))
    message = message if shown else nothing_known
    return Table(
        "trust-roads", _("Each number, counted twice"),
        _("On the pages, and by plain sums over the rows, written apart from what the pages use"), definition(),
        lambda: _shown(shown), lambda: _unrounded(shown), _footer(shown), wraps=True, message=message,
    )  # fmt: skip


def definition() -> str:
    """What the second road is."""
    return _(
        "The second road starts from raw columns: the scores answered, the times written on tickets, the customer’s "
        "next ticket. It shares neither the query builder nor the formulas with the pages. What must be the same must "
        "be exactly the same; times are kept in bins of at most a sixtieth of their length, so there the second number "
        "must lie in the bin of the first."
    )


def _shown(compared: Sequence[Compared]) -> pd.DataFrame:
    return pd.DataFrame({
        _("Number"): list(map(name_of, compared)),
        _("State"): list(map(state_words, compared)),
        _("On the pages"): list(map(_page, compared)),
        _("Second road"): list(map(_second, compared)),
        _("Rows, pages"): [_rows(one.n, one) for one in compared],
        _("Rows, second road"): ["" if one.second.why else _rows(one.second.n, one) for one in compared],
        _("Difference"): list(map(_difference, compared)),
    })  # fmt: skip


def _rows(n: int, one: Compared) -> str:
    return "" if one.state in ("hidden", "unavailable") else words.count(n)


def _page(one: Compared) -> str:
    return words.DASH if one.state in ("hidden", "unavailable") else _number(one.value, one.reading)


def _second(one: Compared) -> str:
    return words.DASH if one.second.why or one.page is None else _number(one.second.value, one.reading)


def _number(value: float, reading: Reading) -> str:
    if math.isinf(value):
        return _("not reached yet")
    if reading.unit == "number":
        return words.score(value, reading.unit)
    return words.DASH if math.isnan(value) else exact(value, reading.unit)


def _difference(one: Compared) -> str:
    difference = one.second.value - one.value
    if not math.isfinite(difference):
        return ""
    return "0" if abs(difference) < 1e-9 else _apart(difference, one.reading.unit)


def _apart(difference: float, unit: str) -> str:
    """With a sign; of whole numbers a whole one."""
    whole = unit == "number" and difference.is_integer()
    return decimal(difference, 0, signed=True) if whole else words.change(difference, unit)


def state_words(one: Compared) -> str:
    """Whether it agrees, with a mark that says so without colour."""
    if one.state == "agrees":
        return _agrees(one)
    if one.state == "differs":
        return _("✗ differs by {size}").format(size=_size(one))
    if one.state == "no_road":
        return _(_NO_ROAD[one.second.why])
    if one.state == "unavailable" and one.reason is not None:
        return f"– {words.unavailable(one.reason)[0]}"
    hidden, nothing = _("– not shown, so that nobody can be recognised"), _("– no rows on either road")
    return hidden if one.state == "hidden" else nothing


def _agrees(one: Compared) -> str:
    if not one.width:
        return _("✓ agrees")
    if one.reading.kind == "sample_mean":
        return _("✓ agrees, as far as bins of times can tell")
    bin_ = words.duration(2 * one.width + 1)
    return _("✓ agrees, within the {width} of its bin").format(width=bin_)


def _size(one: Compared) -> str:
    """By how much two numbers differ; where they are the same, by how many rows."""
    difference = abs(one.second.value - one.value)
    if math.isfinite(difference) and difference > one.width + 1e-9:
        return _apart(difference, one.reading.unit).lstrip("+")
    return words.counted(abs(one.second.n - one.n), one.measure.counts)


def _unrounded(compared: Sequence[Compared]) -> pd.DataFrame:
    """In the units people use, unrounded; nothing of what may not be shown."""
    rows = [
        {
            "measure": one.measure.name, "reading": one.reading.full_name, "page": _scaled(one.value, one),
            "second": _scaled(one.second.value, one), "n_page": one.n, "n_second": one.second.n,
            "width": _scaled(one.width, one), "state": one.state,
        }
        for one in compared
    ]  # fmt: skip
    return pd.DataFrame(rows, dtype=object)


def _scaled(value: float, one: Compared) -> float | None:
    return value * one.reading.scale if math.isfinite(value) else None


def _footer(compared: Sequence[Compared]) -> tuple[str, ...]:
    counts = {state: sum(one.state == state for one in compared) for state in ("agrees", "differs", "no_road")}
    texts = {
        "agrees": _("{n} agree"), "differs": _("{n} differ"), "no_road": _("{n} without a second road"),
    }  # fmt: skip
    return tuple(texts[state].format(n=words.count(n)) for state, n in counts.items() if n)
