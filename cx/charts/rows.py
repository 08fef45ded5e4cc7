"""What lying figures share: names at the left, one row each, and columns of texts at the right, all in fixed pixels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cx.charts import base
from cx.charts.base import Label, Part
from cx.charts.scale import Scale

ROW = 34  # pixels a row takes
LONGEST_NAME = 20  # characters that fit the left margin
NAME_CHARACTER = 6.9  # the width of one in pixels, as some names are bold
GAP = 14  # pixels between the columns
FAR = 0.38  # of an axis between two names of times, where its plot is as narrow as on a phone
PLOT_GAP = 24  # pixels between the plot and the first column


@dataclass(frozen=True)
class Column:
    """Texts at the right of the plot, one per row, in the order of the rows.

    head: what stands above them; strong: which rows are said in bold, none where it is left out; words: the texts are
    words, which begin under each other, and not numbers, which end under each other.
    """

    texts: Sequence[str]
    head: str = ""
    strong: Sequence[bool] = ()
    words: bool = False

    @property
    def width(self) -> int:
        """What its longest text takes, in pixels."""
        return int(base.CHARACTER * max(map(base.text_length, [*self.texts, self.head]), default=0))


class Columns:
    """The columns beside a plot: the room they take at its right, in pixels, and their texts."""

    def __init__(self, *columns: Column) -> None:
        self._placed: list[tuple[Column, int, int]] = []
        start = PLOT_GAP
        for column in columns:
            self._placed.append((column, start, start + column.width))
            start += column.width + GAP
        self.room = start - GAP + 4 if columns else 16

    def notes(self) -> list[Part]:
        """The heads above the plot, then every text in its row."""
        heads = [
            base.note(column.head, yref="paper", y=1, yanchor="bottom", yshift=2, **_flush(column, start, end))
            for column, start, end in self._placed if column.head
        ]  # fmt: skip
        return [*heads, *(note for placed in self._placed for note in _texts(*placed))]


def _texts(column: Column, start: int, end: int) -> list[Part]:
    strong = column.strong or [False] * len(column.texts)
    return [
        base.note(f"<b>{text}</b>" if bold else text, opacity=1 if bold else 0.8, size=12, yref="y", y=row,
                  **_flush(column, start, end))
        for row, (text, bold) in enumerate(zip(column.texts, strong, strict=True)) if text
    ]  # fmt: skip


def _flush(column: Column, start: int, end: int) -> Part:
    """Words begin at the left end of their column, numbers end at its right end."""
    place: Part = {"xref": "paper", "x": 1}
    return {**place, "xanchor": "left" if column.words else "right", "xshift": start if column.words else end}


def names(texts: Sequence[str]) -> list[str]:
    """Names that came with the data, shortened to the margin, as they are and never as markup."""
    return [base.plain(base.shorten(str(text), LONGEST_NAME)) for text in texts]


def name_room(named: Sequence[str]) -> int:
    """Width of the left margin for names."""
    return int(min(154, max(64, NAME_CHARACTER * max(map(base.text_length, named), default=0) + 14)))


def axis(named: Sequence[str]) -> Part:
    """The upright axis: the first name on top."""
    many = max(len(named), 1)
    return {
        "tickvals": list(range(len(named))),
        "ticktext": list(named),
        "range": [many - 0.5, -0.5],
        "showgrid": False,
    }


def sparse(axis: Scale, label: Label, most: int = 4) -> Label:
    """At most so many ticks named, as more would touch on a phone, zero among them; all keep their grid line."""
    if axis.log:
        named = _far_apart(axis)
        return lambda value: label(value) if value in named else ""
    if len(axis.ticks) <= most:
        return label
    step, every = axis.ticks[1] - axis.ticks[0], -(-len(axis.ticks) // most)
    return lambda value: label(value) if round(value / step) % every == 0 else ""


def _far_apart(axis: Scale) -> list[float]:
    """The ticks of a logarithmic axis, which are not equally far apart, whose names do not touch on a phone."""
    kept = [axis.ticks[0]] if axis.ticks else []
    for tick in axis.ticks[1:]:
        if axis.share(tick) - axis.share(kept[-1]) >= FAR:
            kept.append(tick)
    return kept


def padded(low: float, high: float, share: float = 0.03) -> list[float]:
    """A little more than an axis, so that no dot at its end touches a name or a value."""
    room = (high - low) or 1.0
    return [low - share * room, high + share * room]
