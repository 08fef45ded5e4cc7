"""Bring in files, or rows of a database: read by a preset, landed whole or not at all, with what was rejected kept."""

from cx.imports.result import ImportProgress, ImportResult, Progress
from cx.imports.run import import_files, import_query

__all__ = ["ImportProgress", "ImportResult", "Progress", "import_files", "import_query"]
