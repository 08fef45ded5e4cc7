"""Write the derived columns again, without a file: after a change of zone, calendars or scale, or of the program."""

from __future__ import annotations

import argparse

from cx.commands.common import NO_ROWS, own_company
from cx.errors import StoreError


def arguments(parser: argparse.ArgumentParser) -> None:
    """The command takes no arguments."""


def run(_: argparse.Namespace) -> int:
    """Publish a version derived with the settings in force."""
    company = own_company()
    if not company.warehouse.version:  # an older schema cannot be read yet, only brought up to date
        raise StoreError(NO_ROWS)
    company.derive()
    print(f"Derived with {', '.join(f'{k} {_on_one_line(v)}' for k, v in company.settings.derived().items())}.")
    return 0


def _on_one_line(value: str) -> str:
    lines = value.splitlines() or ["none"]
    return lines[0] if len(lines) == 1 else f"of {len(lines)} lines"
