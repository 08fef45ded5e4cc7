"""The version of the product, as `pyproject.toml` has it: a source checkout is not installed."""

from __future__ import annotations

import tomllib
from functools import cache

from cx.settings import ROOT


@cache
def version() -> str:
    """The version, such as "0.1.0"; read once."""
    with (ROOT / "pyproject.toml").open("rb") as written:
        return str(tomllib.load(written)["project"]["version"])
