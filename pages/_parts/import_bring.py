"""Bring files in: dropped, looked at, mapped, tried on their first rows, imported."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from cx.company import Company
from cx.reports.language import translate as _
from cx.reports.language import translate_plural as ngettext
from pages._parts import (
    forms,
    import_columns,
    import_database,
    import_job,
    import_kept,
    import_layout,
    import_preview,
    import_questions,
    import_result,
)
from pages._parts.import_bench import Bench, Work, bench
from pages._parts.import_spool import Uploaded
from pages._parts.markdown import literal
from pages._parts.popover import opened

#: The command for what is too large to be dropped.
COMMAND = "python -m cx import FILE --preset my-preset.toml --source NAME"


def bring(company: Company) -> None:
    """The whole way; company: its own, whatever is shown. While an import runs, nothing else can be brought in."""
    table, job = bench(), import_job.current()
    running = job is not None and job.running
    uploads = _dropped(table, running=running)
    if running:
        return
    works = _looked_at(company, table, uploads)
    for nr, work in enumerate(works):
        _one(company, table, work, nr)
    if works:
        import_result.button(company, table, works)
    import_database.asked(company, table)


def _looked_at(company: Company, table: Bench, uploads: Sequence[Uploaded]) -> list[Work]:
    """Files by their layout, and the rows of a database; what cannot be read is said."""
    with st.spinner(_("Looking at the files")):
        files, unopened = table.given(uploads)
        works, unread = table.sorted_out(files, company)
    for sentence in (*unopened, *unread):
        st.error(literal(sentence), icon=":material/error:")
    queried = [table.queried] if table.queried and not table.queried.landed else []
    return [*works, *queried]


def became(company: Company) -> None:
    """How far the import of this visitor is, or what it brought, if there is one."""
    job = import_job.current()
    if job is not None:
        if job.succeeded and not job.cleared:
            bench().clear()
            job.cleared = True
        import_result.said(company, job)


def _dropped(table: Bench, *, running: bool) -> Sequence[Uploaded]:
    """The card with the uploader; it says beforehand what to do with what is too large for it."""
    most = st.get_option("server.maxUploadSize")
    says = _(
        "CSV, Excel, JSON or Parquet, several at once, packed (.gz, .zip) too; nothing is imported before you say so"
    )
    with forms.section("drop", _("Drop your files"), says):
        given = st.file_uploader(  # of any ending: what a file is, its content decides, and what is no data is told why
            _("Files to bring in"), accept_multiple_files=True, key=f"import-files-{table.generation}",
            label_visibility="collapsed", disabled=running,
        )  # fmt: skip
        with opened(_("Larger than {n} MB?").format(n=most), "import-larger", type="tertiary", width=460) as is_open:
            if is_open:
                st.caption(
                    _(
                        "Larger files come in by the command line, on the machine itself. Drop a small piece of "
                        "one here, check what becomes of its columns, and download the mapping as a preset."
                    )
                )
                st.code(COMMAND, language=None, wrap_lines=True)
    return given


def _one(company: Company, table: Bench, work: Work, nr: int) -> None:
    """A card for the files of one layout."""
    with forms.section(f"work-{nr}", _title(work), ""):
        import_layout.understood(table, work, nr)
        import_columns.columns(work, nr)
        import_questions.questions(work, nr)
        import_preview.first_rows(work, nr, company.settings.zone)
        import_kept.options(work, nr)


def _title(work: Work) -> str:
    if work.database:
        return _("Rows of the connection “{name}”").format(name=work.database["connection"])
    names = [look.file for look in work.looks]
    if len(names) <= 3:
        return ", ".join(names)
    more = ngettext("and {n} more", "and {n} more", len(names) - 2).format(n=len(names) - 2)
    return ", ".join([*names[:2], more])
