"""How much room the rows of a report sheet have: usually, and where all shall stand on one page."""

from duban.value_object import ValueObject
from duban.workbook.paging import ROW_PADDING

TITLE_SIZE, SECTION_SIZE, NOTE_SIZE, TABLE_SIZE = 18.0, 13.0, 10.0, 10.0
"""Points of the letters of the styles `title`, `section`, `sheet-note` and `head`."""


class Spacing(ValueObject):
    """How much room rows have, in points.

    Attributes:
        words: the style of a block's words; words_size: of its letters.
        title, header, row: the least height of the sheet's title, of a table's header and of its rows.
        section, gap: the height of a block's title, and of the empty row above it.
        padding: what any row has above and below its words together.
    """

    words: str
    words_size: float
    title: float
    section: float
    gap: float
    header: float
    row: float
    padding: float


ROOMY = Spacing(words="summary", words_size=12, title=30, section=24, gap=8, header=24, row=20, padding=ROW_PADDING)
TIGHT = Spacing(words="guide", words_size=10.5, title=26, section=19, gap=3, header=16, row=15, padding=1.5)
