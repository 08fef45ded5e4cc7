"""The first rows as they will arrive, what of them cannot be read, and what is doubtful."""

from __future__ import annotations

from html import escape

import pandas as pd
import pyarrow as pa
import streamlit as st

from cx.recognise.preview import Preview
from cx.reports import import_words, tables, words
from cx.reports.import_fields import field_name, kind_name
from cx.reports.language import translate as _
from cx.reports.language import translate_plural as ngettext
from cx.store.schema import TABLES
from pages._parts import import_missing
from pages._parts.import_bench import Work
from pages._parts.markdown import literal

#: Rows shown, and rejected rows named.
ROWS, REJECTS = 8, 3
#: What nobody needs to see: how the warehouse keeps a row.
UNSEEN = ("source", "date_only")


def first_rows(work: Work, nr: int, zone: str) -> None:
    """The preview; in its place what is still missing."""
    title = _("First rows as they will arrive")
    st.html(f'<h3 class="cx-sub">{escape(title)}</h3>')
    if work.missing:
        import_missing.missing(work, nr)
        return
    found = work.preview(zone)
    if found is None:
        st.error(literal(work.failed), icon=":material/error:")
        return
    for table, frame in found.frames.items():
        if frame.num_rows:
            title = kind_name(table)
            if len(found.frames) > 1:
                st.html(f'<p class="cx-eyebrow">{escape(title)}</p>')
            shown = plain(table, frame.drop_columns(_made_up(work, table, frame)), zone)
            height = tables.height_of(shown.index.tolist(), ROWS)
            st.dataframe(shown, hide_index=True, height=height, key=f"preview-{nr}-{table}", alt=title)
    _doubts(work, found)


def _made_up(work: Work, table: str, frame: pa.Table) -> list[str]:
    """The number that is made for rows without one, which says nothing to anybody."""
    reading = work.reading()
    readings = [one for one in reading.readings if one.table.name == table] if reading else []
    return [one.id_field for one in readings if one.column(one.id_field) is None and one.id_field in frame.column_names]


def plain(table: str, frame: pa.Table, zone: str) -> pd.DataFrame:
    """The first rows as texts, under the plain names of their fields; instants in the business zone."""
    columns = [name for name in frame.column_names if name not in UNSEEN and frame.column(name).null_count < len(frame)]
    known = {column.name for column in TABLES[table].facts}
    shown = _of_all_surveys(frame.select(columns).to_pandas()).head(ROWS)
    texts = {name: shown[name].map(lambda value: _text(value, zone)) for name in columns}
    named = {name: field_name(table, name) if name in known else name for name in columns}
    return pd.DataFrame({named[name]: texts[name] for name in columns})


def _of_all_surveys(rows: pd.DataFrame) -> pd.DataFrame:
    """The first answer to each question, then the second to each, so that each is seen."""
    if "survey" not in rows:
        return rows
    return rows.iloc[rows.groupby("survey", dropna=False).cumcount().argsort(kind="stable")]


def _text(value: object, zone: str) -> str:
    """A cell as text."""
    if value is None or value != value or value is pd.NaT:
        return ""
    if isinstance(value, pd.Timestamp):
        return value.tz_localize("UTC").tz_convert(zone).strftime("%Y-%m-%d %H:%M").removesuffix(" 00:00")
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def _doubts(work: Work, found: Preview) -> None:
    """What is doubtful and was not decided here, then what cannot be read."""
    for one in found.noticed:
        if one.kind == "day_or_month" and work.preset is None and one.column in work.draft.dated:
            continue
        st.warning(literal(import_words.noticed(one)), icon=":material/help:")
    facts = []
    if found.left_out:
        text = ngettext("{n} row is no data and is left out", "{n} rows are no data and are left out", found.left_out)
        facts.append(text.format(n=words.count(found.left_out)))
    if found.rejects:
        text = ngettext(
            "{n} of the first rows cannot be read", "{n} of the first rows cannot be read", len(found.rejects)
        )
        facts.append(text.format(n=words.count(len(found.rejects))) + ":")
    if facts:
        st.caption(literal(" · ".join(facts)))
    lines = "".join(f"<li>{escape(import_words.reject(one))}</li>" for one in found.rejects[:REJECTS])
    if lines:
        st.html(f'<ul class="cx-list">{lines}</ul>')
