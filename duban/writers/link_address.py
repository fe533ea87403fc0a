"""Where the link of a cell leads, and whether it is seen."""

from duban.workbook.book import Cell


def is_underlined_link(cell: Cell) -> bool:
    """Whether a cell shows by its letters that it leads somewhere: words that stand there for the link's sake."""
    return bool(cell.link and isinstance(cell.value, str) and not cell.row_links)


def link_address(link: tuple[str, str]) -> str:
    """A cell of this book, as xlsxwriter writes it; never anything outside the book."""
    sheet, target = link
    return "internal:'" + sheet.replace("'", "''") + f"'!{target}"
