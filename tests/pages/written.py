"""What forms of pages are tested with: pressing their buttons, what they say, and what they wrote."""

from __future__ import annotations

from pathlib import Path

from streamlit.testing.v1 import AppTest

from cx.company import Company, open_own
from cx.store.workspace import Workspace
from tests.pages import small


def workspace_of(folder: Path) -> Workspace:
    return Workspace(small.environment(folder)["workspace_url"])


def save(app: AppTest, form: str) -> AppTest:
    """Press the button of a form."""
    return next(button for button in app.button if button.key and f"form-{form}" in button.key).click().run()


def links_of(app: AppTest) -> list[str]:
    """The labels of links to pages, in order."""
    return [link.proto.label.replace("**", "").replace("\\", "") for link in app.get("page_link")]


def captions_of(app: AppTest) -> list[str]:
    return [caption.value.replace("\\", "") for caption in app.caption]


def errors_of(app: AppTest) -> list[str]:
    return [text.value.replace("\\", "") for text in app.markdown if ":material/error:" in text.value]


def opened(folder: Path) -> Company:
    return open_own(small.settings(folder))
