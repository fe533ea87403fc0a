"""The milestones of a record: its dated rows, the columns of its quarters, or the steps that its words list."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from duban.importing.answering_units import LEAD, RESPONSIBLE, SUPPORT, UnitReader
from duban.importing.columns import PERIOD, SourceColumn, period_of
from duban.importing.labelled import labelled_parts
from duban.importing.quantities import promised_numbers, read_targets
from duban.importing.steps import WHOLE_YEAR, YEAR_END, DatedStep, DayWords, StepText, plain_day
from duban.importing.table_records import SENTENCE_ENDS, TableRecord
from duban.model.import_words import ImportWords
from duban.text.dates import split_clock
from duban.text.folding import comparison_key, remove_spaces, without_stray_blanks
from duban.text.lists import bracket_at_end, listed_items
from duban.value_object import MutableObject, ValueObject, field

PlanEntry = dict[str, Any]
"""A mapping as plan.yaml has it."""
_OWN_TEXTS = ("标准", "填报时限")
_OWN_UNITS = {"节点牵头": LEAD, "节点协办": SUPPORT}
_TASK_UNITS = (LEAD, RESPONSIBLE, SUPPORT)


class StepDraft(MutableObject):
    """What was found of the milestones of one task.

    Attributes:
        entries: of 节点.
        due: words of the day of the whole task.
        content: words that stand before the steps; None where the column of the content was not looked at.
        lead_in: the sentence that announces the steps.
        undated: items among dated ones that have no day.
        unreadable: words in a column of days from which no day can be read.
        has_rows: whether each row is a milestone of its own.
    """

    entries: list[PlanEntry] = field(default_factory=list)
    due: str = ""
    content: str | None = None
    lead_in: str = ""
    undated: list[str] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    has_rows: bool = False


class StepReader(ValueObject):
    """Finds the milestones of the records of a plan.

    Attributes:
        days: words of days in the year.
        words: of templates/import.yaml.
        units: understands names of units.
    """

    days: DayWords
    words: ImportWords
    units: UnitReader

    def read(self, record: TableRecord) -> StepDraft:
        """The milestones of a record, from the column that says most of them."""
        draft = StepDraft()
        meaning = "节点" if "节点" in record.columns.meanings else "内容"
        rows = self._dated_rows(record, meaning)
        for column in record.columns.columns:
            if column.meaning == PERIOD:
                draft.entries += self._period_entries(record, column)
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
        if meaning == "节点" and record.table.has_tall_cells:
            return rows
        return rows if sum(self._says_day(record, row, meaning) for row in rows) > 1 else ()

    def _says_day(self, record: TableRecord, row: int, meaning: str) -> bool:
        return bool(self._row_day(record, row) or self.days.split(record.row_text(row, meaning))[0])

    def _row_day(self, record: TableRecord, row: int) -> str:
        """The words in the column of days that begin in a row."""
        return record.row_text(row, "节点时限") or record.row_text(row, "完成时限")

    def _readable(self, text: str) -> str:
        """The words of a day, without the time behind it; empty for any others."""
        return split_clock(text)[0] if text and self.days.is_day(text) else ""

    def _read_rows(self, record: TableRecord, rows: Sequence[int], meaning: str, draft: StepDraft) -> None:
        draft.has_rows = True
        if meaning == "内容":
            draft.content = ""
        elif "节点时限" in record.columns.meanings:
            self._read_due(record, draft)
        last_due = ""
        for row in rows:
            text = without_stray_blanks(record.row_text(row, meaning))
            if due := self._row_due(record, row, draft):
                draft.entries += self._row_entries(record, row, due, text)
                last_due = due
            else:
                self._read_undated_row(record, row, text, last_due, draft)

    def _row_due(self, record: TableRecord, row: int, draft: StepDraft) -> str:
        """The day of a row in the column of days; empty where it has none there that can be read."""
        text = self._row_day(record, row)
        if text and not self._readable(text):
            draft.unreadable.append(text)
        return self._readable(text) if text else self._merged_due(record, row)

    def _read_undated_row(self, record: TableRecord, row: int, text: str, last_due: str, draft: StepDraft) -> None:
        """A row whose words say their days themselves; one without any is due with the row above it."""
        if not record.table.has_tall_cells and not self._row_day(record, row) and _goes_on(draft.entries):
            draft.entries[-1]["内容"] += text
            return
        step_text = self.days.read_steps(text, single=True)
        own = self._of_row(record, row)
        draft.entries += [long_form(self._entry(step)) | own if own else self._entry(step) for step in step_text.steps]
        if not step_text.steps and last_due:
            draft.undated.append(text)
        if not step_text.steps:
            due = {"时限": last_due} if last_due else {}
            draft.entries.append({**due, "内容": text, **own})

    def _merged_due(self, record: TableRecord, row: int) -> str:
        """The day in a merged cell that goes over this row and others."""
        return self._readable(record.cell_text(row, "节点时限") or record.cell_text(row, "完成时限"))

    def _row_entries(self, record: TableRecord, row: int, due: str, text: str) -> Iterator[PlanEntry]:
        """The milestone of a row; of several in one cell, a line with its day for each, the row's day is the first's.

        What proves the first proves all of them; when it is filed is said of the first alone.
        """
        own = self._of_row(record, row)
        labelled = [self.days.split(line) for line in text.split("\n")]
        if not all(label and words for label, words in labelled):
            labelled = [self.days.split(text)]
        label, content = labelled[0]
        words = {"称谓": label, "内容": content} if label and content else {"内容": text}
        yield {"时限": due, **words, **own}
        for label, content in labelled[1:]:
            yield {"时限": label, "内容": content, **{key: own[key] for key in own if key != "填报时限"}}

    def _of_row(self, record: TableRecord, row: int) -> PlanEntry:
        """What a row says of its own milestone; who answers, where that is not the same for all rows."""
        entry: PlanEntry = {
            key: without_stray_blanks(text) for key in _OWN_TEXTS if (text := record.cell_text(row, key))
        }
        entry |= self._row_units(record, row)
        target_key = "目标" if record.says_by_rows("目标") else "节点目标"
        if targets := read_targets(record.row_text(row, target_key), entry.get("内容", "")):
            entry["指标"] = targets
        return entry

    def _row_units(self, record: TableRecord, row: int) -> PlanEntry:
        """Who answers for the milestone of a row, where its columns are those of milestones, or vary by row."""
        texts = {role: record.row_text(row, key) for key, role in _OWN_UNITS.items()}
        for key in _TASK_UNITS:
            if record.varies(key):
                texts[key] = record.cell_text(row, key)
        return {role: names for role, text in texts.items() if (names := self.units.names(text))}

    def _period_entries(self, record: TableRecord, column: SourceColumn) -> Iterator[PlanEntry]:
        """What shall be done in a part of the year: a tick or a day means the task itself; words may say a day too."""
        text = "\n".join(record.column_texts(column))
        is_day = self.days.is_day(text)
        if is_day or text in self.words.yes_words:
            yield {plain_day(text) if is_day else period_of(column): record.text("名称") or text}
        elif text and text not in self.words.no_words:
            named = period_of(column)
            period = YEAR_END if named == WHOLE_YEAR else named
            steps = self.days.read_steps(text, single=True).steps
            for step in steps or [DatedStep(period, self._with_unit(column, text))]:
                yield self._entry(step, period)

    def _with_unit(self, column: SourceColumn, text: str) -> str:
        """The text of a cell; a number is said with the words above its header, unless these only announce steps."""
        above, *others = column.header.split("\n")
        is_number = comparison_key(text).replace(",", "").replace(".", "").rstrip("%").isdigit()
        is_named = others and not any(words in above for words in self.words.columns["节点"])
        return f"{remove_spaces(above)}{text}" if is_number and is_named else text

    def _read_due(self, record: TableRecord, draft: StepDraft) -> None:
        """The day of the task, in the column of days; several dated lines there are milestones."""
        text = record.text("完成时限") or ("" if draft.has_rows else record.text("节点时限"))
        if not text:
            return
        if self._readable(text):
            draft.due = plain_day(text)
            return
        steps = self.days.read_steps(text, single=True).steps
        draft.entries += map(self._entry, steps)
        if not steps:
            draft.unreadable.append(text)

    def _read_words(self, record: TableRecord, meaning: str, draft: StepDraft) -> None:
        """The steps that the words of a cell list."""
        text = without_stray_blanks(record.text(meaning))
        if not text or (meaning == "内容" and "名称" not in record.columns.meanings):
            return
        step_text = self.days.read_steps(text, single=meaning == "节点")
        draft.entries += map(self._entry, step_text.steps)
        draft.lead_in = step_text.lead_in
        draft.undated += step_text.undated
        if meaning == "内容":
            draft.content = step_text.head
            draft.due = draft.due or self._readable(text.partition("。")[0])
        else:
            self._keep_head(step_text, text, draft)
        if len(draft.entries) == 1:
            draft.entries = [long_form(draft.entries[0]) | self._of_row(record, record.rows[0])]

    def _keep_head(self, step_text: StepText, text: str, draft: StepDraft) -> None:
        """Words in the column of milestones that are none: due with the task, where that has a day."""
        if not step_text.steps and draft.due:
            draft.entries.append({"时限": draft.due, "内容": text})
        elif not step_text.steps:
            draft.undated.append(text)
        elif step_text.head and not step_text.undated:
            draft.undated.append(step_text.head)

    def _entry(self, step: DatedStep, period: str = "") -> PlanEntry:
        """A milestone; what stands in brackets at its end may be who answers for it, or what proves it.

        Args:
            step: found in words.
            period: of its column. By that, else at the year's end, is due what 全年 says the sum of: 全年播种32万亩.
        """
        if step.due == WHOLE_YEAR and (period or any(promised_numbers(step.text))):
            step = DatedStep(period or YEAR_END, step.due + step.text)
        parts = labelled_parts(step.text, self.words)
        if parts.keys() == {"", "标准"}:
            return {"时限": step.due, "内容": parts[""], "标准": parts["标准"]}
        plain, bracket = bracket_at_end(step.text)
        if extra := self._in_brackets(bracket):
            return {"时限": step.due, "内容": plain, **extra}
        return {step.due: step.text}

    def _in_brackets(self, text: str) -> PlanEntry:
        parts = labelled_parts(text, self.words)
        if parts and not parts[""]:
            units = {key: self.units.names(words) for key, words in parts.items() if key in _TASK_UNITS}
            return units if len(units) + 1 == len(parts) else {}
        if names_by_role := self.units.names_by_role(text):
            return {role: names for role, names in names_by_role.items() if names}
        if len(listed_items(text)) > 1:
            return {"标准": text}
        return {LEAD: self.units.names(text)} if self.units.are_units(text) else {}


def _goes_on(entries: Sequence[PlanEntry]) -> bool:
    """Whether the words of the last milestone break off, as at the foot of a page."""
    words = str(entries[-1].get("内容", "")) if entries else ""
    return words != "" and words[-1] not in SENTENCE_ENDS


def milestone_due(entry: Mapping[str, Any]) -> str:
    """The words of the day of a milestone as typed, in its long or short form."""
    return str(entry.get("时限") or ("" if "内容" in entry else next(iter(entry))))


def long_form(entry: Mapping[str, Any]) -> PlanEntry:
    """A milestone with its day and its words under keys of their own."""
    if "时限" in entry or "内容" in entry:
        return dict(entry)
    ((due, words),) = entry.items()
    return {"时限": due, "内容": words}
