"""What a row owes, said once: the locked check column's formula and intake both come from here."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from duban.fields.choice import offered
from duban.model.layout import Column, SheetLayout, When
from duban.model.period import Period
from duban.model.row import Row
from duban.model.submission import Answer

Fault = Literal["missing", "not-offered", "not-a-day", "not-asked", "not-after", "unchanged"]
Answers = Mapping[str, Answer]


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that a row owes in one column. when: only then; empty means always."""

    fault: Fault
    column: Column
    when: When
    due_rows_only: bool = False

    def concerns(self, row: Row, period: Period) -> bool:
        """Whether this row owes it at all; known when the form is built."""
        if self.fault == "not-after":
            return row.due is not None
        return not self.due_rows_only or row.falls_due(period)

    def broken(self, row: Row, period: Period, answers: Answers, last: Answer) -> bool:
        """Whether the answers break it. last: what was carried into this cell, None where nothing was."""
        answer = answers.get(self.column.key)
        match self.fault:
            case "missing":
                return answer is None and _holds(self.when, answers)
            case "not-offered":
                return answer is not None and answer not in _words(self.column, row, period)
            case "not-a-day":
                return answer is not None and not isinstance(answer, date)
            case "not-asked":
                return answer is not None and _chosen(self.when, answers) and not _holds(self.when, answers)
            case "not-after":
                return isinstance(answer, date) and row.due is not None and answer <= row.due
            case "unchanged":
                return last is not None and answer == last and not _holds(self.when, answers)

    def formula(self, row: Row, period: Period, at: Mapping[str, str], last: str) -> str:
        """The same test for Excel. at: column key → cell; last: the cell of the carried text."""
        cell = at[self.column.key]
        filled = f'TRIM({cell})<>""'
        match self.fault:
            case "missing":
                blank = f'TRIM({cell})=""'
                return f"AND({blank},{_any(self.when, at)})" if self.when else blank
            case "not-offered":
                offers = (f'{cell}<>"{word}"' for word in _words(self.column, row, period))
                return f"AND({filled},{','.join(offers)})"
            case "not-a-day":
                return f"AND({filled},NOT(ISNUMBER({cell})))"
            case "not-asked":
                chosen = ",".join(f'TRIM({at[key]})<>""' for key in self.when)
                return f"AND({filled},OR({chosen}),NOT({_any(self.when, at)}))"
            case "not-after":
                return f"AND(ISNUMBER({cell}),{cell}<={at[self.column.after]})"
            case "unchanged":
                return f'AND({last}<>"",EXACT({cell},{last}),NOT({_any(self.when, at)}))'


def rules_of(sheet: SheetLayout) -> Iterator[Rule]:
    """The rules of a sheet in the order in which a person should mend them."""
    for column in sheet.inputs:
        if column.required != "no":
            yield Rule("missing", column, {}, due_rows_only=column.required == "due")
        if column.unchanged_unless:
            yield Rule("unchanged", column, column.unchanged_unless)
        if column.options:
            yield Rule("not-offered", column, {})
        if column.kind == "date":
            yield Rule("not-a-day", column, {})
        if column.required_when:
            yield Rule("missing", column, column.required_when)
        if column.only_when:
            yield Rule("not-asked", column, column.only_when)
        if column.after:
            yield Rule("not-after", column, {})


def faults(rules: Iterable[Rule], row: Row, period: Period, answers: Answers, last: Answers) -> Iterator[Rule]:
    """The rules that a row's answers break, in order. last: what was carried, by column key."""
    for rule in rules:
        if rule.concerns(row, period) and rule.broken(row, period, answers, last.get(rule.column.key)):
            yield rule


def _holds(when: When, answers: Answers) -> bool:
    return not when or any(answers.get(key) in values for key, values in when.items())


def _chosen(when: When, answers: Answers) -> bool:
    """Where the deciding input is itself blank, that is the fault to tell, not this one."""
    return any(answers.get(key) is not None for key in when)


def _any(when: When, at: Mapping[str, str]) -> str:
    tests = [f'{at[key]}="{value}"' for key, values in when.items() for value in values]
    return f"OR({','.join(tests)})"


def _words(column: Column, row: Row, period: Period) -> list[str]:
    return [option.text for option in offered(column, row, period)]
