"""The milestones of a record: its dated rows, the columns of its quarters, or the steps that its words list."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from duban.importing.answering_units import LEAD, RESPONSIBLE, SUPPORT
from duban.importing.columns import PERIOD, SourceColumn, period_of
from duban.importing.steps import DatedStep, day_at_head, read_steps
from duban.importing.table_records import TableRecord
from duban.model.import_words import ImportWords
from duban.text.folding import comparison_key, remove_spaces, without_stray_blanks
from duban.text.schedule import parse_schedule

PlanEntry = dict[str, Any]
"""A mapping as plan.yaml has it."""
_OF_A_ROW = ("标准", "填报时限")
"""What a row says of its own milestone beside its day and its words."""


@dataclass
class StepDraft:
    """What was step_text of the milestones of one task.

    Attributes:
        entries: of 节点.
        due: words of the day of the whole task.
        content: words that stand before the steps; None where the column of the content was not looked at.
        lead_in: the sentence that announces the steps.
        undated: items among dated ones that have no day.
        unreadable: words in the column of days from which no day can be read.
        has_rows: whether each row is a milestone of its own.
    """

    entries: list[PlanEntry] = field(default_factory=list)
    due: str = ""
    content: str | None = None
    lead_in: str = ""
    undated: list[str] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    has_rows: bool = False


@dataclass(frozen=True)
class StepReader:
    """Finds the milestones of the records of a plan.

    Attributes:
        year: of the plan.
        words: of templates/import.yaml.
    """

    year: int
    words: ImportWords

    def read(self, record: TableRecord) -> StepDraft:
        """The milestones of a record, from the column that says most of them."""
        draft = StepDraft()
        meaning = "节点" if "节点" in record.columns.meanings else "内容"
        rows = self._dated_rows(record, meaning)
        if PERIOD in record.columns.meanings:
            draft.entries += self._period_entries(record)
        if len(rows) > 1:
            self._read_rows(record, rows, meaning, draft)
        else:
            self._read_due(record, draft)
            self._read_words(record, meaning, draft)
        return draft

    def _dated_rows(self, record: TableRecord, meaning: str) -> Sequence[int]:
        """The rows that say a milestone each; none where all of them go on with one text."""
        if meaning == "内容" and "名称" not in record.columns.meanings:
            return ()
        rows = [row for row in record.rows if record.row_text(row, meaning)]
        dated = [row for row in rows if self._row_day(record, row, meaning)]
        return rows if len(dated) > 1 else ()

    def _row_day(self, record: TableRecord, row: int, meaning: str) -> str:
        text = record.row_text(row, meaning)
        return self._readable(record.row_text(row, "完成时限")) or day_at_head(text, self.year)[0]

    def _readable(self, text: str) -> str:
        return text if text and parse_schedule(text, self.year) else ""

    def _read_rows(self, record: TableRecord, rows: Sequence[int], meaning: str, draft: StepDraft) -> None:
        draft.has_rows = True
        if meaning == "内容":
            draft.content = ""
        last_due = ""
        for row in rows:
            text = without_stray_blanks(record.row_text(row, meaning))
            if due := self._row_due(record, row, draft):
                draft.entries.append(self._row_entry(record, row, due, text))
                last_due = due
            else:
                self._read_undated_row(record, row, text, last_due, draft)

    def _row_due(self, record: TableRecord, row: int, draft: StepDraft) -> str:
        """The day of a row in the column of days; empty where it has none there that can be read."""
        text = record.row_text(row, "完成时限")
        if text and not self._readable(text):
            draft.unreadable.append(text)
        return self._readable(text) if text else self._merged_due(record, row)

    def _read_undated_row(self, record: TableRecord, row: int, text: str, last_due: str, draft: StepDraft) -> None:
        """A row whose words say their days themselves; one without any is due with the row above it."""
        step_text = read_steps(text, self.year, single=True)
        draft.entries += [_entry(step) | self._of_row(record, row) for step in step_text.steps]
        if not step_text.steps:
            draft.undated.append(text)
            draft.entries += [{"时限": last_due, "内容": text}] if last_due else []

    def _merged_due(self, record: TableRecord, row: int) -> str:
        """The day in a merged cell that goes over this row and others."""
        column = record.columns.of("完成时限")
        return self._readable(record.table.text_at(row, column.places[0])) if column else ""

    def _row_entry(self, record: TableRecord, row: int, due: str, text: str) -> PlanEntry:
        label, content = day_at_head(text, self.year)
        words = {"称谓": label, "内容": content} if label and content else {"内容": text}
        return {"时限": due, **words, **self._of_row(record, row)}

    def _of_row(self, record: TableRecord, row: int) -> PlanEntry:
        """What a row says of its own milestone; who answers, where that is not the same for all rows."""
        own: PlanEntry = {key: without_stray_blanks(text) for key in _OF_A_ROW if (text := record.row_text(row, key))}
        answering = {
            key: text
            for key in (LEAD, RESPONSIBLE, SUPPORT)
            if record.varies(key) and (column := record.columns.of(key)) and (text := _cell(record, row, column))
        }
        return own | answering

    def _period_entries(self, record: TableRecord) -> Iterator[PlanEntry]:
        """One for each column of a quarter or a month in which something stands."""
        for column in record.columns.columns:
            if column.meaning == PERIOD and (text := "\n".join(record.column_texts(column))):
                yield {period_of(column): self._period_text(column, text, record)}

    def _period_text(self, column: SourceColumn, text: str, record: TableRecord) -> str:
        """What shall be done in a part of the year; a tick means the task itself, a number is said with its header."""
        if text in self.words.yes_words:
            return record.text("名称") or text
        above = column.header.split("\n")[0]
        is_number = comparison_key(text).replace(",", "").replace(".", "").rstrip("%").isdigit()
        return f"{remove_spaces(above)}{text}" if is_number and "\n" in column.header else text

    def _read_due(self, record: TableRecord, draft: StepDraft) -> None:
        """The day of the task, in the column of days; several dated lines there are milestones."""
        text = record.text("完成时限")
        if not text:
            return
        if self._readable(text):
            draft.due = remove_spaces(text) if "\n" in text else text
            return
        steps = read_steps(text, self.year).steps
        draft.entries += map(_entry, steps)
        if not steps:
            draft.unreadable.append(text)

    def _read_words(self, record: TableRecord, meaning: str, draft: StepDraft) -> None:
        """The steps that the words of a cell list."""
        text = without_stray_blanks(record.text(meaning))
        if not text:
            return
        step_text = read_steps(text, self.year, single=meaning == "节点")
        draft.entries += [_entry(step) for step in step_text.steps]
        draft.lead_in = step_text.lead_in
        draft.undated += step_text.undated
        if meaning == "内容":
            draft.content = step_text.head
        elif not step_text.steps:
            draft.undated.append(text)
        elif step_text.head and not step_text.undated:
            draft.undated.append(step_text.head)
        if len(draft.entries) == 1:
            draft.entries = [{"时限": due, "内容": words} for due, words in map(_due_and_words, draft.entries)]
            draft.entries[0] |= self._of_row(record, record.rows[0])


def _cell(record: TableRecord, row: int, column: SourceColumn) -> str:
    """The names in one cell, with the sign that parts them everywhere."""
    return "、".join(record.table.text_at(row, column.places[0]).split("\n"))


def _entry(step: DatedStep) -> PlanEntry:
    return {step.due: step.text}


def _due_and_words(entry: PlanEntry) -> tuple[str, str]:
    if "时限" in entry:
        return entry["时限"], entry["内容"]
    ((due, words),) = entry.items()
    return due, words
