"""Word documents (.docx): their paragraphs and tables, with what is merged and underlined.

Words that somebody deleted while changes were tracked are passed over; numbers that Word counts are words like others.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from xml.etree.ElementTree import Element

from duban.formats.opened_file import UnreadableFile
from duban.formats.package import PACKAGE_ERRORS, Package, local_name, xml_root
from duban.text.display import chinese_numeral
from duban.value_object import MutableObject, field
from duban.workbook.document import Paragraph, SheetLook, SourceDocument, SourceTable
from duban.workbook.grid import MAX_COLUMNS, MAX_ROWS, MergedArea

MAIN_PART = "word/document.xml"
_NUMBERING_PART = "word/numbering.xml"
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_GONE = frozenset({"del", "moveFrom", "Fallback", "pPr", "rPr", "instrText", "delText"})
"""What nobody reads: deleted words, a second version of a drawing for old programs, settings."""
_CHINESE_COUNTS = frozenset({"chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting"})
_MOST_IN_NUMERALS = 99
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


def read_word_document(package: Package) -> SourceDocument:
    """What stands in a document. Raises UnreadableFile for a damaged one."""
    try:
        reader = _Reader(_Numbering.of(xml_root(package.read(_NUMBERING_PART))))
        body = xml_root(package.read(MAIN_PART)).find(f"{_WORD}body")
        blocks = [] if body is None else list(reader.blocks(body))
    except (*PACKAGE_ERRORS, RecursionError) as error:
        raise UnreadableFile("damaged") from error
    return SourceDocument(tuple(blocks))


class _Numbering(MutableObject):
    """Numbers that Word counts: 1. before a paragraph, or alone in a cell.

    Attributes:
        levels: list number and level → how it counts, and the pattern in which the number stands, such as `%1.`.
        counts: how far each level has come.
    """

    levels: Mapping[tuple[str, str], tuple[str, str]]
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)

    @classmethod
    def of(cls, root: Element) -> "_Numbering":
        levels_by_shape: dict[str, list[tuple[str, str, str]]] = {}
        for shape in root.iterfind(f"{_WORD}abstractNum"):
            levels_by_shape[_value(shape, "abstractNumId", own=True)] = [
                (_value(level, "ilvl", own=True), _value(level, "numFmt"), _value(level, "lvlText"))
                for level in shape.iterfind(f"{_WORD}lvl")
            ]
        levels = {
            (_value(number, "numId", own=True), level): (kind, pattern)
            for number in root.iterfind(f"{_WORD}num")
            for level, kind, pattern in levels_by_shape.get(_value(number, "abstractNumId"), ())
        }
        return cls(levels)

    def next_number(self, paragraph: Element) -> str:
        """The number that stands before a paragraph; empty where it has none."""
        settings = paragraph.find(f"{_WORD}pPr/{_WORD}numPr")
        if settings is None:
            return ""
        level = (_value(settings, "numId"), _value(settings, "ilvl") or "0")
        kind, pattern = self.levels.get(level, ("", ""))
        if kind in {"", "none", "bullet"} or pattern.count("%") != 1:
            return ""
        self.counts[level] += 1
        count = self.counts[level]
        shown = chinese_numeral(count) if kind in _CHINESE_COUNTS and count <= _MOST_IN_NUMERALS else str(count)
        return pattern.replace(f"%{int(level[1]) + 1}", shown)


class _TableCells(MutableObject):
    """The cells of a table, while they are read row by row.

    Attributes:
        areas: of all cells that are merged, or may turn out to be.
        open_areas: column → that of its areas which may go on in the next row.
    """

    rows: list[list[str]] = field(default_factory=list)
    areas: list[MergedArea] = field(default_factory=list)
    underlined: dict[tuple[int, int], tuple[str, ...]] = field(default_factory=dict)
    open_areas: dict[int, int] = field(default_factory=dict)

    def begin_row(self, blanks: int) -> None:
        """A new row that begins with so many columns without a cell."""
        self.rows.append([""] * blanks)

    def add(self, text: str, underlined: tuple[str, ...], width: int, *, is_merged_down: bool = False) -> None:
        """A cell, the next one of the last row.

        Args:
            text: of it.
            underlined: the words of it that are underlined.
            width: over so many columns.
            is_merged_down: whether it may go on in the next row.
        """
        row, column = len(self.rows) - 1, len(self.rows[-1])
        self.open_areas.pop(column, None)
        if is_merged_down:
            self.open_areas[column] = len(self.areas)
        if is_merged_down or width > 1:
            self.areas.append((row, column, row, column + width - 1))
        if underlined:
            self.underlined[row, column] = underlined
        self.rows[row] += [text, *[""] * (width - 1)][: MAX_COLUMNS - column]

    def go_on(self, width: int) -> bool:
        """The cell above goes on over the next columns; False where there is none that may."""
        row, column = len(self.rows) - 1, len(self.rows[-1])
        if column not in self.open_areas:
            return False
        top, left, _, right = self.areas[self.open_areas[column]]
        self.areas[self.open_areas[column]] = (top, left, row, right)
        self.rows[row] += [""] * width
        return True


class _Reader(MutableObject):
    """Goes through a document once, from its head to its end."""

    numbering: _Numbering
    line: int = 0
    table_count: int = 0

    def blocks(self, parent: Element) -> Iterator[Paragraph | SourceTable]:
        """Paragraphs and tables, those inside text boxes and content controls too."""
        for element in _visible(parent):
            match local_name(element.tag):
                case "p":
                    self.line += 1
                    if text := self._paragraph_text(element).strip():
                        yield Paragraph(text, self.line)
                    for box in element.iter(f"{_WORD}txbxContent"):
                        yield from self.blocks(box)
                case "tbl":
                    yield self._table(element)
                case "sdt" | "sdtContent" | "ins" | "customXml":
                    yield from self.blocks(element)

    def _table(self, table: Element) -> SourceTable:
        self.table_count += 1
        cells = _TableCells()
        for row in islice(_descend(table, "tr"), MAX_ROWS):
            cells.begin_row(_number(row, "trPr/gridBefore"))
            for cell in _descend(row, "tc"):
                width = max(1, _number(cell, "tcPr/gridSpan"))
                merge = cell.find(f"{_WORD}tcPr/{_WORD}vMerge")
                if merge is None:
                    cells.add(*self._cell(cell), width)
                elif merge.get(f"{_WORD}val") == "restart" or not cells.go_on(width):
                    cells.add(*self._cell(cell), width, is_merged_down=True)
        areas = tuple(area for area in cells.areas if area[:2] != area[2:])
        return SourceTable("", self.table_count, cells.rows, areas, SheetLook(cells.underlined))

    def _cell(self, cell: Element) -> tuple[str, tuple[str, ...]]:
        """Its text, a line for each paragraph, and the words in it that are underlined."""
        lines: list[str] = []
        words: list[str] = []
        for paragraph in cell.iter(f"{_WORD}p"):
            lines.append(self._paragraph_text(paragraph))
            words += _underlined(paragraph)
        return "\n".join(line for line in lines if line.strip()), tuple(words)

    def _paragraph_text(self, paragraph: Element) -> str:
        text = "".join(map(_run_text, _runs(paragraph)))
        number = self.numbering.next_number(paragraph)
        return number + text if text.strip() else number.rstrip(".、．)）")


def _runs(parent: Element) -> Iterator[Element]:
    for element in _visible(parent):
        if local_name(element.tag) == "r":
            yield element
        elif local_name(element.tag) not in {"tbl", "p"}:
            yield from _runs(element)


def _run_text(run: Element) -> str:
    pieces = ((local_name(piece.tag), piece.text or "") for piece in run)
    return "".join(text if name == "t" else _SIGNS.get(name, "") for name, text in pieces)


def _underlined(paragraph: Element) -> Iterator[str]:
    """The stretches of words that are underlined."""
    stretch = ""
    for run in _runs(paragraph):
        line = run.find(f"{_WORD}rPr/{_WORD}u")
        if line is not None and line.get(f"{_WORD}val", "single") != "none":
            stretch += _run_text(run)
        elif stretch:
            yield stretch
            stretch = ""
    if stretch:
        yield stretch


def _visible(parent: Element) -> Iterable[Element]:
    return (element for element in parent if local_name(element.tag) not in _GONE)


def _descend(parent: Element, name: str) -> Iterator[Element]:
    """The rows of a table, or the cells of a row, those in content controls too; deleted rows are left out."""
    for element in _visible(parent):
        if local_name(element.tag) == name:
            if element.find(f"{_WORD}trPr/{_WORD}del") is None:
                yield element
        elif local_name(element.tag) in {"sdt", "sdtContent", "ins", "customXml"}:
            yield from _descend(element, name)


def _number(element: Element, path: str) -> int:
    setting = element.find("/".join(_WORD + step for step in path.split("/")))
    value = "" if setting is None else setting.get(f"{_WORD}val", "")
    return min(int(value), MAX_COLUMNS) if value.isdecimal() else 0


def _value(element: Element, name: str, *, own: bool = False) -> str:
    """An attribute of an element, or what a setting inside it says."""
    if own:
        return element.get(_WORD + name, "")
    setting = element.find(_WORD + name)
    return "" if setting is None else setting.get(f"{_WORD}val", "")
