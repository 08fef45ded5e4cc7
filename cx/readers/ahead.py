"""Read ahead: the next pieces are made while those before are written."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")

_END = object()


def ahead(items: Iterator[Item], most: int = 1) -> Generator[Item, None, None]:
    """The same items in the same order, made in another thread while the caller works on those before, at most so many
    before they are asked for.

    What making them raises is raised here, in its place.
    """
    with ThreadPoolExecutor(1, "read-ahead") as pool:
        coming = deque(pool.submit(next, items, _END) for _ in range(most))
        try:
            while (item := coming.popleft().result()) is not _END:
                coming.append(pool.submit(next, items, _END))
                yield item  # type: ignore[misc]
        finally:
            pool.shutdown(cancel_futures=True)
