"""Write the derived columns again, after a change of zone, week start or a survey's scale, without a file."""

from __future__ import annotations

import argparse

from cx.commands.common import filled_company


def arguments(parser: argparse.ArgumentParser) -> None:
    """The command takes no arguments."""


def run(_: argparse.Namespace) -> int:
    """Publish a version derived with the settings in force."""
    company = filled_company()
    company.derive()
    print(f"Derived with {', '.join(f'{k} {v}' for k, v in company.settings.derived().items())}.")
    return 0
