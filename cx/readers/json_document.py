"""Where the rows stand in a JSON document, found block by block: whatever its layout, each row becomes a line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from cx.readers.json_marks import (
    BREAK,
    COMMA,
    LIST,
    LIST_END,
    OBJECT,
    OBJECT_END,
    Bytes,
    Mask,
    Places,
    Steps,
    brackets,
    outside,
    steps,
)

#: Bytes before a list in which its key is looked for.
_BEFORE = 300
_BLANKS = b" \t\r\n"


class Layout(NamedTuple):
    """Where rows stand: inside how many lists and objects, and under which keys (none: any list).

    level 0: objects one after another; 1: in lists; 2: in lists that objects hold by key; 3: in lists of such objects.
    """

    level: int
    records: tuple[str, ...] = ()


class Broken(ValueError):
    """A document that is not JSON; the text says why."""


class Document:
    """Turns the blocks of a document into lines, one for each row.

    documents, found: how many lists or objects ended so far that stand in no other, and how many lists of rows began.
    """

    def __init__(self, layout: Layout) -> None:
        self.level, self.keys = layout.level, [f'"{key}"'.encode() for key in layout.records]
        self.depth, self.inside, self.active = 0, False, layout.level == 0
        self.held = self.before = b""
        self.documents = self.found = 0

    def lines(self, block: bytes) -> bytes:
        """The rows that a block holds, or parts of them: a row ends with a line break. Raises Broken."""
        block = self.held + block
        whole = block.rstrip(b"\\")  # what a last backslash escapes is not here yet
        self.held = block[len(whole) :]
        data, out = outside(whole, self.inside)
        if (~out[data == BREAK]).any():
            raise Broken("a line ends inside a text")
        marks = np.flatnonzero(brackets(data, out) | ((data == COMMA) & out))
        kinds = data[marks]
        step = steps(kinds, LIST, LIST_END) + steps(kinds, OBJECT, OBJECT_END)
        depth = self.depth + np.cumsum(step)
        self._check(whole, marks, depth, step)
        lines = self._lines(whole, data, marks, kinds, depth, step)
        if len(data):
            self.inside, self.before = not out[-1], (self.before + whole)[-_BEFORE:]
        self.depth = int(depth[-1]) if len(depth) else self.depth
        return lines

    @property
    def without_rows(self) -> int:
        """Objects that should hold lists of rows and do not."""
        return max(0, self.documents - self.found) if self.keys else 0

    def end(self) -> None:
        """Raises Broken where the document is not whole."""
        if self.depth or self.inside or self.held:
            raise Broken("it ends too early")

    def _check(self, whole: bytes, marks: Places, depth: Places, step: Steps) -> None:
        """Between documents there must be nothing, and no more may end than began."""
        if (depth < 0).any():
            raise Broken("more brackets end than begin")
        closed = marks[(depth == 0) & (step < 0)]
        still_open = depth[-1] if len(depth) else self.depth
        ends = np.concatenate([[0] * (not self.depth), closed + 1]).astype(np.int64)
        begins = np.concatenate([marks[(depth == 1) & (step > 0)], [len(whole)] * (not still_open)]).astype(np.int64)
        apart = np.flatnonzero(begins > ends)
        if any(whole[end:begin].strip(_BLANKS) for end, begin in zip(ends[apart], begins[apart], strict=True)):
            raise Broken("something stands between its lists or objects")
        self.documents += len(closed)

    def _lines(self, whole: bytes, data: Bytes, marks: Places, kinds: Bytes, depth: Places, step: Steps) -> bytes:
        flat = data.copy()
        flat[(data == BREAK) | (data == b"\r"[0])] = b" "[0]
        if self.level == 0:
            return np.insert(flat, marks[(depth == 0) & (step < 0)] + 1, BREAK).tobytes()
        begins = self._of_rows(whole, marks[(depth == self.level) & (kinds == LIST)])
        ends = marks[(depth == self.level - 1) & (kinds == LIST_END)]
        active = self._active(len(data), begins, ends)
        commas = marks[(depth == self.level) & (kinds == COMMA)]
        flat[commas] = BREAK
        flat[ends] = BREAK
        return flat[active].tobytes()

    def _of_rows(self, whole: bytes, begins: Places) -> Places:
        """Which of the lists that begin at some places are lists of rows, by their key."""
        if self.keys:
            text, more = self.before + whole, len(self.before)
            named = [key_before(text[max(0, at + more - _BEFORE) : at + more], self.keys) for at in begins.tolist()]
            begins = begins[np.array(named, dtype=np.bool_)]
        self.found += len(begins)
        return begins

    def _active(self, size: int, begins: Places, ends: Places) -> Mask:
        """Which bytes stand in a list of rows, its last bracket among them."""
        began = np.concatenate([[-1] * self.active, begins]).astype(np.int64)
        after = np.searchsorted(ends, began, side="right")
        change = np.zeros(size + 2, np.int8)
        change[began + 1] += 1
        closed = ends[after[after < len(ends)]]
        change[closed + 1] -= 1
        if size:
            self.active = bool(len(began)) and bool(after[-1] == len(ends))
        return np.cumsum(change[:size], dtype=np.int8).view(np.bool_)


def key_before(text: bytes, keys: Sequence[bytes]) -> bool:
    """Whether a text ends with one of the keys (in quotes) and its colon."""
    text = text.rstrip(_BLANKS)
    return text.endswith(b":") and text[:-1].rstrip(_BLANKS).endswith(tuple(keys))


def lists_by_key(head: bytes, level: int) -> dict[str, bool]:
    """The lists at the beginning of a file that stand inside `level` others counting themselves, by their keys; and
    whether they hold objects."""
    marks, kinds, depth = _nesting(head)
    lists = np.flatnonzero((depth == level) & (kinds == LIST)).tolist()
    return {
        _key(head[max(0, marks[one] - _BEFORE) : marks[one]]): bool((kinds[one + 1 : one + 2] == OBJECT).any())
        for one in lists
    }


def first_end(head: bytes) -> int:
    """Where the first object or list of a file ends; -1 if not within this beginning of it."""
    marks, _, depth = _nesting(head)
    ends = np.flatnonzero(depth == 0)
    return int(marks[ends[0]]) if len(ends) else -1


def _nesting(head: bytes) -> tuple[Places, Bytes, Places]:
    """Where lists and objects begin and end, the bracket that stands there, and how many are open after it."""
    data, out = outside(head)
    marks = np.flatnonzero(brackets(data, out))
    kinds = data[marks]
    return marks, kinds, np.cumsum(steps(kinds, LIST, LIST_END) + steps(kinds, OBJECT, OBJECT_END))


def _key(before: bytes) -> str:
    """The key that ends a text; "" if there is none."""
    before = before.rstrip(_BLANKS)
    name = before[:-1].rstrip(_BLANKS)
    if not before.endswith(b":") or not name.endswith(b'"'):
        return ""
    return name[name.rfind(b'"', 0, -1) + 1 : -1].decode("utf-8", "replace")
