"""Words and pictures that lie upon the sheets of a workbook by Microsoft's packages: text boxes, shapes, diagrams."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from duban.formats.package import PACKAGE_ERRORS, Package, local_name, xml_root
from duban.formats.workbook_extras import WorkbookExtras
from duban.text.lazy_pattern import lazy_pattern
from duban.workbook.book import cell_address

_SHAPES = ("sp", "cxnSp")
_DRAWING_ENTRIES = ("xl/drawings/drawing", "xl/diagrams/")
"""How the parts begin in which such words stand."""
_NOTHING_DRAWN = lazy_pattern(rb"\s*(?:<\?xml[^<>]*\?>)?\s*<(?:\w+:)?wsDr\b[^<>]*(?:/>|>\s*</(?:\w+:)?wsDr\s*>)\s*")
"""LibreOffice gives such a part to each sheet with a list to choose from."""


def may_hold_drawings(package: Package) -> bool:
    """Whether anything may lie upon its sheets. Rather yes than no; quick."""
    names = (name for name in package.parts if name.startswith(_DRAWING_ENTRIES))
    return any(not _NOTHING_DRAWN.fullmatch(package.read(name)) for name in names)


def read_drawings(extras: WorkbookExtras, package: Package, sheet: str, sheet_part: str) -> None:
    """Add the words of all shapes on a sheet to the extras; what cannot be read is an object there.

    Args:
        extras: of the workbook.
        package: that holds it.
        sheet: the sheet's name.
        sheet_part: the part that it stands in.
    """
    try:
        for relation in package.relations(sheet_part).values():
            if relation.type == "drawing":
                extras.drawn_texts += [(sheet, *drawn) for drawn in _drawn_texts(package, relation.target)]
    except PACKAGE_ERRORS:
        extras.has_objects = True


def _drawn_texts(package: Package, part: str) -> Iterator[tuple[str, str]]:
    """The address at which it begins, and its words, of each shape and diagram in a part."""
    for anchor in xml_root(package.read(part)):
        place = _anchor_address(anchor)
        yield from ((place, words) for words in _shape_texts(anchor))
    for relation in package.relations(part).values():
        words = " ".join(_words(xml_root(package.read(relation.target)))) if relation.type == "diagramData" else ""
        if words.strip():
            yield "", words


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
