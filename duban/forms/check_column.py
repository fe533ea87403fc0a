"""The locked check column: what a row still owes, as words for now and as a formula that Excel keeps up to date."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, lru_cache

from duban.fields.condition import ALWAYS_TRUE
from duban.fields.rules import RowRule, find_broken_rules, sheet_rules
from duban.forms.batch import FormRow
from duban.forms.heading import NoChangeTick
from duban.messages.catalogue import Messages
from duban.model.layout import Column, SheetLayout
from duban.model.period import Period
from duban.model.submission import Answer
from duban.value_object import ValueObject


def quoted(text: str) -> str:
    """A text of ours in a formula; line breaks stand there as what makes them."""
    return '"' + text.replace("\n", '"&CHAR(10)&"') + '"'


class CheckColumn(ValueObject, dict=True):
    """The check column of one sheet. Formulas use nothing newer than Excel 2007."""

    layout: SheetLayout
    period: Period
    messages: Messages
    tick: NoChangeTick | None = None
    """By which a unit may say 整表无变化; None where the form does not ask."""

    @cached_property
    def done_text(self) -> str:
        """What stands there when nothing is owed."""
        return self.messages.text("check-done")

    @cached_property
    def none_owed_text(self) -> str:
        """What its header says when no row owes anything."""
        return self.messages.text("count-done")

    def row_text(self, row: FormRow, *, is_ticked: bool) -> str:
        """The first thing that is owed; `done_text` where nothing is; empty where a row may be blank and is.

        Args:
            row: with its answers.
            is_ticked: the tick is set.
        """
        for rule in find_broken_rules(self._rules, row.subject, self.period, row.answers, row.carried):
            if not (is_ticked and self._is_lifted_by_tick(rule, row)):
                return self._text_of(rule)
        blank = all(row.answers.get(column.key) is None for column in self.layout.input_columns)
        return "" if blank and not self._must_be_filled(row) else self.done_text

    def row_formula(self, row: FormRow, cells: Mapping[str, str], carried_cell: str) -> str:
        """The formula that gives `row_text`.

        Args:
            row: the row that it stands in.
            cells: column key → the cell of the row.
            carried_cell: where the carried text stands on the hidden sheet.
        """
        formula = f'"{self.done_text}"'
        if not self._must_be_filled(row):
            all_inputs = "&".join(cells[column.key] for column in self.layout.input_columns)
            formula = f'IF(TRIM({all_inputs})="","",{formula})'
        for rule in reversed(self._rules):
            if rule.applies_to(row.subject, self.period):
                broken = rule.formula(row.subject, self.period, cells, carried_cell)
                if self.tick and self._is_lifted_by_tick(rule, row):
                    broken = f'AND({self.tick.cell}<>"{self.tick.word}",{broken})'
                formula = f'IF({broken},"{self._text_of(rule)}",{formula})'
        return f"={formula}"

    def fault_texts(self, column: Column, *, is_carried_seen: bool) -> tuple[str, ...]:
        """All that the check column can say about a column, so that its cell is marked.

        Args:
            column: an input, or what only a correction copy asks.
            is_carried_seen: what was carried into a cell and stands as it was has a look of its own.
        """
        own = ((fault, text) for (fault, key), text in self._texts.items() if key == column.key)
        return tuple(text for fault, text in own if not (is_carried_seen and fault == "unchanged"))

    def count_text(self, row_texts: Iterable[str], answers: Mapping[str, Answer]) -> str:
        """How many rows and heading inputs still owe something.

        Args:
            row_texts: `row_text` of each.
            answers: of the heading, by column key.
        """
        owing = sum(text not in ("", self.done_text) for text in row_texts)
        owing += sum(
            answers.get(column.key) is None for column in self.layout.heading_inputs if column.required == "always"
        )
        return self._owing_text(owing) if owing else self.none_owed_text

    def count_formula(self, check_cells: str, required_cells: Sequence[str]) -> str:
        """The formula that gives `count_text`.

        Args:
            check_cells: the range of this column.
            required_cells: the inputs of the heading that must be filled.
        """
        count = f'ROWS({check_cells})-COUNTIF({check_cells},"{self.done_text}")-COUNTBLANK({check_cells})'
        count += "".join(f'+IF(TRIM({cell})="",1,0)' for cell in required_cells)
        owing = quoted(self._owing_text(f'"&{count}&"'))
        return f"=IF({count}=0,{quoted(self.none_owed_text)},{owing})"

    @cached_property
    def _owing_text(self) -> Callable[[object], str]:
        """What the header says, from a number or the formula of one: the numbers of many forms are few."""
        return lru_cache(maxsize=256)(lambda count: self.messages.text("count-owing", count=count))

    def _is_lifted_by_tick(self, rule: RowRule, row: FormRow) -> bool:
        """Whether the tick answers what a rule asks: all else that a row owes was filled in or is still to be told."""
        return rule.fault == "unchanged" and row.may_stay_unchanged

    def _must_be_filled(self, row: FormRow) -> bool:
        return any(rule.applies_to(row.subject, self.period) for rule in self._unconditional_rules)

    @cached_property
    def _unconditional_rules(self) -> Sequence[RowRule]:
        """What must be filled in whatever else is answered."""
        return [rule for rule in self._rules if rule.fault == "missing" and rule.condition is ALWAYS_TRUE]

    @cached_property
    def _rules(self) -> tuple[RowRule, ...]:
        return tuple(sheet_rules(self.layout))

    def _text_of(self, rule: RowRule) -> str:
        return self._texts[rule.fault, rule.column.key]

    @cached_property
    def _texts(self) -> Mapping[tuple[str, str], str]:
        """What each rule says when it is broken, filled once: hundreds of formulas say the same."""
        return {
            (rule.fault, rule.column.key): self.messages.text(f"check-{rule.fault}", label=rule.column.label)
            for rule in self._rules
        }
