"""Tables in plain text (.csv, .txt): one sheet without a name, every value a text.

They come in the encodings and with the delimiters that Excel, WPS and web systems here use.
"""

import csv
import io
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property
from itertools import islice

from duban.formats.opened_file import ERROR_TEXT_BY_CODE, OpenedFile, file_format
from duban.formats.workbook_extras import WorkbookExtras
from duban.workbook.book import cell_address
from duban.workbook.grid import MAX_COLUMNS, MAX_ROWS, CellValue, FileFinding, SheetGrid

_DELIMITERS = ",\t;"
_SAMPLE_ROWS = 50
_ERROR_TEXTS = frozenset(ERROR_TEXT_BY_CODE.values())


@file_format("csv", ".csv", ".txt")
class CsvFile(OpenedFile):
    """A text file with a delimiter that parts most of its rows alike."""

    @classmethod
    def recognises(cls, entry_names: Collection[str], text: str) -> bool:
        """By its first rows, unless it is markup."""
        return text != "" and not text[:4096].lstrip().startswith("<") and _find_delimiter(text) != ""

    @cached_property
    def extras(self) -> WorkbookExtras:
        """Where it says `#REF!` and the like."""
        errors = {
            ("", cell_address(row, column)): value
            for row, values in enumerate(self._rows, start=1)
            for column, value in enumerate(values, start=1)
            if value in _ERROR_TEXTS
        }
        return WorkbookExtras(cell_errors=errors)

    def read_sheets(self, skipped_sheets: AbstractSet[str]) -> list[SheetGrid]:
        """What reads as an error is blank here, as in every other format. Raises csv.Error for an endless value."""
        truncated = any(any(row[MAX_COLUMNS:]) for row in self._rows[:MAX_ROWS]) or any(map(any, self._rows[MAX_ROWS:]))
        rows: list[list[CellValue]] = [
            ["" if value in _ERROR_TEXTS else value for value in row[:MAX_COLUMNS]] for row in self._rows[:MAX_ROWS]
        ]
        while rows and not any(rows[-1]):
            rows.pop()
        return [SheetGrid("", visible=True, rows=rows, truncated=truncated)]

    def format_findings(self) -> Sequence[FileFinding]:
        """It says less than a workbook."""
        return [("csv-weaker", {})]

    @cached_property
    def _rows(self) -> list[list[str]]:
        """The rows that are read, and one more."""
        return list(islice(_parse(self.text, _find_delimiter(self.text)), MAX_ROWS + 1))


def _find_delimiter(text: str) -> str:
    """What parts the columns of a table; empty where the text is none.

    A table has at least two rows, and most of the first ones have the same number of columns, more than one.
    """
    best, most_columns = "", 1
    for delimiter in _DELIMITERS:
        try:
            widths = [len(row) for row in islice(_parse(text, delimiter), _SAMPLE_ROWS) if row]
        except csv.Error:
            continue
        width, times = Counter(widths).most_common(1)[0] if widths else (0, 0)
        if width > most_columns and len(widths) > 1 and times * 2 > len(widths):
            best, most_columns = delimiter, width
    return best


def _parse(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
