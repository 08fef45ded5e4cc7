"""The company's own names of dimensions and of their values: one choice per reader, as with the language.

Only what is read changes its name: links, filters and files of another program keep the values as the data have them.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from types import MappingProxyType

Names = Mapping[tuple[str, str], str]

_names: ContextVar[Names] = ContextVar("names", default=MappingProxyType({}))


def use(names: Names) -> None:
    """Choose the names from here on: by (dimension, value), and of a dimension itself by (dimension, "")."""
    _names.set(names)


def own_name(dimension: str, value: str = "") -> str:
    """What the company calls a value, or a dimension where no value is given; "" where it has no name of its own."""
    return _names.get().get((dimension, value), "")
