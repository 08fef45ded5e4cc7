"""The progress of deriving the data anew."""

from __future__ import annotations

from cx.surveys import Survey
from pages._parts.deriving import STEPS
from tests.conftest import MakeWarehouse


def test_the_steps_that_are_shown_are_those_that_every_engine_takes(make_warehouse: MakeWarehouse) -> None:
    taken: list[str] = []

    with make_warehouse().publish(surveys=[Survey("nps", "nps", 0, 10)], step=taken.append):
        pass

    assert [name for name in taken if name in STEPS] == list(STEPS)
