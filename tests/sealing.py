"""A small company with a snapshot of one page, for tests of what is sealed."""

from __future__ import annotations

import json
from pathlib import Path

from sqlalchemy import text

from cx.company import Company, open_own
from cx.filters import Filters
from cx.reports.ask import Arrangement, Ask
from cx.settings import load
from cx.snapshots.content import Content
from cx.snapshots.seal import Sealed, digest
from cx.snapshots.snapshot import keep
from cx.snapshots.taking import take
from cx.store.engines import database
from tests.small_company import fill

LOYALTY = (("loyalty", Arrangement()),)


def opened(folder: Path, **settings: str) -> Company:
    """The company of a folder, filled where it is empty."""
    urls = {"warehouse_url": f"duckdb:///{folder}/w.duckdb", "workspace_url": f"sqlite:///{folder}/ws.sqlite"}
    company = open_own(load(urls | settings, {}))
    if company.warehouse.is_empty:
        fill(company.warehouse)
    return company


def with_a_snapshot(folder: Path) -> Company:
    """The company of a folder with one snapshot."""
    company = opened(folder)
    keep(company, taken(company), "March", "For the board")
    return company


def asked(company: Company, filters: Filters | None = None) -> Ask:
    """What a page asks."""
    return Ask.of_company(company, filters or Filters())


def taken(company: Company, language: str = "en") -> Content:
    """The content of the loyalty page."""
    return take(company, Filters(), LOYALTY, language)


def behind_its_back(company: Company, *statements: str) -> None:
    """Change the workspace's file as somebody would who wants to hide something."""
    with database(company.settings.workspace_url).transaction() as connection:
        for trigger in ("seals_stay_as_they_are", "seals_stay"):
            connection.execute(text(f"DROP TRIGGER IF EXISTS {trigger}"))
        for statement in statements:
            connection.execute(text(statement))


def forged(sealed: Sealed, old: bytes, new: bytes) -> Sealed:
    """The content with one thing changed and a checksum that fits, as somebody without the key would make it."""
    assert sealed.content.count(old) >= 1
    content = sealed.content.replace(old, new, 1)
    json.loads(content)
    return Sealed(content, sealed.seal, sealed.key_name, digest(content))
