"""What a visitor is told when a page cannot be shown: one sentence, never a traceback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from cx.errors import CxError
from cx.reports.attempt import logged
from cx.reports.language import translate as _
from pages._parts.markdown import literal


@contextmanager
def told() -> Iterator[None]:
    """Whatever fails inside is told in its place, and the run ends there."""
    try:
        yield
    except CxError as error:
        _tell(str(error))
    except Exception:
        code = logged("page")
        _tell(_("This page could not be shown. The reason is in the log under {code}.").format(code=code))


def _tell(sentence: str) -> None:
    st.error(literal(sentence), icon=":material/error:")
    st.stop()
