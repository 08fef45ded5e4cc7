"""The commands, in the order in which help lists them. Each module has `arguments(parser)` and `run(options)`."""

from __future__ import annotations

from cx.commands import check, derive, explain, import_files, measures, sample, score

COMMANDS = (import_files, measures, score, explain, check, sample, derive)
