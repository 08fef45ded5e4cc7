"""Bring files in: read by a preset, landed whole or not at all, with everything that could not be read kept."""

from cx.imports.result import ImportProgress, ImportResult, Progress
from cx.imports.run import import_files

__all__ = ["ImportProgress", "ImportResult", "Progress", "import_files"]
