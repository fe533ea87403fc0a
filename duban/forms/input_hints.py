"""What stands beside an input, in its prompt and in the instructions: the layout's words, then its rules in words."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from duban.fields import CellContext
from duban.fields.day import example_day
from duban.fields.hints import names_conditions, true_hint
from duban.fields.locked import STAGE_PATH
from duban.fields.number import NUMERIC_KINDS
from duban.forms.batch import FormDraft
from duban.model.layout import EXPLANATION_KEY, ChosenValues, Column, SheetLayout
from duban.model.role import Role
from duban.text.display import join_list
from duban.text.lazy_pattern import lazy_pattern
from duban.value_object import ValueObject

_SENTENCE = lazy_pattern("[^。；\n]+[。；]?")
_PROMPT_LINE = 24
"""Characters of a line, unless a sentence is longer."""


class HintedRows(NamedTuple):
    """What of the rows of a table its hints speak of."""

    list_proof: bool = False
    """Whether any lists items of proof."""
    carried: frozenset[str] = frozenset()
    """The keys of the inputs that were carried into, in any row."""
    owed: frozenset[bool] = frozenset()
    """Whether an answer is owed, of each row."""


class InputHints(ValueObject, dict=True, eq=False):
    """The hints of one table and of its heading."""

    draft: FormDraft
    layout: SheetLayout
    rows: HintedRows

    def hint(self, column: Column) -> str:
        """What a person needs to know to fill an input; what the layout's words say already is not said again."""
        return self._hints[column.key] if column.key in self._hints else self._made_hint(column)

    @cached_property
    def _hints(self) -> Mapping[str, str]:
        """Those of the layout's inputs, by column key: each is said beside its cells and in the instructions."""
        inputs = (*self.layout.heading_inputs, *self.layout.input_columns)
        return {column.key: self._made_hint(column) for column in inputs}

    def _made_hint(self, column: Column) -> str:
        words = self.draft.filled_text(true_hint(column))
        return "".join([words, *(sentence for sentence in self._rules(column) if sentence.rstrip("。") not in words)])

    def prompt(self, column: Column) -> str:
        """The hint as programs show it beside the cell: in short lines, for LibreOffice does not wrap it."""
        lines = [""]
        for sentence in _SENTENCE.findall(self.hint(column)):
            if lines[-1] and len(lines[-1] + sentence) > _PROMPT_LINE:
                lines.append("")
            lines[-1] += sentence
        return "\n".join(lines)

    def _rules(self, column: Column) -> Iterator[str]:
        yield from self._content(column)
        yield from self._conditions(column)
        yield from self._changes(column)
        yield self._owed(column)

    def _content(self, column: Column) -> Iterator[str]:
        """What the cell takes."""
        text = self.draft.messages.text
        if column.options:
            yield text("hint-choice")
        if column.suggest:
            yield text("hint-suggest", values=column.suggest)
        if column.max:
            yield text("hint-length", max=column.max)
        if column.kind == "date":
            context = CellContext(column, self.draft.batch.days, self.draft.period)
            yield text("hint-date", example=example_day(context))
        if column.role is Role.EVIDENCE and self.rows.list_proof:
            yield text("hint-proof")
        if column.after:
            yield text("hint-after", other=self._label(column.after))
        if column.kind in NUMERIC_KINDS:
            low, high = self._bound(column.low), self._bound(column.high)
            yield text("hint-number", places=column.places, low=low, high=high)

    def _conditions(self, column: Column) -> Iterator[str]:
        """When other answers of the row ask for this one, or forbid it."""
        text = self.draft.messages.text
        if column.required_when and names_conditions(column):
            pass  # in the layout's own words
        elif column.required_when == column.only_when:
            yield from self._chosen("hint-when-only", column.only_when)
        else:
            yield from self._chosen("hint-when", column.required_when)
            yield from self._chosen("hint-only", column.only_when)
        for key, limit in column.required_below.items():
            yield text("hint-below", other=self._label(key), limit=self._bound(limit))
        if column.required_with:
            yield text("hint-with", other=self._label(column.required_with))

    def _chosen(self, code: str, values_by_key: ChosenValues) -> Iterator[str]:
        for key, values in values_by_key.items():
            yield self.draft.messages.text(code, other=self._label(key), values=join_list(values))

    def _changes(self, column: Column) -> Iterator[str]:
        """What becomes of the last period's answer."""
        text = self.draft.messages.text
        if column.carry and column.key in self.rows.carried:
            yield text("hint-carry")
            yield from self._chosen("hint-unchanged", column.unchanged_unless)
        for other in self.layout.input_columns:
            values = other.unchanged_unless.get(column.key)
            if values and other.key in self.rows.carried:
                yield text("hint-confirms", other=other.label, values=join_list(values))

    def _owed(self, column: Column) -> str:
        """In which rows it must be filled, said by what the table shows; empty where other sentences say it."""
        text = self.draft.messages.text
        if column.required != "no":
            return text(f"guide-{column.required}") if column.required != "due" else self._owed_when_due
        says_when = column.required_when or column.required_below or column.required_with
        return "" if says_when or column.only_when or column.key == EXPLANATION_KEY else text("hint-optional")

    @cached_property
    def _owed_when_due(self) -> str:
        """Of a column that is owed in rows whose day has come."""
        text, layout = self.draft.messages.text, self.layout
        stage_column = next((other for other in layout.columns if other.shows == STAGE_PATH), None)
        if stage_column:
            return text("guide-due", label=stage_column.label, stage=layout.stages["due"])
        if layout.least:
            return text("guide-least", least=layout.least)
        owed = self.rows.owed
        return text("guide-always" if owed == {True} else "guide-checked") if True in owed else ""

    def _label(self, key: str) -> str:
        return next(column.label for column in self.layout.columns if column.key == key)

    def _bound(self, bound: str) -> str:
        """A number, or the column that shows where it is; empty where neither can be said."""
        shown = (column.label for column in self.layout.columns if column.shows and column.shows == bound)
        return next(shown, bound if bound.replace(".", "").isdecimal() else "")
