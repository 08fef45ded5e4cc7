"""What this visitor is bringing in: uploaded files, what each looks like, and the mapping of each kind of them.

Kept in the session, so that nothing is looked at twice: a file is looked at once for each way it may be laid out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from cx.company import Company
from cx.errors import BadInput, CxError
from cx.readers.files import DataFile, members
from cx.readers.preset import Preset, Shape
from cx.readers.preset_parser import parse_preset
from cx.recognise.doubts import Doubt, doubts
from cx.recognise.draft import Draft, Need, needed
from cx.recognise.kept import saved_for
from cx.recognise.look import Look, look, shape_key
from cx.recognise.preview import Preview, preview
from cx.recognise.raw import to_raw
from cx.recognise.suggest import Suggestion, draft_of, suggest
from cx.recognise.vendors import fitting_readings
from pages._parts import import_edit
from pages._parts.import_spool import Spool, Uploaded

_KEY = "import.bench"

#: What tells files of one kind: the fingerprint of their columns, and their layout.
Kind = tuple[str, Shape]


@dataclass(frozen=True)
class Given:
    """One file that was dropped, or one of an archive. id: of the upload and its place in it; path: where it lies."""

    id: str
    path: DataFile
    upload: str


@dataclass
class Work:
    """Files of one layout and what becomes of them.

    preset: a known one that reads them, None where the columns are chosen one by one by the draft; failed: why the
    mapping cannot be used, "" where it can; landed: whether it is done; database: where the rows come from if not from
    files, as the table of a preset.
    """

    key: Kind
    suggestion: Suggestion
    draft: Draft
    preset: Preset | None
    files: list[Given] = field(default_factory=list)
    looks: list[Look] = field(default_factory=list)
    source: str = ""
    replace: bool = False
    remember: bool = True
    name: str = ""
    failed: str = ""
    landed: bool = False
    database: Mapping[str, Any] = field(default_factory=dict)
    _seen: tuple[str, Preview] | None = None
    _found: dict[str, tuple[object, Look, Any]] = field(default_factory=dict)

    @property
    def shape_key(self) -> str:
        """The fingerprint of its columns."""
        return self.key[0]

    @property
    def looked(self) -> Look:
        """What the first of the files looks like."""
        return self.looks[0]

    @property
    def table(self) -> str:
        """What most rows are."""
        return self.preset.table.name if self.preset else self.draft.table

    @property
    def missing(self) -> tuple[Need, ...]:
        """What must be chosen before it can be imported."""
        return () if self.preset else needed(self.draft)

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        """What the file leaves open about its draft."""
        found: tuple[Doubt, ...] = self._once("doubts", self.draft, lambda: doubts(self.looked, self.draft))
        return found

    def readings_of(self, preset: Preset) -> list[Preset]:
        """The readings of a known preset that the files fit."""
        found: list[Preset] = self._once("readings", preset, lambda: fitting_readings(self.looked, preset))
        return found

    def _once(self, name: str, of: object, find: Callable[[], Any]) -> Any:
        """What was found of this very thing in the first of the files; found anew only of another one."""
        known = self._found.get(name)
        if known is None or known[0] is not of or known[1] is not self.looked:
            known = self._found[name] = of, self.looked, find()
        return known[2]

    def raw(self) -> dict[str, Any]:
        """The mapping as the keys of a preset's file."""
        raw = to_raw(self.draft)
        return {**raw, "database": dict(self.database)} if self.database else raw

    def reading(self) -> Preset | None:
        """What reads the files; None while something is missing or wrong, which `failed` says then."""
        self.failed = ""
        if self.preset is not None:
            return self.preset
        if self.missing:
            return None
        try:
            return parse_preset(self.raw(), self.name or self.source or "mapping")
        except (BadInput, ValueError) as error:
            self.failed = str(error)
            return None

    def preview(self, zone: str) -> Preview | None:
        """The first rows as they will arrive; made anew only where the mapping is another one."""
        reading = self.reading()
        if reading is None:
            return None
        stamp = f"{reading} {zone} {self.files[0].id}"
        if self._seen is None or self._seen[0] != stamp:
            try:
                self._seen = stamp, preview(self.looked, reading, zone)
            except CxError as error:
                self.failed = str(error)
                return None
        return self._seen[1]


