"""The words of single cells of an .ods as a person sees them, and what lies upon its sheets."""

from collections import defaultdict
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from duban.formats.cell_look import PLAIN_LETTERS, Letters, Run, StyleLook, is_odd_letters
from duban.formats.ods_styles import OdsStyles
from duban.formats.package import local_name
from duban.formats.workbook_extras import WorkbookExtras
from duban.workbook.book import cell_address
from duban.workbook.grid import CellLook

_NAMESPACE = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_TABLE, _OFFICE, _TEXT = (_NAMESPACE % name for name in ("table", "office", "text"))
_DRAW = _NAMESPACE % "drawing"
_MAX_REPEATED_COLUMNS = 300
_MAX_BLANKS = 1000
_OBJECTS = (f"{_DRAW}object", f"{_DRAW}object-ole")
_BLANKS = {"tab": "\t", "line-break": "\n", "s": " "}
_MISREAD = (*_BLANKS, "ruby")
"""Elements in a paragraph that calamine leaves out, or whose whole text it takes."""
_BESIDE_THE_WORDS = ("annotation", "ruby-text")


class OdsCells:
    """What a walk through the content finds in single cells.

    Attributes:
        styles: those met so far.
        sheet: the one that is walked through.
        texts: sheet → row and column, from 0 → the words of cells that calamine reads otherwise.
        looks: by sheet and address, of cells in which a person may see another thing than the value.
    """

    def __init__(self, styles: OdsStyles) -> None:
        self.styles = styles
        self.sheet = ""
        self.texts: defaultdict[str, dict[tuple[int, int], str]] = defaultdict(dict)
        self.looks: dict[tuple[str, str], CellLook] = {}
        self._column_styles: list[str] = []

    def begin_sheet(self, name: str) -> None:
        """What comes now belongs to this sheet."""
        self.sheet, self._column_styles = name, []

    def add_column(self, column: Element) -> None:
        """Keep the style of the cells of one or several columns."""
        count = min(int(column.get(f"{_TABLE}number-columns-repeated", 1)), _MAX_REPEATED_COLUMNS)
        self._column_styles += [column.get(f"{_TABLE}default-cell-style-name", "")] * count

    def read(self, extras: WorkbookExtras, row: int, column: int, cell: Element) -> None:
        """Look at one cell.

        Args:
            extras: takes the words of shapes that hang on it.
            row: from 0.
            column: from 0.
            cell: with all that it holds.
        """
        if not len(cell):
            return
        address = cell_address(row + 1, column + 1)
        if _holds_drawings(cell):
            add_drawn_texts(extras, self.sheet, address, cell)
        paragraphs = cell.findall(f"{_TEXT}p")
        kind = cell.get(f"{_OFFICE}value-type", "")
        if kind == "string" and (_is_misread(paragraphs) or _holds_drawings(cell)):
            self.texts[self.sheet][row, column] = "\n".join(
                "".join(run.text for run in self._runs(paragraph, PLAIN_LETTERS)) for paragraph in paragraphs
            )
        if kind and paragraphs:
            self._read_look(address, column, cell, paragraphs)

    def _read_look(self, address: str, column: int, cell: Element, paragraphs: list[Element]) -> None:
        name = cell.get(f"{_TABLE}style-name") or (self._column_styles[column : column + 1] or [""])[0]
        style = self.styles.look(name)
        if cell.get(f"{_OFFICE}value-type") != "string":
            shown, value = "".join(paragraphs[0].itertext()), cell.get(f"{_OFFICE}value", "")
            if style.is_odd or shown not in (value, f"{value}%", cell.get(f"{_OFFICE}date-value")):
                self.looks[self.sheet, address] = style.look(shown=shown)
        elif cell.get(f"{_OFFICE}string-value") and not any("".join(part.itertext()) for part in paragraphs):
            self.looks[self.sheet, address] = style.look(shown="")  # its format hides words, as ;;; does
        elif self.styles.are_odd:
            self._read_letters(address, style, paragraphs)

    def _read_letters(self, address: str, style: StyleLook, paragraphs: list[Element]) -> None:
        runs = [run for paragraph in paragraphs for run in self._runs(paragraph, style.letters)]
        if any(is_odd_letters(run.letters, style.ground) for run in runs):
            self.looks[self.sheet, address] = style.look(runs)

    def _runs(self, element: Element, letters: Letters) -> Iterator[Run]:
        """The pieces of a paragraph; a tab and a line break are blanks in it."""
        yield Run(element.text or "", letters)
        for child in element:
            yield from self._runs_of_child(child, letters)
            yield Run(child.tail or "", letters)

    def _runs_of_child(self, child: Element, letters: Letters) -> Iterator[Run]:
        name = local_name(child.tag)
        if name in _BLANKS:
            yield Run(_BLANKS[name] * min(int(child.get(f"{_TEXT}c", 1)), _MAX_BLANKS), letters)
        elif name not in _BESIDE_THE_WORDS and not child.tag.startswith(_DRAW):
            own = self.styles.look(child.get(f"{_TEXT}style-name", "")).letters
            yield from self._runs(child, letters if own == PLAIN_LETTERS else own)


def add_drawn_texts(extras: WorkbookExtras, sheet: str, cell: str, element: Element) -> None:
    """Add what is drawn in an element to the extras: the words of shapes, and that there are objects.

    Args:
        extras: of the workbook.
        sheet: the sheet's name.
        cell: the address at which they hang; empty where they hang on the sheet.
        element: a cell, or all shapes of a sheet.
    """
    for drawn in element:
        if drawn.tag.startswith(_DRAW):
            extras.has_objects |= any(part.tag in _OBJECTS for part in drawn.iter())
            words = "\n".join("".join(paragraph.itertext()) for paragraph in drawn.iterfind(f".//{_TEXT}p"))
            extras.drawn_texts += [(sheet, cell, words)] if words.strip() else []
        elif local_name(drawn.tag) == "p":
            add_drawn_texts(extras, sheet, cell, drawn)


def _holds_drawings(cell: Element) -> bool:
    return any(child.tag.startswith(_DRAW) for child in cell.iter())


def _is_misread(paragraphs: list[Element]) -> bool:
    return any(local_name(part.tag) in _MISREAD for paragraph in paragraphs for part in paragraph.iter())
