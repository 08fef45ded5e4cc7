"""Read ahead: the next piece is made while the one before is written."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")

_END = object()


def ahead(items: Iterator[Item]) -> Generator[Item, None, None]:
    """The same items in the same order, each made in another thread while the caller works on the one before.

    What making them raises is raised here, in its place.
    """
    with ThreadPoolExecutor(1, "read-ahead") as pool:
        coming = pool.submit(next, items, _END)
        while (item := coming.result()) is not _END:
            coming = pool.submit(next, items, _END)
            yield item  # type: ignore[misc]
