"""What a filled Word document must have to be one: line breaks, a paragraph in each cell, content in each section."""

from collections.abc import Iterator, Sequence
from itertools import chain

from lxml.etree import SubElement
from lxml.etree import _Element as Element

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
"""The namespace of what is written in a document."""
PRESERVE = "{http://www.w3.org/XML/1998/namespace}space"
"""Says that blanks at the ends of a text count."""
_BREAKS = {"\n": f"{WORD}br", "\t": f"{WORD}tab"}
_CONTENT = (f"{WORD}tbl", f"{WORD}drawing", f"{WORD}pict", f"{WORD}fldChar")


def shape_document(root: Element) -> None:
    """Mend what filling a part of a document leaves: in place."""
    for text in [text for text in root.iter(f"{WORD}t") if text.text and set(text.text) & set(_BREAKS)]:
        _break_lines(text)
    for cell in root.iter(f"{WORD}tc", f"{WORD}hdr", f"{WORD}ftr"):
        if len(cell) == 0 or cell[-1].tag != f"{WORD}p":
            SubElement(cell, f"{WORD}p")
    body = root.find(f"{WORD}body")
    if body is not None:
        _drop_empty_sections(body)


def _break_lines(text: Element) -> None:
    """A text with line breaks or tabs as several, with breaks between them."""
    run = text.getparent()
    if run is None:
        return
    at = run.index(text)
    for piece in _pieces(text.text or ""):
        new = text.makeelement(_BREAKS.get(piece, f"{WORD}t"))
        if piece not in _BREAKS:
            new.text = piece
            new.set(PRESERVE, "preserve")
        run.insert(at, new)
        at += 1
    run.remove(text)


def _pieces(words: str) -> Iterator[str]:
    """The lines of a text and what separates them."""
    for number, line in enumerate(words.split("\n")):
        if number:
            yield "\n"
        for place, part in enumerate(line.split("\t")):
            if place:
                yield "\t"
            if part:
                yield part


def _drop_empty_sections(body: Element) -> None:
    """Take out the sections that hold nothing; where that is the last one, the one before it is the last."""
    sections = list(_sections(body))
    settings = body.find(f"{WORD}sectPr")
    full = [section for section in sections if any(map(_has_content, section))]
    if settings is None or not full or len(full) == len(sections):
        return
    for element in chain.from_iterable(section for section in sections if section not in full):
        body.remove(element)
    _end_body_with(full[-1][-1], body, settings)


def _end_body_with(closing: Element, body: Element, settings: Element) -> None:
    """Make the section that a paragraph ends the last one of the body; it may be that already."""
    own = closing.find(f"{WORD}pPr/{WORD}sectPr")
    if own is not None:
        body.replace(settings, own)
        if not _has_content(closing):
            body.remove(closing)


def _sections(body: Element) -> Iterator[Sequence[Element]]:
    """What each section consists of; each but the last ends in the paragraph that has its settings."""
    section: list[Element] = []
    for element in body:
        if element.tag == f"{WORD}sectPr":
            continue
        section.append(element)
        if element.find(f"{WORD}pPr/{WORD}sectPr") is not None:
            yield section
            section = []
    yield section


def _has_content(element: Element) -> bool:
    texts = (text.text or "" for text in element.iter(f"{WORD}t"))
    return any(map(str.strip, texts)) or element.tag in _CONTENT or next(element.iter(*_CONTENT), None) is not None
