"""Where a layout puts what stands above a table."""

from collections.abc import Iterator

from duban.fields.locked import CHECK_PATH
from duban.key_path import KeyPath
from duban.messages.finding import UnplacedFinding
from duban.model.layout import HeadingItem, SheetLayout
from duban.text.lazy_pattern import lazy_pattern
from duban.workbook.book import column_number, column_range

_COLUMN_LETTERS = lazy_pattern(r"[A-Z]{1,2}")


def heading_places(path: KeyPath, sheet: SheetLayout) -> Iterator[UnplacedFinding]:
    """Column letters of the heading that are none, that lie outside of the table, or where no return is read.

    Args:
        path: of the sheet in its file.
        sheet: the sheet.
    """

    def is_column(letters: str) -> bool:
        return bool(_COLUMN_LETTERS.fullmatch(letters)) and column_number(letters) <= len(sheet.columns)

    for index, item in enumerate(sheet.heading):
        place = (*path, "heading", index)
        outside = [
            UnplacedFinding("column-letter", (*place, key), {"value": letters})
            for key, letters in {"at": item.at, "asks_at": item.asks_at if item.asks else "A"}.items()
            if not all(map(is_column, letters.split(":")))
        ]
        yield from outside
        if item.asks and not outside and not _is_read_there(item, sheet):
            facts = {"value": item.asks_at, "label": item.asks.label}
            yield UnplacedFinding("heading-input-place", (*place, "asks_at"), facts)


def _is_read_there(item: HeadingItem, sheet: SheetLayout) -> bool:
    """Whether a return is read where an input of the heading stands: behind its label, and not over the check column.

    That column is no column of the plan's, so what stands over it is taken for something that was inserted.
    """
    at = column_number(item.asks_at)
    check = next((number for number, column in enumerate(sheet.columns, 1) if column.shows == CHECK_PATH), 0)
    return column_range(item.at) == (at - 1, at - 1) and at != check
