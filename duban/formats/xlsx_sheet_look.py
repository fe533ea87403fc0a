"""What a person sees of the sheets of an .xlsx beside their texts: underlined words (those who lead), hidden rows."""

from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

from duban.formats.package import local_name, xml_events, xml_root
from duban.workbook.book import parse_cell_address
from duban.workbook.document import CellPlace, SheetLook

_NOT_SET = ("none", "0", "false")


class SheetLookReader:
    """Reads the parts of a workbook's sheets; damage raises one of PACKAGE_ERRORS."""

    def __init__(self, styles_xml: bytes, shared_xml: bytes) -> None:
        """Read its parts with the styles and with the shared texts."""
        sections = {local_name(section.tag): list(section) for section in xml_root(styles_xml)}
        fonts = [_is_underlined(font) for font in sections.get("fonts", ())]
        font_numbers = [int(style.get("fontId", 0)) for style in sections.get("cellXfs", ())]
        self._style_is_underlined = [fonts[number] if number < len(fonts) else False for number in font_numbers]
        self._texts: list[Sequence[tuple[str, bool | None]]] = []
        for event, _, element in xml_events(shared_xml, "si"):
            if event == "end":
                self._texts.append(list(_pieces(element)))
                element.clear()

    def look(self, xml: bytes) -> SheetLook:
        """The underlined words of a sheet, and its hidden rows."""
        words: dict[CellPlace, tuple[str, ...]] = {}
        hidden: set[int] = set()
        for event, _, row in xml_events(xml, "row"):
            if event == "start":
                continue
            if row.get("hidden", "0") not in _NOT_SET and row.get("r", "").isdecimal():
                hidden.add(int(row.get("r", "")) - 1)
            for cell in row:
                place = parse_cell_address(cell.get("r", ""))
                underlined = tuple(self._underlined(cell)) if place else ()
                if place and underlined:
                    words[place] = underlined
            row.clear()
        return SheetLook(words, frozenset(hidden))

    def _underlined(self, cell: Element) -> Iterator[str]:
        style = int(cell.get("s", 0))
        is_whole = style < len(self._style_is_underlined) and self._style_is_underlined[style]
        for text, is_underlined in self._text(cell):
            if text and (is_whole if is_underlined is None else is_underlined):
                yield text

    def _text(self, cell: Element) -> Sequence[tuple[str, bool | None]]:
        """The pieces of a cell's text, each with whether it is underlined; None where it is as the cell is."""
        inline, number = cell.find("{*}is"), cell.findtext("{*}v", "")
        if inline is not None:
            return list(_pieces(inline))
        is_shared = cell.get("t") == "s" and number.isdecimal() and int(number) < len(self._texts)
        return self._texts[int(number)] if is_shared else ()


def _pieces(text: Element) -> Iterator[tuple[str, bool | None]]:
    runs = text.findall("{*}r")
    for run in runs:
        letters = run.find("{*}rPr")
        yield run.findtext("{*}t", ""), None if letters is None else _is_underlined(letters)
    if not runs:
        yield text.findtext("{*}t", ""), None


def _is_underlined(font: Element) -> bool:
    line = font.find("{*}u")
    return line is not None and line.get("val", "single") not in _NOT_SET
