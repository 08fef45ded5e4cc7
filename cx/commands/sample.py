"""Load the sample company into the configured warehouse; refused where that holds anything else."""

from __future__ import annotations

import argparse

from cx.commands.common import own_company
from cx.company import load_sample


def arguments(parser: argparse.ArgumentParser) -> None:
    """The command takes no arguments."""


def run(_: argparse.Namespace) -> int:
    """Load the sample files and say what arrived."""
    company = own_company()
    rows = load_sample(company)
    print(f"The sample company is in {company.warehouse.url}: {rows:,} rows.")
    return 0
