"""What a clerk said of single columns, held to the columns that there are."""

from collections.abc import Iterable

from duban.importing.columns import COLUMN_NUMBER, SourceColumn, header_spellings
from duban.model.import_words import ImportWords
from duban.text.folding import comparison_key


def unknown_headers(headers: Iterable[str], columns: Iterable[SourceColumn], words: ImportWords) -> list[str]:
    """Those of the clerk's headers that no column has: what was said of them would do nothing.

    Args:
        headers: as the clerk wrote them; 第3列 is a column by its place.
        columns: of all tables of tasks.
        words: of templates/import.yaml.
    """
    spellings: set[str] = set()
    for column in columns:
        spellings.update(f"第{place + 1}列" for place in column.places)
        for text in (column.header.replace("\n", ""), *column.header.split("\n")):
            spellings.update(header_spellings(words.simplify(text)))
    return [header for header in headers if _plain(header, words) not in spellings]


def _plain(header: str, words: ImportWords) -> str:
    """A header as columns are looked up by it."""
    number = COLUMN_NUMBER.fullmatch(header.strip())
    return f"第{int(number[1])}列" if number else comparison_key(words.simplify(header))
