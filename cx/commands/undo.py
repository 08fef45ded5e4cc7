"""Take the newest change of the data back: the version before is in force again, whatever made the newest one.

What people wrote down stays as it is. A few versions are kept, so a few steps can be taken back, one at a time; the
rows come again with the next import of their files.
"""

from __future__ import annotations

import argparse

from cx.commands.common import own_company
from cx.store.workspace import Import


def arguments(parser: argparse.ArgumentParser) -> None:
    """The command takes no arguments."""


def run(_: argparse.Namespace) -> int:
    """Undo, and say what was taken back and what is in force now."""
    done = own_company().undo()
    now = f"that of {_made_by(done.version_import)}" if done.version else "none, so the warehouse is empty"
    print(f"Taken back: {_made_by(done.undone_import)}. The version in force now: {now}.")
    return 0


def _made_by(one: Import | None) -> str:
    if one is None:
        return "a derive, or a change that no import wrote down"
    return f"import {one.import_id} ({one.preset}, source {one.source}, {one.started_at:%Y-%m-%d %H:%M} UTC)"
