"""The commands, in the order in which help lists them. Each is a module with `arguments(parser)` and `run(options)`."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

#: Name on the command line -> its module here.
COMMANDS = {
    "import": "import_files", "look": "look", "measures": "measures", "score": "score", "explain": "explain",
    "check": "check", "export": "export", "snapshot": "snapshot", "sample": "sample", "derive": "derive",
    "undo": "undo",
}  # fmt: skip


def command(name: str) -> ModuleType:
    """The module of a command: imported when it is asked for, because most need what the others do not."""
    return import_module(f"cx.commands.{COMMANDS[name]}")
