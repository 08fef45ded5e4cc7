"""A file of a snapshot that somebody sent: whether it is what was sealed here. Nothing in it is trusted."""

from __future__ import annotations

import streamlit as st

from cx.company import Company
from cx.errors import BadInput, CxError
from cx.reports.language import translate as _
from cx.reports.page import Page
from cx.snapshots.encoding import from_bytes
from cx.snapshots.proof import prove
from cx.snapshots.redraw import pages_of
from cx.snapshots.seal import Sealed, read_sealed
from pages._parts import forms, snapshot_proof
from pages._parts.markdown import literal

#: The largest file, in megabytes.
MOST = 25


def check(company: Company) -> None:
    """The card with the uploader and what it finds."""
    says = _("The JSON file of a snapshot: whether its numbers are the ones that were sealed here")
    with forms.section("check", _("Check a file"), says):
        given = st.file_uploader(
            _("JSON file of a snapshot"), "json", key="check-file", max_upload_size=MOST, label_visibility="collapsed"
        )
        if given is None:
            return
        try:
            with st.spinner(_("Drawing it again")):
                sealed = _read(given.getvalue())
                proof = prove(company.workspace, sealed)
                pages = _pages(sealed) if proof.differences else []
        except CxError as error:
            st.error(literal(str(error)), icon=":material/error:")
            return
        snapshot_proof.said(company, proof, pages)
        if proof.covers:
            st.caption(literal(" ".join(proof.covers)))


def _pages(sealed: Sealed) -> list[tuple[str, Page]]:
    """Its pages drawn again, by name, for the titles of the parts that differ."""
    content = from_bytes(sealed.content)
    return list(zip((name for name, _arrangement in content.pages), pages_of(content), strict=True))


def _read(data: bytes) -> Sealed:
    """The limit again: what the browser was told binds nobody."""
    if len(data) > MOST * 2**20:
        raise BadInput(f"A file of a snapshot that is checked here has at most {MOST} MB; choose another one.")
    return read_sealed(data)
