"""Word documents in tests: made of paragraphs, taken apart by nothing but a zip and an XML reader."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import Element, fromstring

from docs.notice_templates import document_bytes

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MAIN = "word/document.xml"


def template(*parts: Mapping[str, Any], subject: str = "文稿") -> bytes:
    """A template of these paragraphs and tables (docs/notices)."""
    return document_bytes({"subject": subject, "parts": parts})


def parts_of(document: bytes) -> dict[str, bytes]:
    """The parts of a document by their names, in its order."""
    with zipfile.ZipFile(io.BytesIO(document)) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(parts: Mapping[str, bytes | str]) -> bytes:
    """A document of these parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return buffer.getvalue()


def changed(document: bytes, name: str, old: str, new: str) -> bytes:
    """The same document with another text in one part."""
    parts = parts_of(document)
    text = parts[name].decode()
    assert old in text, old
    return packed({**parts, name: text.replace(old, new)})


def body_of(document: bytes) -> Element:
    """What stands in a document."""
    body = fromstring(parts_of(document)[MAIN]).find(f"{WORD}body")
    assert body is not None
    return body


def text_of(element: Element) -> str:
    """The text of a paragraph, line breaks as new lines."""
    pieces = {f"{WORD}br": "\n", f"{WORD}tab": "\t"}
    return "".join(
        pieces.get(part.tag, part.text or "") for part in element.iter() if part.tag in {*pieces, f"{WORD}t"}
    )


def paragraphs(document: bytes) -> list[str]:
    """The paragraphs that have any text, those of tables among them."""
    return [text for paragraph in body_of(document).iter(f"{WORD}p") if (text := text_of(paragraph))]


def rows(document: bytes) -> list[Sequence[str]]:
    """The rows of all tables."""
    return [[text_of(cell) for cell in row.iter(f"{WORD}tc")] for row in body_of(document).iter(f"{WORD}tr")]
