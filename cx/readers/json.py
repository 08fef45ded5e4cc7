"""JSON, streamed whatever its layout: one object a line, one after another, in lists, or in the pages of an API."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from itertools import chain
from os import PathLike

import numpy as np
import pyarrow as pa

from cx.errors import BadInput
from cx.readers.ahead import ahead
from cx.readers.files import CHUNK, OpenFile, inner_suffix, open_file, sniff_encoding
from cx.readers.json_document import Broken, Document, Layout
from cx.readers.json_layout import find_layout
from cx.readers.json_lists import Lists
from cx.readers.json_marks import BREAK, Bytes, Places, only_texts
from cx.readers.json_objects import BATCH_ROWS, ObjectReader, Objects, check_keys
from cx.readers.preset import Shape
from cx.readers.rows import Batches, OnReject, Reject, Rows

#: Bytes at the beginning of a file that tell its layout.
HEAD = 1 << 20
#: Bytes of the longest row.
LONGEST = 64 << 20

Blocks = Iterator[bytes]


def read_json(
    path: str | PathLike[str], shape: Shape, on_reject: OnReject, on_position: Callable[[OpenFile], None]
) -> Batches:
    """The objects of a JSON file as rows of text; a batch has the columns met so far.

    Numbers keep their digits, true and false are those words, a list is its JSON. Rows are numbered by their lines, or
    by their place where they are not one a line. What is no object goes to the rejects.
    Raises BadInput where the file is empty or no JSON, or where a document of many lines is broken or not whole.
    """
    encoding = shape.encoding or sniff_encoding(path)
    with open_file(path) as file:
        blocks = _blocks(file, on_position)
        if encoding != "utf-8" or shape.encoding:  # else all of it has been seen to be UTF-8
            blocks = _utf8(file.name, blocks, encoding)
        head = _head(blocks)
        by_line = inner_suffix(file.name) in (".jsonl", ".ndjson")
        layout = find_layout(file.name, head, shape, whole=len(head) < HEAD, by_line=by_line)
        yield from _Reader(file.name, shape, on_reject).rows(chain([head], blocks), layout)


def _blocks(file: OpenFile, on_position: Callable[[OpenFile], None]) -> Blocks:
    while block := file.stream.read(CHUNK):
        on_position(file)
        yield block


def _utf8(name: str, blocks: Blocks, encoding: str) -> Blocks:
    """The text of a file as UTF-8, without a byte-order mark."""
    decoder = codecs.getincrementaldecoder(encoding)()
    begun = False
    for block in chain(blocks, [b""]):
        try:
            text = decoder.decode(block, final=not block)
        except UnicodeError as error:  # UTF-16 without a byte-order mark is no UnicodeDecodeError
            raise BadInput(f"{name} is not written in {encoding}, or only in part; save it as UTF-8.") from error
        yield (text if begun else text.removeprefix("\ufeff")).encode("utf-8", "replace")
        begun = begun or bool(text)


def _head(blocks: Blocks) -> bytes:
    head = b""
    for block in blocks:
        head += block
        if len(head) >= HEAD:
            break
    return head


class _Reader:
    """Reads the rows of one file, and numbers them."""

    def __init__(self, file: str, shape: Shape, on_reject: OnReject) -> None:
        self.file, self.on_reject = file, on_reject
        self.objects, self.lists = ObjectReader(file), Lists(file, shape, on_reject)
        self.names: dict[str, None] = {}
        self.count = 0

    def rows(self, blocks: Blocks, layout: Layout | None) -> Batches:
        """All rows. layout: None where each is a line."""
        if layout is None:
            line = 1
            with closing(_made_ready(self._whole_lines(blocks))) as pieces:
                for block, ready in pieces:
                    found = self.objects.read_ready(block, ready)
                    yield from self._numbered(found, found.places + line)
                    line += block.count(b"\n")
            return
        for block in self._whole_lines(self._row_lines(blocks, layout)):
            found = self.objects.read(block)
            yield from self._numbered(found, self.count + 1 + np.arange(len(found.places)))

    def _row_lines(self, blocks: Blocks, layout: Layout) -> Blocks:
        """The rows of a document as lines."""
        document = Document(layout)
        try:
            for block in blocks:
                yield document.lines(block)
            document.end()
        except Broken as error:
            told = f"{self.file} is broken after its element {self.count} ({error}); export it again."
            raise BadInput(told) from error
        if layout.records and not document.found:
            keys = ", ".join(layout.records)
            raise BadInput(f"{self.file} holds no list under any of the keys {keys}, which the preset names.")
        if document.without_rows:
            reason = f"{document.without_rows} of its objects hold no list of rows"
            self.on_reject(Reject(self.file, self.count + 1, "", reason, ""))

    def _whole_lines(self, blocks: Blocks) -> Blocks:
        """The same bytes cut where lines end, at most `BATCH_ROWS` of them at a time."""
        rest, passed = b"", 0
        for block in blocks:
            cut = block.rfind(b"\n") + 1
            if cut:
                passed += block.count(b"\n")
                yield from _pieces(rest + block[:cut])
            rest = block[cut:] if cut else rest + block
            if len(rest) > LONGEST:
                raise BadInput(
                    f"{self.file} has an object of more than {LONGEST >> 20} MB after its element {passed}; "
                    "export it as a list, or one object a line."
                )
        if rest.strip():
            yield rest

    def _numbered(self, found: Objects, numbers: Places) -> Batches:
        self.count += len(numbers)
        for wrong in found.wrong:
            self.on_reject(Reject(self.file, int(numbers[wrong.number]), "", wrong.reason, wrong.text))
        for rows in self.lists.read(Rows(found.values, numbers[found.numbers])):
            if rows.values.num_rows:
                yield self._completed(rows)

    def _completed(self, rows: Rows) -> Rows:
        """With the columns of batches before that this one lacks."""
        self.names |= dict.fromkeys(rows.values.schema.names)
        check_keys(self.file, len(self.names))
        known, nothing = set(rows.values.schema.names), pa.nulls(rows.values.num_rows, pa.string())
        columns = [rows.values.column(name) if name in known else nothing for name in self.names]
        return Rows(pa.RecordBatch.from_arrays(columns, names=list(self.names)), rows.lines)


def _made_ready(blocks: Blocks) -> Generator[tuple[bytes, Bytes | None], None, None]:
    """Each block beside what a fast parser takes; made in another thread, while the block before is read."""
    return ahead((block, only_texts(block)) for block in blocks)


def _pieces(block: bytes) -> Blocks:
    if block.count(b"\n") <= BATCH_ROWS:
        yield block
        return
    ends = np.flatnonzero(np.frombuffer(block, np.uint8) == BREAK) + 1
    cuts = [0, *ends[BATCH_ROWS - 1 : -1 : BATCH_ROWS].tolist(), len(block)]
    for begin, end in zip(cuts, cuts[1:], strict=False):
        yield block[begin:end]
