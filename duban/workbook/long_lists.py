"""Lists of choices that no cell rule takes stand on a sheet of their own, which nobody sees."""

from collections.abc import Iterable, Mapping, Sequence

from duban.value_object import replace
from duban.workbook.book import Book, Cell, Sheet, SheetRow, Validation, column_letters

LISTS_SHEET = "_lists"
"""The very hidden sheet with one list a column, from the first row on."""
_LONGEST_INLINE = 255
"""Characters that Excel takes in a rule."""
_SEPARATOR = ","


def fits_into_rule(options: Sequence[str]) -> bool:
    """Whether a rule takes the choices themselves."""
    return len(_SEPARATOR.join(options)) <= _LONGEST_INLINE and not any(_SEPARATOR in option for option in options)


def lists_of_book(book: Book) -> Mapping[tuple[str, ...], str]:
    """The choices of a book that no rule takes → the name by which rules refer to them, in the order of the book."""
    rules = (rule for sheet in book.sheets for rule in sheet.validations)
    long_lists = dict.fromkeys(
        rule.options for rule in rules if rule.kind == "list" and not fits_into_rule(rule.options)
    )
    return {options: f"{LISTS_SHEET}_{number}" for number, options in enumerate(long_lists, 1)}


def with_lists_sheet(book: Book) -> Book:
    """The book with such lists on a sheet behind all others, under names that its rules refer to; else as it is."""
    names = lists_of_book(book)
    if not names:
        return book
    areas = {
        name: f"{LISTS_SHEET}!${column_letters(column)}$1:${column_letters(column)}${len(options)}"
        for column, (options, name) in enumerate(names.items(), 1)
    }
    sheets = [replace(sheet, validations=tuple(_with_name(sheet.validations, names))) for sheet in book.sheets]
    return replace(book, sheets=(*sheets, _lists_sheet(list(names))), names={**book.names, **areas})


def _with_name(rules: Iterable[Validation], names: Mapping[tuple[str, ...], str]) -> Iterable[Validation]:
    return (replace(rule, options_name=names.get(rule.options, "")) for rule in rules)


def _lists_sheet(lists: Sequence[tuple[str, ...]]) -> Sheet:
    rows = [
        SheetRow([Cell(options[at], "hidden") if at < len(options) else None for options in lists])
        for at in range(max(map(len, lists)))
    ]
    return Sheet(LISTS_SHEET, rows, visibility="very_hidden", locked=True)
