"""Pages run without a browser, on databases of their own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from tests import sample_built
from tests.pages import small
from tests.pages.reading import AtPage

FRAME = str(Path(__file__).parents[2] / "pages" / "_frame.py")


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    """Streamlit's caches outlive a test."""
    yield
    st.cache_resource.clear()


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the small company; nobody writes to it."""
    folder = tmp_path_factory.mktemp("company")
    small.build(folder)
    return folder


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder without data of its own, where the sample company is shown."""
    return sample_built.copied(tmp_path_factory)


@pytest.fixture
def own(company: Path, tmp_path: Path) -> Path:
    """A small company that may be written to."""
    folder = tmp_path / "own"
    shutil.copytree(company, folder)
    return folder


@pytest.fixture
def at_page(company: Path, monkeypatch: pytest.MonkeyPatch) -> AtPage:
    """Opens a page by its name with the parameters of a link; on the small company unless another folder is given.

    opened: keys of popovers that are open, whose content is drawn only then.
    """

    def open_page(
        name: str = "overview", folder: Path = company, opened: Sequence[str] = (), **query: str | list[str]
    ) -> AppTest:
        for setting, value in small.environment(folder).items():
            monkeypatch.setenv(f"CX_{setting.upper()}", value)
        app = AppTest.from_file(FRAME, default_timeout=60)
        if name != "overview":
            app.run()
            app.switch_page(f"{name}.py")
        for parameter, values in query.items():
            app.query_params[parameter] = values
        for popover in opened:
            app.session_state[popover] = True
        app.run()
        assert not app.exception, app.exception
        return app

    return open_page