@dataclass
class Bench:
    """Everything that is on its way in. generation: rises when the uploader is to be empty again."""

    spool: Spool = field(default_factory=Spool)
    generation: int = 0
    queried: Work | None = None
    shapes: dict[str, Shape] = field(default_factory=dict)
    works: dict[Kind, Work] = field(default_factory=dict)
    _looks: dict[tuple[str, Shape | None], Look | str] = field(default_factory=dict)
    _members: dict[str, list[DataFile] | str] = field(default_factory=dict)

    def clear(self) -> None:
        """Nothing is on its way any more."""
        self.spool.clear()
        self.generation += 1
        self.queried = None
        for known in (self.shapes, self.works, self._looks, self._members):
            known.clear()

    def given(self, uploads: Sequence[Uploaded]) -> tuple[list[Given], list[str]]:
        """The files that were dropped, those of archives one by one, and what cannot be opened, each in a sentence."""
        self.spool.keep_only({uploaded.file_id for uploaded in uploads})
        found, failed = list[Given](), list[str]()
        for uploaded in uploads:
            inside = self._inside(uploaded)
            if isinstance(inside, str):
                failed.append(inside)
            else:
                found += [Given(f"{uploaded.file_id}.{nr}", path, uploaded.file_id) for nr, path in enumerate(inside)]
        return found, failed

    def _inside(self, uploaded: Uploaded) -> list[DataFile] | str:
        if uploaded.file_id not in self._members:
            try:
                self._members[uploaded.file_id] = list(members(self.spool.file(uploaded)))
            except (CxError, OSError) as error:
                self._members[uploaded.file_id] = self.without_folder(error)
        return self._members[uploaded.file_id]

    def look(self, one: Given) -> Look | str:
        """What a file looks like under the layout chosen for it, or why it cannot be read."""
        asked = one.id, self.shapes.get(one.id)
        if asked not in self._looks:
            try:
                self._looks[asked] = look(one.path, asked[1])
            except CxError as error:
                self._looks[asked] = self.without_folder(error)
        return self._looks[asked]

    def without_folder(self, error: Exception) -> str:
        """What is wrong, in a sentence that names no folder of ours."""
        said = str(error)
        for folder in sorted({path.parent for path in self.spool.paths}, key=lambda one: -len(str(one))):
            said = said.replace(f"{folder}/", "")
        return said

    def sorted_out(self, files: Iterable[Given], company: Company) -> tuple[list[Work], list[str]]:
        """The files by their layout, each kind with its mapping, and what is wrong with those that cannot be read."""
        groups: dict[Kind, list[tuple[Given, Look]]] = {}
        failed = []
        for one in files:
            looked = self.look(one)
            if isinstance(looked, str):
                failed.append(looked)
            else:
                groups.setdefault((shape_key(looked), looked.said), []).append((one, looked))
        for key, group in groups.items():
            work = self.works.get(key) or work_of(key, group[0][1], company)
            work.files, work.looks = [one for one, _ in group], [looked for _, looked in group]
            self.works[key] = work
        return [self.works[key] for key in groups if not self.works[key].landed], failed


def work_of(key: Kind, looked: Look, company: Company) -> Work:
    """The mapping that is proposed of a kind of files."""
    found = suggest(looked, saved_for(company.workspace, key[0]))
    draft = found.draft or draft_of(looked)
    source = found.preset_name or import_edit.source_name(looked.file)
    told = found.why == "vendor" and found.sure == "certain" and not draft.questions
    whole = found.preset if found.draft is None or told else None
    return Work(key, found, draft, whole, source=source, name=source)


def bench() -> Bench:
    """Of this visitor."""
    found: Bench = st.session_state.setdefault(_KEY, Bench())
    return found


def controlled(key: str, value: object, change: Callable[[Any], None]) -> dict[str, Any]:
    """Arguments of a widget that shows part of a mapping: what it holds is the mapping's, and a change goes there."""
    st.session_state[key] = value
    return {"key": key, "on_change": _changed, "args": (key, value, change)}


def _changed(key: str, drawn: object, change: Callable[[Any], None]) -> None:
    if st.session_state[key] != drawn:
        change(st.session_state[key])
