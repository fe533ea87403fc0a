"""The styles of one workbook, as xlsxwriter numbers and writes them; what comes again in the next is made once."""

# mypy: disable-error-code="no-untyped-call"
# (xlsxwriter says the types of what it offers, not of its inside)

from functools import lru_cache
from io import StringIO
from typing import Any, NamedTuple

from xlsxwriter.packager import Packager
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet
from xlsxwriter.xmlwriter import XMLwriter

from duban.writers.resolved_styles import ResolvedStyles
from duban.writers.sheet_rows import StyleName, Underlined

_Properties = tuple[tuple[str, object], ...]
_NumberedLook = tuple[int, _Properties]
_REMEMBERED_STYLES, _REMEMBERED_FILES = 1024, 64


class ConditionalLook(NamedTuple):
    """A style that is laid over cells where a condition holds: what xlsxwriter asks of a format."""

    number: int

    def _get_dxf_index(self) -> int:
        return self.number


class BookStyles(dict[StyleName, str]):
    """Style → the attribute of a cell with it. Styles are numbered in the order in which cells first have them."""

    def __init__(self, styles: ResolvedStyles) -> None:
        super().__init__()
        self._styles = styles
        self._in_cells: dict[str, _NumberedLook] = {}
        self._conditional: dict[str, _NumberedLook] = {}

    def __missing__(self, style: StyleName) -> str:
        self[style] = f' s="{self._number(style, self._in_cells) + 1}"'  # 0 is that of cells without any
        return self[style]

    def conditional(self, style: StyleName) -> ConditionalLook:
        """A style for where a condition holds."""
        return ConditionalLook(self._number(style, self._conditional))

    def font(self, style: StyleName) -> str:
        """The element of letters within a text."""
        return _font_xml(_properties(self._styles, style))

    def part(self, *, has_comments: bool) -> str:
        """The file of the styles."""
        in_cells, conditional = (
            tuple(properties for _, properties in looks.values()) for looks in (self._in_cells, self._conditional)
        )
        return _styles_xml(in_cells, conditional, has_comments)

    def _number(self, style: StyleName, looks: dict[str, _NumberedLook]) -> int:
        """Of a style among those of its kind, by what tells one look from another: those that look alike are one."""
        properties = _properties(self._styles, style)
        return looks.setdefault(_format_key(properties), (len(looks), properties))[0]


@lru_cache(maxsize=_REMEMBERED_STYLES)
def _properties(styles: ResolvedStyles, style: StyleName) -> _Properties:
    if isinstance(style, Underlined):
        return (*_properties(styles, style.style), ("underline", 1))
    return tuple(styles.format_properties[style].items())


@lru_cache(maxsize=_REMEMBERED_STYLES)
def _format_key(properties: _Properties) -> str:
    """What tells one look from another."""
    key: str = Workbook().add_format(dict(properties))._get_format_key()  # noqa: SLF001 — by which it numbers them
    return key


@lru_cache(maxsize=_REMEMBERED_STYLES)
def _font_xml(properties: _Properties) -> str:
    worksheet: Any = Worksheet()
    worksheet.rstring, xml = XMLwriter(), StringIO()
    worksheet.rstring._set_filehandle(xml)  # noqa: SLF001 — as it does for each text in parts
    worksheet._write_font(Workbook().add_format(dict(properties)))  # noqa: SLF001 — likewise
    return xml.getvalue()


@lru_cache(maxsize=_REMEMBERED_FILES)
def _styles_xml(in_cells: tuple[_Properties, ...], conditional: tuple[_Properties, ...], has_comments: bool) -> str:  # noqa: FBT001
    workbook, packager = Workbook(), Packager()
    for properties in in_cells:
        workbook.add_format(dict(properties))._get_xf_index()  # noqa: SLF001 — numbers it
    for properties in conditional:
        workbook.add_format(dict(properties))._get_dxf_index()  # noqa: SLF001 — likewise
    workbook.has_comments = has_comments
    workbook._prepare_format_properties()  # noqa: SLF001 — as it does before it writes them
    packager._set_in_memory(True)  # noqa: FBT003, SLF001 — likewise
    packager._add_workbook(workbook)  # noqa: SLF001 — likewise
    packager._write_styles_file()  # noqa: SLF001 — likewise
    [(file, _, _)] = packager.filenames
    xml: str = file.getvalue()
    return xml
