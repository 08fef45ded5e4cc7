"""The sample company as a visitor without data of his own gets it: built once in a run of the tests, then copied."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from cx.company import open_company
from cx.store.lock import file_lock
from tests.pages import small

#: Seconds that one worker waits for another to build it.
BUILDING = 600


def copied(factory: pytest.TempPathFactory) -> Path:
    """A folder with a copy; of several workers the first builds it, the others wait."""
    folder = _shared(factory)
    with file_lock(folder.with_suffix(".lock"), BUILDING):
        built = open_company(small.settings(folder))
        built.warehouse.close()
        built.workspace.close()
        return Path(shutil.copytree(folder, factory.mktemp("sample") / "copy"))


def _shared(factory: pytest.TempPathFactory) -> Path:
    """Where all workers of this run look for it."""
    own = factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "sample-built"
    folder.mkdir(exist_ok=True)
    return folder
