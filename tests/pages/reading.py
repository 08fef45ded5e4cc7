"""What a page that ran without a browser shows."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from typing import Any

from streamlit.testing.v1 import AppTest

#: Opens a page by name with the parameters of a link.
AtPage = Callable[..., AppTest]


def html_of(app: AppTest) -> str:
    """Everything our own markup says, in order."""
    return "\n".join(element.proto.body for element in app.get("html"))


def words_of(app: AppTest) -> str:
    """The same without style sheets and tags, spaces as plain ones."""
    said = re.sub(r"(?s)<style>.*?</style>|<[^>]+>", " ", html_of(app).replace("<wbr>", ""))
    return " ".join(said.replace("\u00a0", " ").split())


def finding_of(app: AppTest) -> str:
    """The finding at the top."""
    found = re.search(r"<h1>(.*?)</h1>", html_of(app))
    assert found is not None
    return found[1].replace("\u00a0", " ")


def charts_of(app: AppTest) -> list[dict[str, Any]]:
    """The figures as Plotly gets them."""
    return [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]


def alternatives_of(app: AppTest) -> list[str]:
    """What stands for each figure where it cannot be seen."""
    return [chart.proto.alt for chart in app.get("plotly_chart")]


def labels_of(app: AppTest) -> list[str]:
    """The labels of popovers: the state of the filters."""
    return [block.proto.popover.label for block in app.get("popover")]


def named(widgets: Sequence[Any], name: str) -> Any:
    """The widget of a part of the state; its key also says how often the link was changed from outside."""
    return next(widget for widget in widgets if widget.key.startswith(f"{name}."))
