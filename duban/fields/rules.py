"""What a row owes, said once: the locked check column's formula and intake both come from here."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from duban.fields.choice import offered_options
from duban.fields.condition import ALWAYS_TRUE, AnswersByColumn, AnyBelow, AnyChosen, AnyFilled, CellByColumn, Condition
from duban.fields.number import NUMERIC_KINDS, allowed_range
from duban.model.layout import Column, SheetLayout
from duban.model.period import Period
from duban.model.row import Row
from duban.model.submission import Answer

RuleFault = Literal["missing", "not-offered", "not-a-day", "not-a-number", "not-asked", "not-after", "unchanged"]


@dataclass(frozen=True, slots=True)
class RowRule:
    """One thing that a row owes in one column, where the condition holds. scope: see Column.required."""

    fault: RuleFault
    column: Column
    condition: Condition = ALWAYS_TRUE
    scope: Literal["always", "near", "due"] = "always"

    def applies_to(self, row: Row, period: Period) -> bool:
        """Whether this row owes it at all; known when the form is built."""
        if self.fault == "not-after":
            return row.due is not None
        return self.scope == "always" or row.is_answer_due(period) or (self.scope == "near" and row.is_next)

    def is_broken(self, row: Row, period: Period, answers: AnswersByColumn, last: Answer) -> bool:
        """Whether the answers break it. last: what was carried into this cell, None where nothing was."""
        answer = answers.get(self.column.key)
        return (answer is None) == (self.fault == "missing") and _BROKEN[self.fault](self, row, period, answers, last)

    def formula(self, row: Row, period: Period, at: CellByColumn, last: str) -> str:
        """The same test for Excel. at: column key → cell; last: the cell of the carried text."""
        cell = at[self.column.key]
        if self.fault == "missing":
            blank = f'TRIM({cell})=""'
            return blank if self.condition is ALWAYS_TRUE else f"AND({blank},{self.condition.formula(row, at)})"
        return f'AND(TRIM({cell})<>"",{_FORMULAS[self.fault](self, row, period, at, last)})'


def sheet_rules(sheet: SheetLayout) -> Iterator[RowRule]:
    """The rules of a sheet in the order in which a person should mend them."""
    for column in sheet.input_columns:
        scope = "always" if column.required == "no" else column.required
        if column.required != "no":
            yield RowRule("missing", column, scope=scope)
        if column.unchanged_unless:
            yield RowRule("unchanged", column, AnyChosen(column.unchanged_unless), scope)
        yield from _of_kind(column)
        yield from (RowRule("missing", column, condition) for condition in _conditions(column))
        if column.only_when:
            yield RowRule("not-asked", column, AnyChosen(column.only_when))
        if column.after:
            yield RowRule("not-after", column)


def find_broken_rules(
    rules: Iterable[RowRule], row: Row, period: Period, answers: AnswersByColumn, last: AnswersByColumn
) -> Iterator[RowRule]:
    """The rules that a row's answers break, in order. last: what was carried, by column key."""
    for rule in rules:
        if rule.applies_to(row, period) and rule.is_broken(row, period, answers, last.get(rule.column.key)):
            yield rule


def _of_kind(column: Column) -> Iterator[RowRule]:
    """What a program that takes pasted cells may have let in."""
    if column.options:
        yield RowRule("not-offered", column)
    if column.kind == "date":
        yield RowRule("not-a-day", column)
    if column.kind in NUMERIC_KINDS:
        yield RowRule("not-a-number", column)


def _conditions(column: Column) -> Iterator[Condition]:
    if column.required_with:
        yield AnyFilled((column.required_with,))
    if column.required_below:
        yield AnyBelow(tuple(column.required_below.items()))
    if column.required_when:
        yield AnyChosen(column.required_when)


def _not_offered(rule: RowRule, row: Row, period: Period, answers: AnswersByColumn, _last: Answer) -> bool:
    return answers[rule.column.key] not in _words(rule.column, row, period)


def _not_a_number(rule: RowRule, row: Row, _period: Period, answers: AnswersByColumn, _last: Answer) -> bool:
    low, high = allowed_range(rule.column, row)
    answer = answers[rule.column.key]
    return not (isinstance(answer, Decimal) and low <= answer <= high and answer == round(answer, rule.column.places))


def _not_asked(rule: RowRule, row: Row, _period: Period, answers: AnswersByColumn, _last: Answer) -> bool:
    """Where the deciding input is itself blank, that is the fault to tell, not this one."""
    decided = AnyFilled(tuple(rule.column.only_when)).holds(row, answers)
    return decided and not rule.condition.holds(row, answers)


def _not_after(rule: RowRule, row: Row, _period: Period, answers: AnswersByColumn, _last: Answer) -> bool:
    answer = answers[rule.column.key]
    return isinstance(answer, date) and row.due is not None and answer <= row.due


def _unchanged(rule: RowRule, row: Row, _period: Period, answers: AnswersByColumn, last: Answer) -> bool:
    return last is not None and answers[rule.column.key] == last and not rule.condition.holds(row, answers)


_BROKEN: Mapping[RuleFault, Callable[[RowRule, Row, Period, AnswersByColumn, Answer], bool]] = {
    "missing": lambda rule, row, _period, answers, _last: rule.condition.holds(row, answers),
    "not-offered": _not_offered,
    "not-a-day": lambda rule, _row, _period, answers, _last: not isinstance(answers[rule.column.key], date),
    "not-a-number": _not_a_number,
    "not-asked": _not_asked,
    "not-after": _not_after,
    "unchanged": _unchanged,
}


def _number_formula(rule: RowRule, row: Row, _period: Period, at: CellByColumn, _last: str) -> str:
    cell, (low, high) = at[rule.column.key], allowed_range(rule.column, row)
    wrong = f"OR({cell}<{low},{cell}>{high},ROUND({cell},{rule.column.places})<>{cell})"
    return f"IF(ISNUMBER({cell}),{wrong},TRUE)"


def _asked_formula(rule: RowRule, row: Row, _period: Period, at: CellByColumn, _last: str) -> str:
    decided = AnyFilled(tuple(rule.column.only_when)).formula(row, at)
    return f"{decided},NOT({rule.condition.formula(row, at)})"


_FORMULAS: Mapping[RuleFault, Callable[[RowRule, Row, Period, CellByColumn, str], str]] = {
    "not-offered": lambda rule, row, period, at, _last: ",".join(
        f'{at[rule.column.key]}<>"{word}"' for word in _words(rule.column, row, period)
    ),
    "not-a-day": lambda rule, _row, _period, at, _last: f"NOT(ISNUMBER({at[rule.column.key]}))",
    "not-a-number": _number_formula,
    "not-asked": _asked_formula,
    "not-after": lambda rule, _row, _period, at, _last: (
        f"ISNUMBER({at[rule.column.key]}),{at[rule.column.key]}<={at[rule.column.after]}"
    ),
    "unchanged": lambda rule, row, _period, at, last: (
        f'{last}<>"",EXACT({at[rule.column.key]},{last}),NOT({rule.condition.formula(row, at)})'
    ),
}


def _words(column: Column, row: Row, period: Period) -> list[str]:
    return [option.text for option in offered_options(column, row, period)]
