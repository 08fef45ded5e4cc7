"""Lines of JSON objects made ready for a fast parser that takes texts only: every cell becomes a text of what it says.

A parser that knows numbers would lose their digits (1.10, 12345678901234567890), and one that knows lists would need
each to be of one kind. So `{"id": 1.10, "ok": true, "tags": ["a", 1]}` becomes
`{"id": "1.10", "ok": "true", "tags": "[\\"a\\", 1]"}`, all bytes of a block at once; null stays what it is.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Mask = NDArray[np.bool_]
Places = NDArray[np.int64]
Steps = NDArray[np.int8]

#: Objects within objects beyond this are no data, and parsers that call themselves do not survive them.
DEEPEST = 64

QUOTE, BACKSLASH, COMMA, COLON, BREAK = b'"\\,:\n'
LIST, LIST_END, OBJECT, OBJECT_END = b"[]{}"
_NUMBER = b"-0123456789"
_IS_CELL = np.ones(256, np.bool_)
_IS_CELL[list(b'[]{},:" \t\r\n')] = False
#: For eight marks in the bits of a byte, whether those up to and including each are an odd number.
_ODD = np.packbits(np.cumsum(np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1), axis=1) & 1, axis=1)[:, 0]
#: The bits that all change where those before are an odd number.
_ALL = np.array([0, 255], np.uint8)
#: Words that are cells, by their first letter, with their lengths; null is left alone.
_WORDS = {b"t"[0]: 4, b"f"[0]: 5, b"N"[0]: 3, b"I"[0]: 8}


def outside(block: bytes, inside: bool = False) -> tuple[Bytes, Mask]:
    """The bytes of a block, and which of them stand outside of texts. inside: whether the block begins in a text."""
    data = np.frombuffer(block, np.uint8)
    quotes = data == QUOTE
    if b"\\" in block:
        quotes[_escaped(data)] = False
    return data, _odd(quotes) == inside


def _odd(marks: Mask) -> Mask:
    """Whether the marks up to and including each place are an odd number. Eight places at a time, by a table: adding
    them up one after another would take most of the time that reading takes."""
    odd = _ODD[np.packbits(marks)]
    last = odd & 1
    before = np.cumsum(last, dtype=np.uint8) - last
    odd ^= _ALL[before & 1]
    return np.unpackbits(odd, count=len(marks)).view(np.bool_)


def _escaped(data: Bytes) -> Places:
    """Where a byte follows a backslash that is not itself escaped."""
    places = np.flatnonzero(data == BACKSLASH)
    order = np.arange(len(places))
    begins = np.diff(places, prepend=-2) != 1
    run = np.maximum.accumulate(np.where(begins, order, 0))
    after: Places = places[(order - run) % 2 == 0] + 1
    return after[after < len(data)]


def brackets(data: Bytes, out: Mask) -> Mask:
    """Where lists and objects begin and end."""
    lower = data | 32  # [ and {, ] and } differ in this bit
    found: Mask = ((lower == OBJECT) | (lower == OBJECT_END)) & out
    return found


def steps(kinds: Bytes, opening: int, closing: int) -> Steps:
    """1 where something begins, -1 where it ends."""
    step: Steps = (kinds == opening).view(np.int8) - (kinds == closing).view(np.int8)
    return step


def only_texts(block: bytes) -> Bytes | None:
    """Lines of objects with every cell a text. None where a line is broken, or nested too deep: then each must be
    made ready by itself, so that the broken ones are found. Words and brackets are checked, the rest is the parser's.
    """
    data, out = outside(block)
    if not len(data) or not out[-1] or (~out[data == BREAK]).any() or _apart(data, out):
        return None
    data, out = _without_blanks(data, out)
    marks = np.flatnonzero(brackets(data, out) | (((data == COMMA) | (data == COLON)) & out))
    kinds = data[marks]
    depth = np.cumsum(steps(kinds, LIST, LIST_END))
    if (depth < 0).any() or not _one_object_a_line(data, marks[depth == 0], kinds[depth == 0]):
        return None
    begins, ends = marks[(depth == 1) & (kinds == LIST)], marks[(depth == 0) & (kinds == LIST_END)] + 1
    listed = _covered(len(data), begins, ends)
    values = _values(data, marks, kinds, np.flatnonzero((kinds == COLON) & (depth == 0)))
    if values is None or (data[listed] == BREAK).any():
        return None
    inner = np.flatnonzero(listed & ((data == QUOTE) | (data == BACKSLASH)))
    return _inserted(data, np.concatenate([*values, begins, ends]), inner)


def _blanks(data: Bytes, out: Mask) -> Mask:
    found: Mask = ((data == b" "[0]) | (data == b"\t"[0]) | (data == b"\r"[0])) & out
    return found


def _apart(data: Bytes, out: Mask) -> bool:
    """Whether blanks stand between two numbers or words: there must be a comma."""
    blank = np.concatenate([[False], _blanks(data, out), [False]])
    edges = np.flatnonzero(blank[1:] != blank[:-1])
    begins, ends = edges[::2], edges[1::2]
    inner = (begins > 0) & (ends < len(data))
    return bool((_IS_CELL[data[begins[inner] - 1]] & _IS_CELL[data[ends[inner]]]).any())


def _without_blanks(data: Bytes, out: Mask) -> tuple[Bytes, Mask]:
    """The same without blanks outside of texts, so that a list is the same text however it was laid out."""
    blank = _blanks(data, out)
    return (data[~blank], out[~blank]) if blank.any() else (data, out)


def _one_object_a_line(data: Bytes, marks: Places, kinds: Bytes) -> bool:
    """Whether each line that is not empty is one object, of a depth that parsers survive, and nothing else. marks,
    kinds: the brackets outside of lists."""
    step = steps(kinds, OBJECT, OBJECT_END)
    depth = np.cumsum(step)
    edge = np.concatenate([[True], data == BREAK, [True]])
    begins, ends = np.flatnonzero(edge[:-2] & ~edge[1:-1]), np.flatnonzero(edge[2:] & ~edge[1:-1])
    opened, closed = marks[(depth == 1) & (step > 0)], marks[(depth == 0) & (step < 0)]
    whole = len(begins) and np.array_equal(begins, opened) and np.array_equal(ends, closed)
    return bool(whole) and int(depth.max()) <= DEEPEST


def _covered(size: int, begins: Places, ends: Places) -> Mask:
    """Which bytes lie between the beginnings and the ends of ranges that do not overlap."""
    edges = np.zeros(size + 1, np.bool_)
    edges[begins] = True
    edges[ends] ^= True
    return _odd(edges[:-1])


def _values(data: Bytes, marks: Places, kinds: Bytes, colons: Places) -> tuple[Places, Places] | None:
    """Where the numbers and words after the colons begin and end; None where one of them is no cell of JSON."""
    if len(colons) and colons[-1] == len(marks) - 1:
        return None
    begins, ends = marks[colons] + 1, marks[np.minimum(colons + 1, len(marks) - 1)]
    bare = ~np.isin(data[begins], [QUOTE, LIST, OBJECT, b"n"[0]])
    begins, ends = begins[bare], ends[bare]
    closed = np.isin(kinds[colons[bare] + 1], [COMMA, OBJECT_END])
    return (begins, ends) if closed.all() and _are_cells(data[begins], ends - begins) else None


def _are_cells(first: Bytes, lengths: Places) -> bool:
    good = np.isin(first, list(_NUMBER))
    for letter, length in _WORDS.items():
        good |= (first == letter) & (lengths == length)
    return bool(good.all())


def _inserted(data: Bytes, quotes: Places, backslashes: Places) -> Bytes:
    """The bytes with marks before some of them."""
    before = np.concatenate([quotes, backslashes])
    marks = np.full(len(before), QUOTE, np.uint8)
    marks[len(quotes) :] = BACKSLASH
    order = np.argsort(before, kind="stable")
    new = np.empty(len(data) + len(before), np.uint8)
    places = before[order] + np.arange(len(before))
    kept = np.ones(len(new), np.bool_)
    kept[places] = False
    new[places], new[kept] = marks[order], data
    return new
