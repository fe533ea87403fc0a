"""What a unit answers by the tick 整表无变化: all rows that it left alone stand as they were accepted last.

The tick never stands for what is due and was not finished, nor for what was never answered.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from duban.messages.finding import Finding
from duban.model.layout import Column
from duban.model.no_change import may_stay_unchanged, no_change_tick
from duban.model.return_ import Return
from duban.model.role import Role
from duban.model.submission import AnswerCell, History, Record, RowInputs
from duban.returns.checks.answered_form import AnsweredForm
from duban.value_object import ValueObject, replace

_BLANK_CODES = frozenset({"missing", "says-nothing"})


def settle_no_change(return_: Return, form: AnsweredForm, history: History) -> Return:
    """The return in which the rows that the tick answers say again what was accepted of them last.

    Where a form asks beside a text whether it still holds, that is answered too, by the cell of the tick. Of a row that
    was filled in what stands there counts. What is blank and still owed is told with the reason why the tick is not
    enough.

    Args:
        return_: a form with what was found in it alone.
        form: the same beside what it was asked.
        history: what was accepted before its period.
    """
    tick = no_change_tick(form.submission)
    if tick is None:
        return return_
    reader = _TickReader(form, tick, history)
    records = {key: reader.settled(record) for key, record in form.submission.records.items()}
    findings = (*filter(None, map(reader.settled_finding, return_.findings)), *reader.findings_at_tick())
    return replace(return_, submission=replace(form.submission, records=records), findings=findings)


class _TickReader(ValueObject):
    """A form in which the unit says that nothing changed."""

    form: AnsweredForm
    tick: AnswerCell
    history: History

    def settled(self, record: Record) -> Record:
        """A row as it counts."""
        last = self.history.last(record.key)
        if last is None or not self._is_answered_by_tick(record):
            return record
        filled = _filled_cells(record)
        if self._is_left_alone(record):
            filled = {column: cell for column, cell in _filled_cells(last).items() if column in record.values} | filled
        standing = (column for column in self._columns(record) if column.key in filled)
        unchanged = [column for column in standing if filled[column.key].value == last.answer(column.key)]
        return _with_cells(record, {**self._assents(unchanged), **filled})

    def _assents(self, unchanged: Iterable[Column]) -> dict[str, AnswerCell]:
        """What is said beside these texts by one who says that they still hold, in the cell of the tick."""
        conditions = [condition for column in unchanged for condition in column.unchanged_unless.items()]
        return {key: self.tick._replace(value=values[0], meaning="") for key, values in conditions}

    def settled_finding(self, finding: Finding) -> Finding | None:
        """A finding, with the reason where the tick did not answer a blank cell; None where it did."""
        record = self.form.submission.records.get(finding.row)
        if record is None or finding.code not in _BLANK_CODES or not self._is_left_alone(record):
            return finding
        last = self.history.last(record.key)
        if self._is_answered_by_tick(record):
            return None if last and last.answer(finding.column) is not None else finding
        facts = {"tick": "due" if last else "new", "due": self.form.rows[record.key].due}
        return replace(finding, facts={**finding.facts, **facts})

    def findings_at_tick(self) -> Iterator[Finding]:
        """What is wrong with the tick itself, and which rows speak beside it."""
        column, records = self.form.submission.heading_column_by_role[Role.NO_CHANGE], self.form.submission.records
        if not any(self.history.last(key) for key in records):
            yield Finding("no-change-first", self.tick.place, {}, "", column)
            return
        news = [record for record in records.values() if not self._is_left_alone(record)]
        if news:
            yield Finding("no-change-news", self.tick.place, {"count": len(news)}, "", column)

    def _is_answered_by_tick(self, record: Record) -> bool:
        return may_stay_unchanged(self.form.rows[record.key], self.form.period, self.history)

    def _is_left_alone(self, record: Record) -> bool:
        """Whether nothing stands in the row but what was accepted of it before, and that it still holds."""
        earlier = self.history.records.get(record.key, ())
        columns = self._columns(record)
        assents = dict(chain.from_iterable(column.unchanged_unless.items() for column in columns))
        answers = {key: cell.value for key, cell in _filled_cells(record).items() if key in self.form.columns}
        return all(
            value in assents.get(key, ()) or (value and any(before.answer(key) == value for before in earlier))
            for key, value in answers.items()
        )

    def _columns(self, record: Record) -> list[Column]:
        """The inputs of the row; the explanation of a correction copy is none of them."""
        return [self.form.columns[key] for key in record.values if key in self.form.columns]


def _filled_cells(record: Record) -> dict[str, AnswerCell]:
    """Column key → every cell in which something stands, readable or not."""
    return {column: cell for column, cell in record.filled.items() if cell.displayed is not None}


def _with_cells(record: Record, cells: Mapping[str, AnswerCell]) -> Record:
    """The record with these cells as what is filled in it."""
    inputs = record.values
    letters, line = (inputs.column_letters, inputs.line) if isinstance(inputs, RowInputs) else ({}, ("", "", ""))
    return replace(record, values=RowInputs(cells, letters, line))
