"""How the rows stand in a JSON file, told by its beginning."""

from __future__ import annotations

from cx.errors import BadInput
from cx.readers.json_document import Layout, first_end, lists_by_key
from cx.readers.preset import Shape

#: How many keys of an object are shown.
_SHOWN = 12


def find_layout(name: str, head: bytes, shape: Shape, *, whole: bool, by_line: bool) -> Layout | None:
    """How the rows stand in a file that begins like this; None for one a line. whole: whether that is all of the file;
    by_line: whether its name says that each line is an object.

    Raises BadInput where it is empty or no JSON, or all of it is one object that holds the rows under a key that the
    shape does not name.
    """
    head = head.strip()
    begin = head[:1].decode("utf-8", "replace")
    if begin not in ("{", "["):
        told = "is not JSON: it begins with neither { nor [" if begin else "is empty"
        raise BadInput(f"{name} {told}; export it again.")
    level = 2 if begin == "{" else 3
    if set(shape.records).intersection(lists_by_key(head, level)):
        return Layout(level, shape.records)
    if begin == "[":
        return Layout(1)
    end = first_end(head)
    if end < 0 and shape.records and not whole and not by_line:  # they may come later
        return Layout(level, shape.records)
    if end < 0 or (whole and end == len(head) - 1):
        _refuse_single(name, head, shape)
    return None if by_line or _stands_in_line(head, end) else Layout(0)


def _stands_in_line(head: bytes, end: int) -> bool:
    """Whether the first object takes the first line and nothing but it. end: where it ends, -1 if later."""
    line = head.find(b"\n")
    if end < 0 or line < 0:
        return line < 0 and end in (-1, len(head) - 1)
    return end < line and not head[end + 1 : line].strip()


def _refuse_single(name: str, head: bytes, shape: Shape) -> None:
    """Raises BadInput where a file of one object is a page of rows rather than a row."""
    lists = lists_by_key(head, 2)
    found = [key for key, objects in lists.items() if objects]
    known = {*shape.unfold[:1], *(name for name, *_ in shape.pairs)}
    if len(found) == 1 and found[0] and found[0] not in known:
        others = ", ".join([key for key in lists if key][:_SHOWN])
        raise BadInput(
            f"{name} is one object that holds its rows in a list (its lists: {others}); "
            f"say records = {found} in the preset."
        )
