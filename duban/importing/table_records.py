"""The rows of a table as records, one for each task; repeated headers, totals, headings and notes are told apart."""

from collections.abc import Sequence
from enum import StrEnum
from functools import cached_property

from duban.importing.columns import RUNNING_NUMBER, SUBJECTS, HeaderReader, SourceColumn, SourceColumns
from duban.model.import_words import ImportWords
from duban.text.folding import comparison_key
from duban.text.lazy_pattern import lazy_pattern
from duban.value_object import MutableObject, ValueObject, field
from duban.workbook.document import SourceTable

_CHAPTER = lazy_pattern(r"^(?:第?[一二三四五六七八九十]{1,3}(?:[、.．章]|部分)|[（(][一二三四五六七八九十]{1,3}[）)])")
_SECTION = lazy_pattern(r"^[（(][一二三四五六七八九十]{1,3}[）)]")
SENTENCE_ENDS = "。；;：:！？!?）)”"
SUM = lazy_pattern(r"[\d,.]+%?")
"""What adds up in a row of totals."""
_MOST_UNNUMBERED = 0.5
"""Of rows with words: where more have no number, rows without one are tasks like others."""


class SourceRowKind(StrEnum):
    """What a row of a table is."""

    DATA = "data"
    HEADING = "heading"
    NOTE = "note"
    TOTAL = "total"
    EMPTY = "empty"
    """Blank, or the header once more."""


class TableRecord(MutableObject):
    """What a table says of one task.

    Attributes:
        rows: its rows in the table, counted from 0.
        headings: those above it in the table, the highest first.
    """

    table: SourceTable
    columns: SourceColumns
    rows: list[int]
    headings: tuple[str, ...] = ()

    def texts(self, meaning: str) -> list[str]:
        """The texts of its cells under a column, those of merged cells once, blank ones left out."""
        column = self.columns.of(meaning)
        return self.column_texts(column) if column else []

    def column_texts(self, column: SourceColumn) -> list[str]:
        """As `texts`, of one column; what was filled down stands once."""
        texts = (self.table.text_at(row, place) for row in self.rows for place in column.places)
        return list(dict.fromkeys(filter(None, texts)))

    def text(self, meaning: str) -> str:
        """All the texts of its cells under a column, a line each."""
        return "\n".join(self.texts(meaning))

    def running_text(self, meaning: str) -> str:
        """The same, where a sentence that breaks off at the foot of a page goes on in the next row."""
        text = ""
        for part in self.texts(meaning):
            text += part if not text or text[-1] not in SENTENCE_ENDS else f"\n{part}"
        return text

    def row_text(self, row: int, meaning: str) -> str:
        """What stands under a column in one of its rows, and begins there; empty where the cell began above."""
        column = self.columns.of(meaning)
        if column is None:
            return ""
        places = [place for place in column.places if not self.table.is_merged_down(row, place) or row == self.rows[0]]
        return "\n".join(dict.fromkeys(text for place in places if (text := self.table.text_at(row, place))))

    def cell_text(self, row: int, meaning: str) -> str:
        """What a person reads under a column in one of its rows, also of a cell that goes over several of them."""
        column = self.columns.of(meaning)
        return self.table.text_at(row, column.places[0]) if column else ""

    def varies(self, meaning: str) -> bool:
        """Whether its rows have several cells with words under a column."""
        return len(self.rows) > 1 and len(self.texts(meaning)) > 1

    def says_by_rows(self, meaning: str) -> bool:
        """Whether what stands under a column is of one of its rows alone, in a file that keeps merged cells."""
        column = self.columns.of(meaning)
        if column is None or len(self.rows) == 1 or not self.table.has_tall_cells:
            return False
        return not all(self.table.is_merged_down(row, column.places[0]) for row in self.rows[1:])

    def underlined(self, meaning: str) -> list[str]:
        """The underlined words under a column."""
        column = self.columns.of(meaning)
        places = [(row, place) for row in self.rows for place in column.places] if column else []
        anchors = dict.fromkeys(self.table.anchor(*place) for place in places)
        return [words for anchor in anchors for words in self.table.underlined_at(*anchor)]


