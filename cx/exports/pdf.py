"""Pages as a PDF: the HTML file, printed by a Chromium on A4 lying, with titles that a reader can jump to."""

from __future__ import annotations

from base64 import b64decode

from cx.exports.chromium import Command, made_of_page
from cx.exports.document import Document
from cx.exports.html import html


def pdf(document: Document) -> bytes:
    """The document as a PDF. CxError where no Chromium is found, or it cannot print."""
    return made_of_page(html(document), _printed)


async def _printed(command: Command) -> bytes:
    """On the sheets that the file's own style asks for."""
    printed = await command(
        "Page.printToPDF", preferCSSPageSize=True, printBackground=True, generateTaggedPDF=True,
        generateDocumentOutline=True,
    )  # fmt: skip
    return b64decode(printed["data"])
