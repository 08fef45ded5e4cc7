"""Rows of delimited text with too few or too many cells: rejected, or left out where they are closing lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from cx.readers.footer import begins
from cx.readers.rows import Ints, OnReject, Reject

#: What a row that says nothing may hold; the last is how DOS ended a file.
BLANK = " \t\r\n\x1a"


class WrongRow(NamedTuple):
    """place: how many good rows (header included) come before it; lines: how many it takes."""

    place: int
    lines: int
    reason: str
    text: str


class WrongRows:
    """Rows that do not fit: handed to the rejects, and counted to number the good ones.

    They are met before the good rows of their block, so their lines are known when those have been counted.
    footer: how closing lines begin; of them `left_out` are no data; `last` is the row met last.
    """

    def __init__(self, name: str, on_reject: OnReject, footer: Sequence[str], line_break: str) -> None:
        self.name, self.on_reject, self.footer, self.line_break = name, on_reject, footer, line_break
        self.waiting: list[WrongRow] = []
        self.count = self.lines = self.left_out = 0  # met so far; the lines of those that are settled
        self.last: WrongRow | None = None

    def __call__(self, row: Any) -> str:
        text = row.text.rstrip("\r\n")
        reason = f"{row.actual_columns} cells instead of {row.expected_columns}"
        self.last = WrongRow(row.number - 1 - self.count, 1 + text.count(self.line_break), reason, text)
        self.waiting.append(self.last)
        self.count += 1
        return "skip"

    @property
    def settled(self) -> int:
        """How many are rejected or left out already."""
        return self.count - len(self.waiting)

    def forget_waiting(self) -> None:
        """Those not settled will be met again."""
        self.count = self.settled
        self.waiting.clear()

    def settle(self, first: int, starts: Ints) -> Ints:
        """The lines of the good rows from number `first` on; the wrong ones among them are rejected.

        starts: the lines of the good rows if there were no wrong ones, and where the next would begin.
        """
        more = np.zeros(len(starts), dtype=np.int64)
        due = [row for row in self.waiting if row.place < first + len(starts) - 1]
        self.waiting = self.waiting[len(due) :]
        for row in due:
            self._reject(row, int(starts[row.place - first]))
            more[row.place - first] += row.lines
        before = self.lines - int(more.sum())
        return (starts + before + np.cumsum(more))[:-1]

    def settle_rest(self, line: int) -> None:
        """Reject those that stand after the last good row."""
        for row in self.waiting:
            self._reject(row, line)
        self.waiting.clear()

    def take_left_out(self) -> int:
        """How many closing lines were met since this was last asked."""
        taken, self.left_out = self.left_out, 0
        return taken

    def _reject(self, row: WrongRow, line: int) -> None:
        if begins(row.text, self.footer):
            self.left_out += 1
        elif row.text.strip(BLANK):
            self.on_reject(Reject(self.name, line + self.lines, "", row.reason, row.text))
        self.lines += row.lines
