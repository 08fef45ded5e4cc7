"""What tests of snapshots on pages share: taking one without a page, and reading what is said."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from streamlit.testing.v1 import AppTest

from cx.company import open_company
from cx.filters import Filters
from cx.reports.ask import Arrangement
from cx.snapshots import snapshot
from cx.snapshots.taking import take
from cx.store.workspace import Workspace
from cx.store.workspace.snapshots import Kept
from tests.pages import small


def kept(folder: Path, title: str = "For the board", *, note: str = "", pages: Sequence[str] = ("loyalty",),
         **query: str | list[str]) -> int:  # fmt: skip
    """Take a snapshot without a page; its number."""
    shown = open_company(small.settings(folder))
    named = [(name, Arrangement()) for name in pages]
    return snapshot.keep(shown, take(shown, Filters.from_query(query), named, "en"), title, note)


def listed(folder: Path) -> tuple[Kept, ...]:
    return Workspace(small.environment(folder)["workspace_url"]).snapshots()


def errors_of(app: AppTest) -> str:
    return " ".join(error.value.replace("\\", "") for error in app.error)
