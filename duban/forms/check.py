"""The locked check column: what a row still owes, as words now and as a formula that keeps telling."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from duban.fields.condition import ALWAYS
from duban.fields.rules import Rule, faults, rules_of
from duban.forms.filled import Filled
from duban.messages.catalogue import Texts
from duban.model.layout import Column, SheetLayout
from duban.model.period import Period
from duban.model.submission import Answer


@dataclass(frozen=True)
class CheckColumn:
    """The check column of one sheet. Formulas use nothing newer than Excel 2007."""

    layout: SheetLayout
    period: Period
    texts: Texts

    @cached_property
    def _rules(self) -> tuple[Rule, ...]:
        return tuple(rules_of(self.layout))

    @cached_property
    def done(self) -> str:
        """What stands there when nothing is owed."""
        return self.texts.word("check-done")

    def words(self, filled: Filled) -> str:
        """The first thing that is owed, in words; `done`; or nothing in a row that may stay empty and is."""
        for rule in faults(self._rules, filled.row, self.period, filled.answers, filled.last):
            return self._fault(rule)
        blank = all(filled.answers.get(column.key) is None for column in self.layout.inputs)
        return "" if blank and not self._owes(filled) else self.done

    def formula(self, filled: Filled, at: Mapping[str, str], last: str) -> str:
        """The same for Excel. at: column key → cell; last: the cell of the carried text."""
        formula = f'"{self.done}"'
        if not self._owes(filled):
            all_inputs = "&".join(at[column.key] for column in self.layout.inputs)
            formula = f'IF(TRIM({all_inputs})="","",{formula})'
        for rule in reversed(self._rules):
            if rule.concerns(filled.row, self.period):
                formula = f'IF({rule.formula(filled.row, self.period, at, last)},"{self._fault(rule)}",{formula})'
        return f"={formula}"

    def faults_of(self, column: Column) -> tuple[str, ...]:
        """All that can be told of a column, in words."""
        return tuple(words for (_, key), words in self._words.items() if key == column.key)

    def count(self, rows: Iterable[Filled], asked: Iterable[Column], answers: Mapping[str, Answer]) -> str:
        """How many rows and heading inputs still owe something, in words."""
        owing = sum(self.words(filled) not in ("", self.done) for filled in rows)
        owing += sum(answers.get(column.key) is None for column in asked if column.required == "always")
        return self.texts.word("count-owing", count=owing) if owing else self.texts.word("count-done")

    def counter(self, checks: str, asked: Sequence[str]) -> str:
        """The same for Excel. checks: the column's cells; asked: the heading inputs that must be filled."""
        count = f'ROWS({checks})-COUNTIF({checks},"{self.done}")-COUNTBLANK({checks})'
        count += "".join(f'+IF(TRIM({cell})="",1,0)' for cell in asked)
        owing = self.texts.word("count-owing", count=f'"&{count}&"')
        return f'=IF({count}=0,"{self.texts.word("count-done")}","{owing}")'

    def _owes(self, filled: Filled) -> bool:
        """Whether the row may not stay empty."""
        always = (rule for rule in self._rules if rule.fault == "missing" and rule.condition is ALWAYS)
        return any(rule.concerns(filled.row, self.period) for rule in always)

    def _fault(self, rule: Rule) -> str:
        return self._words[rule.fault, rule.column.key]

    @cached_property
    def _words(self) -> Mapping[tuple[str, str], str]:
        """Hundreds of formulas say the same few words: filled once."""
        return {
            (rule.fault, rule.column.key): self.texts.word(f"check-{rule.fault}", label=rule.column.label)
            for rule in self._rules
        }
