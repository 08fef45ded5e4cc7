"""Reading ahead changes nothing but the time it takes."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from cx.readers.ahead import ahead


def test_the_items_come_in_their_order() -> None:
    assert list(ahead(iter(range(100)))) == list(range(100))
    assert list(ahead(iter([]))) == []


def test_one_item_is_made_while_the_one_before_is_in_use() -> None:
    second_made = threading.Event()

    def items() -> Iterator[int]:
        yield 1
        second_made.set()
        yield 2

    reading = ahead(items())

    assert next(reading) == 1
    assert second_made.wait(60)


def test_as_many_are_made_before_they_are_asked_for_as_are_allowed_and_no_more() -> None:
    made = threading.Semaphore(0)

    def items() -> Iterator[int]:
        for number in range(100):
            made.release()
            yield number

    reading = ahead(items(), 3)
    next(reading)

    assert all(made.acquire(timeout=60) for _ in range(4))  # the one in use, and three
    assert not made.acquire(timeout=0.1)
    assert list(reading) == list(range(1, 100))


def test_a_failure_comes_after_the_items_made_before_it() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise ValueError("broken")

    reading = ahead(items())

    assert next(reading) == 1
    with pytest.raises(ValueError, match="broken"):
        next(reading)


def test_giving_up_early_closes_what_was_being_read() -> None:
    closed = threading.Event()

    def items() -> Iterator[int]:
        try:
            yield from range(100)
        finally:
            closed.set()

    reading = ahead(items())
    next(reading)
    reading.close()
    del reading

    assert closed.wait(60)
