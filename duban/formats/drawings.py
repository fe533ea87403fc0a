"""Words and pictures that lie upon the sheets of a workbook by Microsoft's packages: text boxes, shapes, diagrams."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from duban.formats.package import Package, local_name, xml_root
from duban.formats.workbook_extras import WorkbookExtras
from duban.workbook.book import cell_address

_SHAPES = ("sp", "cxnSp")
DRAWING_ENTRIES = ("xl/drawings/drawing", "xl/diagrams/")
"""How the parts begin in which such words stand."""


def read_drawings(extras: WorkbookExtras, package: Package, sheet: str, sheet_part: str) -> None:
    """Add the words of all shapes on a sheet to the extras. Damage raises one of PACKAGE_ERRORS.

    Args:
        extras: of the workbook.
        package: that holds it.
        sheet: the sheet's name.
        sheet_part: the part that it stands in.
    """
    for relation in package.relations(sheet_part).values():
        if relation.type != "drawing":
            continue
        for anchor in xml_root(package.read(relation.target)):
            place = _anchor_address(anchor)
            extras.drawn_texts += [(sheet, place, words) for words in _shape_texts(anchor)]
        for further in package.relations(relation.target).values():
            if further.type == "diagramData":
                words = " ".join(_words(xml_root(package.read(further.target))))
                extras.drawn_texts += [(sheet, "", words)] if words.strip() else []


def _shape_texts(anchor: Element) -> Iterator[str]:
    """The words of each shape, one paragraph a line."""
    for shape in anchor.iter():
        if local_name(shape.tag) in _SHAPES:
            words = "\n".join("".join(_words(paragraph)) for paragraph in shape.iterfind(".//{*}p"))
            if words.strip():
                yield words


def _words(element: Element) -> Iterator[str]:
    return (piece.text or "" for piece in element.iterfind(".//{*}t"))


def _anchor_address(anchor: Element) -> str:
    """The cell in which a drawing begins; empty where that is not said."""
    row, column = anchor.findtext("{*}from/{*}row", ""), anchor.findtext("{*}from/{*}col", "")
    return cell_address(int(row) + 1, int(column) + 1) if row.isdecimal() and column.isdecimal() else ""
