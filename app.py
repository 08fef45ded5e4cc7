"""The entry point: `streamlit run app.py`.

The router is `pages/_frame.py`. With it as the main script no folder named `pages` lies beside the main script, so
Streamlit cannot run a page without its frame when a link is opened cold.
"""

from __future__ import annotations

import gc
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st
from starlette.middleware import Middleware

from pages._parts.headers import SecurityHeaders


@asynccontextmanager
async def start(_: st.App) -> AsyncIterator[None]:
    """Open the company before the first visitor comes; the first time this builds the sample company."""
    from pages._parts.data import open_at_start

    log_to_console()
    open_at_start()
    gc.freeze()  # what is loaded stays: looking through it now and then would hold up everybody for a tenth of a second
    yield


def log_to_console() -> None:
    """Our own log lines beside those of the web server."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%H:%M:%S"))
    logger = logging.getLogger("cx")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)


app = st.App("pages/_frame.py", lifespan=start, middleware=[Middleware(SecurityHeaders)])
