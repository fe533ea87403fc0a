"""The tables of tasks in a document, and the lines of words around them."""

from collections.abc import Iterator, Sequence
from functools import cached_property

from duban.importing.column_levels import with_levels, with_upper_categories
from duban.importing.columns import HeaderReader, SourceColumns
from duban.importing.plan_head import Line
from duban.importing.prose import PROSE_TABLE, prose_table
from duban.importing.source_doubts import SourceDoubts
from duban.importing.table_records import RecordReader, TableRecords
from duban.importing.unheaded import rows_without_heading, unheaded_table
from duban.messages.finding import Place
from duban.value_object import ValueObject, replace
from duban.workbook.document import Paragraph, SourceDocument, SourceTable


class TaskTable(ValueObject):
    """A table of tasks with its records."""

    table: SourceTable
    columns: SourceColumns
    records: TableRecords


class TaskDocument(ValueObject, dict=True):
    """A document with its tables of tasks.

    Attributes:
        doubts: what is doubtful of it.
        tables: those with at least one task.
    """

    document: SourceDocument
    doubts: SourceDoubts
    tables: Sequence[TaskTable]

    @property
    def lines(self) -> Iterator[Line]:
        """The words that stand in no row of a task, in order."""
        is_below = False
        for block in self.document.blocks:
            if isinstance(block, Paragraph):
                yield from self._paragraph_lines(block, is_below=is_below)
            else:
                yield from self._table_lines(block, is_below=is_below)
                is_below = is_below or block.number in self._task_tables

    @cached_property
    def _task_tables(self) -> dict[int, TaskTable]:
        return {one.table.number: one for one in self.tables}

    @cached_property
    def _prose_lines(self) -> frozenset[int]:
        """The lines of running text that are tasks."""
        records = (record for one in self.tables if one.table.number == PROSE_TABLE for record in one.records.records)
        return frozenset(row + 1 for record in records for row in record.rows)

    def _paragraph_lines(self, paragraph: Paragraph, *, is_below: bool) -> Iterator[Line]:
        if paragraph.line in self._prose_lines:
            return
        is_below = is_below or (bool(self._prose_lines) and paragraph.line > min(self._prose_lines))
        yield Line(paragraph.text, Place(self.doubts.file, line=paragraph.line), is_below)

    def _table_lines(self, table: SourceTable, *, is_below: bool) -> Iterator[Line]:
        """All rows of a table that is none of tasks; of a table of tasks, those above its header and between."""
        one = self._task_tables.get(table.number)
        for row in range(one.columns.header_row if one else len(table.rows)):
            if text := " ".join(filter(None, table.rows[row])):
                yield Line(text, self.doubts.table_place(table, row), is_below)
        for row, text, _ in one.records.left_out if one else ():
            yield Line(text, self.doubts.table_place(table, row), is_below=True)


def read_task_document(document: SourceDocument, doubts: SourceDoubts, reader: HeaderReader) -> TaskDocument:
    """The tables of tasks of a document; where it has none, its numbered rows or paragraphs.

    Args:
        document: as it was read.
        doubts: of its file.
        reader: understands headers.
    """
    if unheaded := unheaded_table(document, reader):
        one = TaskTable(*unheaded, RecordReader(*unheaded, reader).read())
        one.records.unheaded_rows += rows_without_heading(one.table)
        headers = [text for text in one.columns.headers if text]
        doubts.tell("import-no-header", doubts.table_place(one.table, 0), headers=headers)
        return TaskDocument(document, doubts, [one])
    tables = [one for one in _tables(document, reader) if one.records.records]
    if not tables and (prose := prose_table(document, reader.words)):
        tables = [TaskTable(*prose, RecordReader(*prose, reader).read())]
    return TaskDocument(document, doubts, tables)


def _tables(document: SourceDocument, reader: HeaderReader) -> Iterator[TaskTable]:
    """Tables of tasks; one without a header goes on with the table before it, where it is as wide."""
    last: SourceColumns | None = None
    width = 0
    for table in document.tables:
        columns = reader.find_columns(table)
        columns = columns and with_levels(table, columns)
        if columns is None and last is not None and table.width == width:
            columns = replace(last, header_row=0, first_row=0)
        if columns is not None:
            last, width = columns, table.width
            whole = with_upper_categories(table, columns)
            yield TaskTable(whole, columns, RecordReader(whole, columns, reader).read())
