"""Columns in which only ticks stand: each is a flag of the tasks that have one there."""

from collections.abc import Mapping, Sequence

from duban.importing.columns import OWN, SourceColumn
from duban.importing.table_records import TableRecord
from duban.model.import_words import ImportWords


def tick_flags(
    records: Sequence[TableRecord], columns: Sequence[SourceColumn], words: ImportWords
) -> Mapping[SourceColumn, str]:
    """Those columns with the flag that a tick in them sets.

    Args:
        records: of the table.
        columns: of it.
        words: of templates/import.yaml.
    """
    flags: dict[SourceColumn, str] = {}
    for column in columns:
        texts = {text for record in records for text in record.column_texts(column)}
        has_ticks = bool(texts & {*words.yes_words}) and texts <= {*words.yes_words, *words.no_words}
        if column.meaning == OWN and column.header and has_ticks:
            flag = column.header.replace("\n", "")
            for ending in words.flag_endings:
                flag = flag.removesuffix(ending)
            flags[column] = flag or column.header
    return flags
