"""How cells of the binary formats look: each names a style and a shared text by number, each piece of that a font."""

from collections.abc import Iterable, Mapping, Sequence

from duban.formats.cell_look import PLAIN_LETTERS, PLAIN_STYLE_LOOK, Letters, Run, StyleLook
from duban.formats.opened_file import CellSelection, LookByCell
from duban.workbook.grid import CellLook

TextPieces = Sequence[tuple[str, int | None]]
"""The pieces of a text, each with the number of its font; None for the cell's own."""
StyledCell = tuple[str, int, int]
"""Address, number of the style, and number of the shared text; -1 where the cell holds none."""

_WHITE = "FFFFFF"


class BinaryStyles:
    """The fonts and styles of a file, in the order in which it numbers them.

    Attributes:
        fonts: of the file.
        styles: of its cells.
    """

    def __init__(self) -> None:
        self.fonts: list[Letters] = []
        self.styles: list[StyleLook] = []

    @property
    def has_odd_fonts(self) -> bool:
        """Whether letters may be struck out, raised, lowered or white somewhere."""
        return any(font.is_struck or font.position or font.colour == _WHITE for font in self.fonts)

    @property
    def are_odd(self) -> bool:
        """Whether a person may see another thing in some cell than its value."""
        return self.has_odd_fonts or any(style.is_odd for style in self.styles)

    def font(self, number: int) -> Letters:
        """The letters of a font by its number."""
        return self.fonts[number] if number < len(self.fonts) else PLAIN_LETTERS

    def find_looks(
        self,
        cells: Mapping[str, Iterable[StyledCell]],
        pieces_by_text: Mapping[int, TextPieces],
        wanted: CellSelection,
        unsettled: CellSelection,
    ) -> LookByCell:
        """The looks of the wanted cells that are odd or unsettled.

        Args:
            cells: of each sheet.
            pieces_by_text: the shared texts that are written in several fonts, by number.
            wanted: by sheet.
            unsettled: those of them whose number format is asked for in any case.
        """
        return {
            (sheet, address): self._look(style_number, pieces_by_text.get(text_number, ()))
            for sheet, styled in cells.items()
            for address, style_number, text_number in styled
            if address in wanted.get(sheet, ())
            and (
                text_number in pieces_by_text or self._style(style_number).is_odd or address in unsettled.get(sheet, ())
            )
        }

    def _style(self, number: int) -> StyleLook:
        return self.styles[number] if number < len(self.styles) else PLAIN_STYLE_LOOK

    def _look(self, style_number: int, pieces: TextPieces) -> CellLook:
        style = self._style(style_number)
        runs = [Run(text, style.letters if font is None else self.font(font)) for text, font in pieces]
        return style.look(runs)


def text_pieces(text: str, fonts: Sequence[tuple[int, int]]) -> TextPieces:
    """A text in pieces, each with its font. fonts: where another one than the cell's own begins, and which."""
    starts: list[tuple[int, int | None]] = [(0, None), *fonts]
    ends = [start for start, _ in fonts] + [len(text)]
    return tuple((text[start:end], font) for (start, font), end in zip(starts, ends, strict=True) if end > start)