class TableRecords(MutableObject):
    """What a table of tasks holds.

    Attributes:
        left_out: row and text of what belongs to no task, with what it is.
        unnumbered_rows: rows with words where a number was expected, and that begin no record.
        unheaded_rows: rows above which a heading seems to be lost.
    """

    records: list[TableRecord] = field(default_factory=list)
    left_out: list[tuple[int, str, SourceRowKind]] = field(default_factory=list)
    unnumbered_rows: list[int] = field(default_factory=list)
    unheaded_rows: list[int] = field(default_factory=list)


class RecordReader(ValueObject, dict=True):
    """Goes through the rows of one table below its header."""

    table: SourceTable
    columns: SourceColumns
    reader: HeaderReader

    @property
    def words(self) -> ImportWords:
        """Of templates/import.yaml."""
        return self.reader.words

    def read(self) -> TableRecords:
        """Its records, and what is left out."""
        result = TableRecords()
        headings: list[str] = []
        for row in range(self.columns.first_row, len(self.table.rows)):
            kind = self._kind(row)
            if kind is SourceRowKind.HEADING:
                headings = _with_heading(headings, self._row_texts(row)[0])
            elif kind in {SourceRowKind.NOTE, SourceRowKind.TOTAL}:
                result.left_out.append((row, self._line(row), kind))
            elif kind is SourceRowKind.DATA:
                self._add(row, result, tuple(headings))
        return result

    def _kind(self, row: int) -> SourceRowKind:
        texts = self._row_texts(row)
        if not texts or self.reader.is_header(self.table, row, self.columns):
            return SourceRowKind.EMPTY
        if self._is_total(row, texts):
            return SourceRowKind.TOTAL
        if len(texts) > 1 and not _is_heading_with_sums(texts):
            return SourceRowKind.DATA
        return self._kind_of_line(row, texts[0])

    def _kind_of_line(self, row: int, text: str) -> SourceRowKind:
        """What a row with one text is; the sums beside a heading are not looked at."""
        if _CHAPTER.match(text):
            return SourceRowKind.HEADING
        if not self._is_line(row):
            return SourceRowKind.DATA
        return SourceRowKind.NOTE if comparison_key(text).startswith(self.words.note_words) else SourceRowKind.HEADING

    def _is_total(self, row: int, texts: Sequence[str]) -> bool:
        is_named = comparison_key(texts[0]).startswith(self.words.total_words)
        return is_named or (self._is_sum(row, texts) and not _CHAPTER.match(texts[0]))

    def _is_sum(self, row: int, texts: Sequence[str]) -> bool:
        """Whether a row without a number of a task says only words and sums."""
        column = self.columns.of("序号")
        number = self.table.text_at(row, column.places[0]) if column else "1"
        is_numbered = RUNNING_NUMBER.fullmatch(number) is not None or self._is_merged_down(row, "序号")
        return not is_numbered and len(texts) > 1 and all(map(SUM.fullmatch, texts[1:])) and not SUM.fullmatch(texts[0])

    def _is_line(self, row: int) -> bool:
        """Whether the only text of a row runs over the table, or stands where no task begins."""
        place = next(place for place in range(self.table.width) if self.table.text_at(row, place))
        if self.table.anchor(row, place + 1) == (row, place):
            return True
        meanings = [column.meaning for column in self.columns.columns if place in column.places]
        return not meanings or (meanings[0] in {"序号", "类别"} and not RUNNING_NUMBER.fullmatch(self._line(row)))

    def _row_texts(self, row: int) -> list[str]:
        """The texts of cells that begin in a row."""
        places = [place for place in range(self.table.width) if not self.table.is_merged_down(row, place)]
        anchors = dict.fromkeys(self.table.anchor(row, place) for place in places)
        return [text for anchor in anchors if (text := self.table.text_at(*anchor))]

    def _line(self, row: int) -> str:
        return " ".join(self._row_texts(row))

    def _add(self, row: int, result: TableRecords, headings: tuple[str, ...]) -> None:
        begins = self._begins(row, result)
        if begins or not result.records:
            result.records.append(TableRecord(self.table, self.columns, [row], headings))
            if not self._number(row) and self._has_numbers:
                result.unnumbered_rows.append(row)
        else:
            result.records[-1].rows.append(row)

    def _begins(self, row: int, result: TableRecords) -> bool:
        """Whether a row is the first one of a task."""
        if not result.records:
            return True
        if self._has_numbers and self._number(row) and not self._is_merged_down(row, "序号"):
            return not self._is_step_of(row, result.records[-1])
        subject = self._subject
        if subject is None or not self._own_text(row, subject.meaning):
            return False
        if self._is_merged_down(row, "序号"):
            return self._shares_number(row)
        return not self._has_numbers or self._unnumbered_are_tasks

    def _is_step_of(self, row: int, record: TableRecord) -> bool:
        """Whether a row has number and name of the task above once more, filled down beside its milestones."""
        is_named = "节点" in self.columns.meanings and self._own_text(row, "名称") != ""
        first = record.rows[0]
        return is_named and all(self._own_text(row, key) == self._own_text(first, key) for key in ("序号", "名称"))

    def _shares_number(self, row: int) -> bool:
        """Whether a task begins in a row whose number stands in a merged cell with that of another task.

        Rows of one number whose other columns differ are its milestones where there is a column for these.
        """
        if not self._is_merged_down(row, "序号") or self._subject is None:
            return False
        has_steps = bool(self.columns.meanings & {"节点", "完成时限"}) and "内容" in self.columns.meanings
        return bool(self._own_text(row, "名称")) and not has_steps

    def _own_text(self, row: int, meaning: str) -> str:
        """What begins in a row under a column."""
        column = self.columns.of(meaning)
        places = column.places if column else ()
        return "".join(self.table.text_at(row, place) for place in places if not self.table.is_merged_down(row, place))

    def _is_merged_down(self, row: int, meaning: str) -> bool:
        column = self.columns.of(meaning)
        return column is not None and self.table.is_merged_down(row, column.places[0])

    def _number(self, row: int) -> str:
        column = self.columns.of("序号")
        return self.table.text_at(row, column.places[0]) if column else ""

    @cached_property
    def _subject(self) -> SourceColumn | None:
        return next((column for meaning in SUBJECTS if (column := self.columns.of(meaning))), None)

    @cached_property
    def _data_rows(self) -> Sequence[int]:
        rows = range(self.columns.first_row, len(self.table.rows))
        return [row for row in rows if self._kind(row) is SourceRowKind.DATA]

    @cached_property
    def _has_numbers(self) -> bool:
        return any(self._number(row) for row in self._data_rows)

    @cached_property
    def _unnumbered_are_tasks(self) -> bool:
        subject = self._subject.meaning if self._subject else ""
        named = [row for row in self._data_rows if self._own_text(row, subject)]
        unnumbered = [row for row in named if not self._number(row)]
        return len(unnumbered) > len(named) * _MOST_UNNUMBERED


def _is_heading_with_sums(texts: Sequence[str]) -> bool:
    return _CHAPTER.match(texts[0]) is not None and all(map(SUM.fullmatch, texts[1:]))


def _with_heading(headings: Sequence[str], text: str) -> list[str]:
    """The headings that hold below a new one: （一） stands below 一、."""
    if _SECTION.match(text):
        above = [heading for heading in headings if not _SECTION.match(heading)]
        return [*above[:1], text]
    return [text]
