"""Rows of a database in place of a file: a query of a connection that is named where the program is started.

Its address and password are in the environment or in Streamlit's secrets, and are never asked for, kept or shown here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import streamlit as st

from cx.company import Company
from cx.errors import CxError
from cx.recognise.look import HEAD, look, shape_key
from cx.reports.language import translate as _
from cx.settings import source_names, source_url, variable
from cx.store.sources import Source
from pages._parts import import_edit
from pages._parts.import_bench import Bench, Given, work_of
from pages._parts.markdown import literal

#: The most characters of a query.
LONGEST_QUERY = 20_000


def asked(company: Company, table: Bench) -> None:
    """The fields, folded away until somebody wants them; what the query gives is looked at like a file."""
    shown = st.expander(_("Or read from a database"), key="from-database", on_change="rerun")
    if not shown.open:
        return
    with shown, st.form("form-database", border=False):
        said = _("The connection is set where the program is started, as {variable}; the query only reads.")
        st.caption(literal(said.format(variable=variable("source_NAME_url"))))
        _known()
        given = _fields()
        if st.form_submit_button(_("Look at its rows")):
            _look(company, table, {key: value for key, value in given.items() if value})


def _known() -> None:
    """The names of the connections that are set, never their addresses."""
    try:
        names = source_names()
    except CxError as error:
        st.error(literal(str(error)), icon=":material/error:")
        return
    if names:
        st.caption(literal(_("Connections that are set: {names}.").format(names=", ".join(names))))


def _fields() -> dict[str, Any]:
    """The table `[database]` of a preset."""
    with st.grid(3, min_column_width=230):
        name = st.text_input(_("Connection"), max_chars=import_edit.LONGEST_NAME, key="database-connection")
        newest = st.text_input(
            _("Column that tells new rows"), key="database-newest", max_chars=import_edit.LONGEST_NAME,
            help=_("With it the next import reads only what came since: the query compares that column with :since"),
        )  # fmt: skip
        start = st.date_input(_("First day to read"), None, key="database-start", format="YYYY-MM-DD")
    query = st.text_area(_("Query"), height=120, max_chars=LONGEST_QUERY, key="database-query")
    first = start if isinstance(start, date) else None
    return {"connection": name.strip(), "query": query.strip(), "high_water": newest.strip(), "start": first}


def _look(company: Company, table: Bench, given: Mapping[str, Any]) -> None:
    """The first rows of the query, written down as a file of this visitor's and looked at."""
    try:
        place = table.spool.place(f"{given.get('connection', '')}.parquet")
        pq.write_table(_head(company, given), place)
        looked = look(place)
        work = work_of((shape_key(looked), looked.said), looked, company)
    except CxError as error:
        table.queried = None
        st.error(literal(table.without_folder(error)), icon=":material/error:")
        return
    work.files, work.looks, work.database = [Given("database", place, "")], [looked], given
    work.preset, work.source = None, work.suggestion.preset_name or str(given["connection"])
    table.queried = work
    st.rerun()  # it is drawn above


def _head(company: Company, given: Mapping[str, Any]) -> pa.Table:
    """As many rows as are looked at of a file. Raises as `Source.pieces` does, BadInput for an unknown connection."""
    name = str(given.get("connection", ""))
    source = Source(name, source_url(name), company.settings.memory_limit)
    query, newest = str(given.get("query", "")), str(given.get("high_water", ""))
    pieces, rows = [], 0
    for piece in source.pieces(query, newest, given.get("start")):
        pieces.append(piece.values)
        rows += piece.values.num_rows
        if rows >= HEAD:
            break
    return pa.Table.from_batches(pieces).slice(0, HEAD)
