"""Answers that contradict what the same unit said in an earlier period, or only repeat it."""

from collections.abc import Iterator
from datetime import date
from difflib import SequenceMatcher
from itertools import takewhile

from duban.fields.condition import AnswersByColumn
from duban.fields.rules import RowRule, sheet_rules
from duban.messages.finding import Finding
from duban.model.submission import History, Record
from duban.model.verdict import FINISHED_MEANINGS
from duban.model.wording import Wording
from duban.returns.checks.scope import HISTORY_CHECKS, AnsweredForm, finding_on

_NEAR = 0.95


@HISTORY_CHECKS("unchanged")
def unchanged(form: AnsweredForm, past: History) -> Iterator[Finding]:
    """The carried text came back as it was, and nothing says that it stands; what is finished may stand."""
    for key, record, rule, before in _carried(form, past):
        column = rule.column.key
        if rule.is_broken(form.rows[key], form.period, _answers(record), before.answer(column)):
            facts = {"label": rule.column.label, "period": before.period}
            yield Finding("unchanged", record.values[column].place, facts, key, column)


@HISTORY_CHECKS("nearly-unchanged")
def nearly_unchanged(form: AnsweredForm, past: History) -> Iterator[Finding]:
    """The carried text came back with another as-of day, other stops or empty words, and nothing says that it stands.

    A figure, a deed, or two characters in a row that are new are news, however long the rest of the text is.
    """
    for key, record, rule, before in _carried(form, past):
        column = rule.column.key
        was, now = before.text(column), record.text(column)
        if was == now or not was or not now or rule.condition.holds(form.rows[key], _answers(record)):
            continue
        if _nearly(form.wording, form.wording.substance(was), form.wording.substance(now)):
            facts = {"label": rule.column.label, "period": before.period}
            yield Finding("nearly-unchanged", record.values[column].place, facts, key, column)


@HISTORY_CHECKS("no-longer-finished")
def no_longer_finished(form: AnsweredForm, past: History) -> Iterator[Finding]:
    """Finished last time and now no longer, and no reason is given."""
    for key, record in form.submission.records.items():
        before = past.last(key)
        if before is None or before.meaning not in FINISHED_MEANINGS or "state" not in record.values:
            continue
        if record.meaning not in FINISHED_MEANINGS and not record.answer("reason"):
            facts = {"was": before.text("state"), "now": record.text("state"), "period": before.period}
            yield Finding("no-longer-finished", record.values["state"].place, facts, key, "state")


@HISTORY_CHECKS("finish-restated")
def finish_restated(form: AnsweredForm, past: History) -> Iterator[Finding]:
    """Finished both times, but in time once and late once, or on another day."""
    for key, record in form.submission.records.items():
        before = past.last(key)
        if before is None or before.meaning not in FINISHED_MEANINGS or record.meaning not in FINISHED_MEANINGS:
            continue
        was, now = (" ".join(filter(None, (r.text("state"), r.text("actual")))) for r in (before, record))
        if was != now:
            facts = {"was": was, "now": now, "period": before.period}
            yield Finding("finish-restated", record.values["state"].place, facts, key, "state")


@HISTORY_CHECKS("open-when-finished")
def open_when_finished(form: AnsweredForm, past: History) -> Iterator[Finding]:
    """Finished on a day, or by its due day, after which the unit still said that it was not; no reason is given."""
    for row, record in form.records():
        before = past.last(record.key)
        if before is None or not before.meaning or before.meaning in FINISHED_MEANINGS or record.answer("reason"):
            continue
        day = {"done": row.due, "done-late": record.answer("actual")}.get(record.meaning)
        if before.reported_on and isinstance(day, date) and day < before.reported_on:
            facts = {"day": day, "was": before.text("state"), "filed": before.reported_on, "exact": day != row.due}
            yield finding_on("open-when-finished", record, "state", **facts)


def _carried(form: AnsweredForm, past: History) -> Iterator[tuple[str, Record, RowRule, Record]]:
    """Every answer whose last words were carried into its cell and must change; what is finished may stand."""
    rules = [rule for sheet in form.layout.sheets for rule in sheet_rules(sheet) if rule.fault == "unchanged"]
    for key, record in form.submission.records.items() if rules else ():
        before = past.last(key)
        if before is None or {before.meaning, record.meaning} <= FINISHED_MEANINGS:
            continue
        for rule in rules:
            if rule.column.key in record.values and rule.applies_to(form.rows[key], form.period):
                yield key, record, rule, before


def _answers(record: Record) -> AnswersByColumn:
    return {column: value.value for column, value in record.values.items()}


def _nearly(wording: Wording, was: str, now: str) -> bool:
    """Whether 95% are the same, and what differs are single characters that weigh nothing; dearer tests last."""
    head = _common(was, now)
    tail = _common(was[head:][::-1], now[head:][::-1])
    old, new = was[head : len(was) - tail], now[head : len(now) - tail]
    whole, same = len(was) + len(now), 2 * (head + tail)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for ratio in (matcher.real_quick_ratio, matcher.quick_ratio, matcher.ratio):
        if same + ratio() * len(old + new) < _NEAR * whole:
            return False
    pieces = [piece for tag, a, b, c, d in matcher.get_opcodes() if tag != "equal" for piece in (old[a:b], new[c:d])]
    return not any(len(piece) > 1 or wording.is_significant(piece) for piece in pieces)


def _common(one: str, other: str) -> int:
    """How many characters they begin with alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
