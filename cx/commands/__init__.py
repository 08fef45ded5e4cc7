"""The commands, in the order in which help lists them. Each module has `arguments(parser)` and `run(options)`."""

from __future__ import annotations

from cx.commands import check, derive, import_files, sample, score

COMMANDS = (import_files, score, check, sample, derive)
