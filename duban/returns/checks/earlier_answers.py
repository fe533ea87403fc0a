"""Answers that contradict what the same unit said in an earlier period, or only repeat it."""

from collections.abc import Iterator
from datetime import date
from difflib import SequenceMatcher
from itertools import takewhile
from typing import NamedTuple

from duban.fields.condition import AnswersByColumn
from duban.fields.rules import RowRule, sheet_rules
from duban.messages.finding import Finding
from duban.model.role import Role
from duban.model.row import Row
from duban.model.submission import Answer, History, Record
from duban.model.verdict import FINISHED_MEANINGS, Meaning
from duban.model.wording import Wording
from duban.returns.checks.answered_form import AnsweredForm, finding_by_role, finding_in_column, history_check

_MIN_SAME_SHARE = 0.95


class _CarriedText(NamedTuple):
    """A text that was carried into its cell and must change.

    Attributes:
        row: that it answers.
        record: the answers of the row.
        rule: that the text must not stay unchanged.
        last: what was accepted last for the row.
    """

    row: Row
    record: Record
    rule: RowRule
    last: Record

    @property
    def answers(self) -> AnswersByColumn:
        """All answers of the row."""
        return {column: cell.value for column, cell in self.record.values.items()}

    def finding(self, code: str) -> Finding:
        """A finding on the text."""
        column = self.rule.column
        return finding_in_column(code, self.record, column.key, label=column.label, period=self.last.period)


@history_check("unchanged")
def unchanged(form: AnsweredForm, history: History) -> Iterator[Finding]:
    """The carried text came back as it was, and nothing says that it stands; what is finished may stand."""
    for text in _carried_texts(form, history):
        if text.rule.is_broken(text.row, form.period, text.answers, text.last.answer(text.rule.column.key)):
            yield text.finding("unchanged")


@history_check("nearly-unchanged")
def nearly_unchanged(form: AnsweredForm, history: History) -> Iterator[Finding]:
    """The carried text came back with another as-of day, other stops or empty words, and nothing says that it stands.

    A figure, a deed, or two characters in a row that are new are news, however long the rest of the text is.
    """
    for text in _carried_texts(form, history):
        before, after = (record.text(text.rule.column.key) for record in (text.last, text.record))
        if before == after or not before or not after or text.rule.condition.holds(text.row, text.answers):
            continue
        if _is_nearly_same(form.wording, form.wording.substance(before), form.wording.substance(after)):
            yield text.finding("nearly-unchanged")


@history_check("no-longer-finished")
def no_longer_finished(form: AnsweredForm, history: History) -> Iterator[Finding]:
    """Finished last time and now no longer, and no reason is given."""
    for _, record, last in form.records_with_last(history):
        is_explained = record.meaning in FINISHED_MEANINGS or record.answer_by_role(Role.REASON)
        if last.meaning in FINISHED_MEANINGS and record.by_role(Role.STATE) and not is_explained:
            facts = {"was": last.text_by_role(Role.STATE), "now": record.text_by_role(Role.STATE)}
            yield finding_by_role("no-longer-finished", record, Role.STATE, **facts, period=last.period)


@history_check("reopened")
def reopened(form: AnsweredForm, history: History) -> Iterator[Finding]:
    """Finished last time and now no longer, and a reason is given: that is honest, and leaders are told."""
    for _, record, last in form.records_with_last(history):
        is_open = record.meaning and record.meaning not in FINISHED_MEANINGS
        if last.meaning in FINISHED_MEANINGS and is_open and record.answer_by_role(Role.REASON):
            facts = {"was": last.text_by_role(Role.STATE), "now": record.text_by_role(Role.STATE)}
            yield finding_by_role("reopened", record, Role.STATE, **facts, period=last.period)


@history_check("finish-restated")
def finish_restated(form: AnsweredForm, history: History) -> Iterator[Finding]:
    """Finished both times, but in time once and late once, or on another day."""
    for _, record, last in form.records_with_last(history):
        before, after = _state_and_day(last), _state_and_day(record)
        if {last.meaning, record.meaning} <= FINISHED_MEANINGS and before != after:
            facts = {"was": before, "now": after, "period": last.period}
            yield finding_by_role("finish-restated", record, Role.STATE, **facts)


@history_check("open-when-finished")
def open_when_finished(form: AnsweredForm, history: History) -> Iterator[Finding]:
    """Finished on a day, or by its due day, after which the unit still said that it was not; no reason is given.

    The finding stands at the answer that names the day, so that a day which must be mended is not asked about too.
    """
    for row, record, last in form.records_with_last(history):
        if not last.meaning or last.meaning in FINISHED_MEANINGS:
            continue
        days: dict[str, tuple[Role, Answer]] = {
            Meaning.DONE: (Role.STATE, row.due),
            Meaning.DONE_LATE: (Role.ACTUAL, record.answer_by_role(Role.ACTUAL)),
        }
        (role, day), filed = days.get(record.meaning, (Role.STATE, None)), last.reported_on
        if filed and isinstance(day, date) and day < filed and not record.answer_by_role(Role.REASON):
            facts = {"day": day, "was": last.text_by_role(Role.STATE), "filed": filed, "exact": role == Role.ACTUAL}
            yield finding_by_role("open-when-finished", record, role, **facts)


def _carried_texts(form: AnsweredForm, history: History) -> Iterator[_CarriedText]:
    """Every answer whose last text was carried into its cell and must change; what is finished may stand."""
    rules = [rule for sheet in form.layout.sheets for rule in sheet_rules(sheet) if rule.fault == "unchanged"]
    for row, record, last in form.records_with_last(history):
        is_finished = {last.meaning, record.meaning} <= FINISHED_MEANINGS
        for rule in rules:
            if not is_finished and rule.column.key in record.values and rule.applies_to(row, form.period):
                yield _CarriedText(row, record, rule, last)


def _state_and_day(record: Record) -> str:
    return " ".join(filter(None, (record.text_by_role(Role.STATE), record.text_by_role(Role.ACTUAL))))


def _is_nearly_same(wording: Wording, before: str, after: str) -> bool:
    """Whether 95% are the same, and what differs are single characters that weigh nothing; slow tests last."""
    head = _common_prefix_length(before, after)
    tail = _common_prefix_length(before[head:][::-1], after[head:][::-1])
    old, new = before[head : len(before) - tail], after[head : len(after) - tail]
    needed = _MIN_SAME_SHARE * (len(before) + len(after))
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for ratio in (matcher.real_quick_ratio, matcher.quick_ratio, matcher.ratio):
        if 2 * (head + tail) + ratio() * len(old + new) < needed:
            return False
    pieces = _changed_pieces(matcher, old, new)
    return not any(len(piece) > 1 or wording.is_significant(piece) for piece in pieces)


def _changed_pieces(matcher: SequenceMatcher[str], old: str, new: str) -> Iterator[str]:
    for tag, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        if tag != "equal":
            yield old[old_start:old_end]
            yield new[new_start:new_end]


def _common_prefix_length(text: str, other: str) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(text, other, strict=False)))
