"""What a row owes: each rule is the source of the locked check column's formula and of what intake finds."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Literal

from duban.fields.choice import offered_options
from duban.fields.condition import ALWAYS_TRUE, AnswersByColumn, AnyBelow, AnyChosen, AnyFilled, CellByColumn, Condition
from duban.fields.number import NUMERIC_KINDS, allowed_range
from duban.model.layout import ChosenValues, Column, SheetLayout
from duban.model.period import Period
from duban.model.role import Role
from duban.model.row import Row
from duban.model.submission import Answer
from duban.model.verdict import FINISHED_MEANINGS
from duban.text.proof import COMPLETE, LACKING, item_words, proves_all
from duban.value_object import ValueObject

_MOST_ARGUMENTS = 25
RuleFault = Literal[
    "missing", "not-offered", "not-a-day", "not-a-number", "not-asked", "not-after", "unchanged", "unproved"
]
"""What is wrong where a rule is broken; only `missing` and `unproved` are about a blank cell, too."""


class RowRule(ValueObject):
    """One thing that a row owes in one column."""

    fault: RuleFault
    column: Column
    condition: Condition = ALWAYS_TRUE
    """For `missing`, when it is owed; for `not-asked` and `unchanged`, when the rule does not bind."""
    scope: Literal["always", "near", "due"] = "always"
    """In which rows; see `Column.required`."""

    def applies_to(self, row: Row, period: Period) -> bool:
        """Whether this row owes it at all; known when the form is built."""
        if self.fault == "not-after":
            return row.due is not None
        if self.fault == "unproved":
            return bool(row.proof)
        return self.scope == "always" or row.is_answer_due(period) or (self.scope == "near" and row.is_next)

    def is_broken(self, row: Row, period: Period, answers: AnswersByColumn, carried: Answer) -> bool:
        """Whether the answers of a row to which it applies break it.

        Args:
            period: the one that is reported on.
            carried: what was carried into this cell when the form was built; None where nothing was.
        """
        answer = answers.get(self.column.key)
        may_be = self.fault == "unproved" or (answer is None) == (self.fault == "missing")
        return may_be and _BROKEN[self.fault](self, row, period, answers, carried)

    def formula(self, row: Row, period: Period, cells: CellByColumn, carried: str) -> str:
        """The same test as an expression for Excel.

        Args:
            cells: the row's own.
            carried: the A1 name of the cell that keeps the carried text.
        """
        cell = cells[self.column.key]
        if self.fault == "missing":
            blank = f'TRIM({cell})=""'
            return blank if self.condition is ALWAYS_TRUE else f"AND({blank},{self.condition.formula(row, cells)})"
        if self.fault == "unproved":
            return f"AND({self.condition.formula(row, cells)},NOT({_proves_all_formula(row, cell)}))"
        return f'AND(TRIM({cell})<>"",{_FORMULAS[self.fault](self, row, period, cells, carried)})'


def sheet_rules(sheet: SheetLayout) -> Iterator[RowRule]:
    """The rules of a sheet in the order in which a person should correct what breaks them."""
    for column in sheet.input_columns:
        yield from column_rules(sheet, column)


def column_rules(sheet: SheetLayout, column: Column) -> Iterator[RowRule]:
    """Those about one input of a sheet."""
    scope = "always" if column.required == "no" else column.required
    if column.required != "no":
        yield RowRule("missing", column, scope=scope)
    if column.unchanged_unless:
        yield RowRule("unchanged", column, AnyChosen(column.unchanged_unless), scope)
    yield from _rules_of_kind(column)
    yield from (RowRule("missing", column, condition) for condition in _required_conditions(column))
    if column.only_when:
        yield RowRule("not-asked", column, AnyChosen(column.only_when))
    if column.after:
        yield RowRule("not-after", column)
    if column.role is Role.EVIDENCE and (done := _done_words(sheet)):
        yield RowRule("unproved", column, AnyChosen(done))


def find_broken_rules(
    rules: Iterable[RowRule], row: Row, period: Period, answers: AnswersByColumn, carried: AnswersByColumn
) -> Iterator[RowRule]:
    """The rules that a row's answers break, in order.

    Args:
        rules: those of the row's sheet.
        period: the one that is reported on.
        carried: what was carried into the row's cells when the form was built.
    """
    for rule in rules:
        if rule.applies_to(row, period) and rule.is_broken(row, period, answers, carried.get(rule.column.key)):
            yield rule


def _done_words(sheet: SheetLayout) -> ChosenValues:
    """The column that says how a milestone stands, and its words for what is finished; empty without such a column."""
    state = sheet.by_role(Role.STATE)
    return {state.key: tuple(each.text for each in state.options if each.means in FINISHED_MEANINGS)} if state else {}


def _rules_of_kind(column: Column) -> Iterator[RowRule]:
    """What a program that takes pasted cells may have let in."""
    if column.options:
        yield RowRule("not-offered", column)
    if column.kind == "date":
        yield RowRule("not-a-day", column)
    if column.kind in NUMERIC_KINDS:
        yield RowRule("not-a-number", column)


def _required_conditions(column: Column) -> Iterator[Condition]:
    if column.required_with:
        yield AnyFilled((column.required_with,))
    if column.required_below:
        yield AnyBelow(tuple(column.required_below.items()))
    if column.required_when:
        yield AnyChosen(column.required_when)


def _not_offered(rule: RowRule, row: Row, period: Period, answers: AnswersByColumn, _carried: Answer) -> bool:
    return answers[rule.column.key] not in _offered_words(rule.column, row, period)


def _not_a_number(rule: RowRule, row: Row, _period: Period, answers: AnswersByColumn, _carried: Answer) -> bool:
    low, high = allowed_range(rule.column, row)
    answer = answers[rule.column.key]
    return not (isinstance(answer, Decimal) and low <= answer <= high and answer == round(answer, rule.column.places))


def _not_asked(rule: RowRule, row: Row, _period: Period, answers: AnswersByColumn, _carried: Answer) -> bool:
    """Only where the deciding input is filled: else its blank is what is wrong."""
    decided = AnyFilled(tuple(rule.column.only_when)).holds(row, answers)
    return decided and not rule.condition.holds(row, answers)


def _not_after(rule: RowRule, row: Row, _period: Period, answers: AnswersByColumn, _carried: Answer) -> bool:
    answer = answers[rule.column.key]
    return isinstance(answer, date) and row.due is not None and answer <= row.due


def _unchanged(rule: RowRule, row: Row, _period: Period, answers: AnswersByColumn, carried: Answer) -> bool:
    return carried is not None and answers[rule.column.key] == carried and not rule.condition.holds(row, answers)


def _unproved(rule: RowRule, row: Row, _period: Period, answers: AnswersByColumn, _carried: Answer) -> bool:
    answer = answers.get(rule.column.key)
    return rule.condition.holds(row, answers) and not proves_all(row.proof, str(answer or ""))


_BROKEN: Mapping[RuleFault, Callable[[RowRule, Row, Period, AnswersByColumn, Answer], bool]] = {
    "missing": lambda rule, row, _period, answers, _carried: rule.condition.holds(row, answers),
    "not-offered": _not_offered,
    "not-a-day": lambda rule, _row, _period, answers, _carried: not isinstance(answers[rule.column.key], date),
    "not-a-number": _not_a_number,
    "not-asked": _not_asked,
    "not-after": _not_after,
    "unchanged": _unchanged,
    "unproved": _unproved,
}


def _not_a_number_formula(rule: RowRule, row: Row, _period: Period, cells: CellByColumn, _carried: str) -> str:
    cell, (low, high) = cells[rule.column.key], allowed_range(rule.column, row)
    wrong = f"OR({cell}<{low},{cell}>{high},ROUND({cell},{rule.column.places})<>{cell})"
    return f"IF(ISNUMBER({cell}),{wrong},TRUE)"


def _not_asked_formula(rule: RowRule, row: Row, _period: Period, cells: CellByColumn, _carried: str) -> str:
    decided = AnyFilled(tuple(rule.column.only_when)).formula(row, cells)
    return f"{decided},NOT({rule.condition.formula(row, cells)})"


_FORMULAS: Mapping[RuleFault, Callable[[RowRule, Row, Period, CellByColumn, str], str]] = {
    "not-offered": lambda rule, row, period, cells, _carried: _none_of(
        cells[rule.column.key], _offered_words(rule.column, row, period)
    ),
    "not-a-day": lambda rule, _row, _period, cells, _carried: f"NOT(ISNUMBER({cells[rule.column.key]}))",
    "not-a-number": _not_a_number_formula,
    "not-asked": _not_asked_formula,
    "not-after": lambda rule, _row, _period, cells, _carried: (
        f"ISNUMBER({cells[rule.column.key]}),{cells[rule.column.key]}<={cells[rule.column.after]}"
    ),
    "unchanged": lambda rule, row, _period, cells, carried: (
        f'{carried}<>"",EXACT({cells[rule.column.key]},{carried}),NOT({rule.condition.formula(row, cells)})'
    ),
}


def _proves_all_formula(row: Row, cell: str) -> str:
    """A test for Excel like `proves_all`."""

    def search(word: str) -> str:
        return f'ISNUMBER(SEARCH("{word}",{cell}))'

    items = [f"OR({','.join(map(search, words))})" for words in item_words(row.proof)]
    return f"AND(NOT({search(LACKING)}),OR({search(COMPLETE)},AND({','.join(items)})))"


def _none_of(cell: str, words: Sequence[str]) -> str:
    """Arguments of AND that hold where a cell has none of the words: never more of one AND than an .xls takes."""
    tests = [f'{cell}<>"{word}"' for word in words]
    if len(tests) <= _MOST_ARGUMENTS:
        return ",".join(tests)
    groups = (tests[start : start + _MOST_ARGUMENTS] for start in range(0, len(tests), _MOST_ARGUMENTS))
    return ",".join(f"AND({','.join(group)})" for group in groups)


def _offered_words(column: Column, row: Row, period: Period) -> list[str]:
    return [option.text for option in offered_options(column, row, period)]
