"""A document in Word as a sheet: each paragraph in a row of its own, each row of a table as one."""

from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring
from zipfile import ZipFile

from tests.recount.sheets import Place, ReportSheet

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BREAKS = {f"{W}br": "\n", f"{W}tab": "\t"}


def read_word(path: Path) -> ReportSheet:
    """What a document says. Tables stand between blank rows, so that they end where they end."""
    with ZipFile(path) as package:
        body = fromstring(package.read("word/document.xml")).find(f"{W}body")
    assert body is not None
    cells: dict[Place, str] = {}
    row = 0
    for element in body:
        if element.tag == f"{W}tbl":
            row += 1
            for line in element.iter(f"{W}tr"):
                row += 1
                cells |= {(row, column): words for column, words in _cells(line) if words}
        row += 1
        if element.tag == f"{W}p" and (words := _words(element)):
            cells[row, 1] = words
    return ReportSheet(path.stem, "文稿", cells, {})


def _cells(line: Element) -> Iterator[tuple[int, str]]:
    """The cells of a row under the numbers of their first columns."""
    column = 1
    for cell in line.iter(f"{W}tc"):
        yield column, "\n".join(filter(None, map(_words, cell.iter(f"{W}p"))))
        span = cell.find(f"{W}tcPr/{W}gridSpan")
        column += int(span.get(f"{W}val", "1")) if span is not None else 1


def _words(paragraph: Element) -> str:
    parts = (
        element.text or "" if element.tag == f"{W}t" else BREAKS.get(element.tag, "") for element in paragraph.iter()
    )
    return "".join(parts).strip()
