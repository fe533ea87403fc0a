"""Answers that contradict what the same unit said in an earlier period, or only repeat it."""

from collections.abc import Iterator

from duban.checks.scope import PAST_CHECKS, Returned
from duban.fields.rules import rules_of
from duban.model.finding import Finding
from duban.model.submission import Past
from duban.model.verdict import FINISHED


@PAST_CHECKS("unchanged")
def unchanged(form: Returned, past: Past) -> Iterator[Finding]:
    """The carried text came back as it was, and nothing says that it stands; what is finished may stand."""
    rules = [rule for sheet in form.layout.sheets for rule in rules_of(sheet) if rule.fault == "unchanged"]
    for key, record in form.submission.records.items():
        before = past.last(key)
        if before is None or {before.means, record.means} <= FINISHED:
            continue
        answers = {column: value.value for column, value in record.values.items()}
        for rule in rules:
            column = rule.column.key
            row = form.rows[key]
            if column not in answers or not rule.concerns(row, form.period):
                continue
            if rule.broken(row, form.period, answers, before.answer(column)):
                facts = {"label": rule.column.label, "period": before.period}
                yield Finding("unchanged", record.values[column].place, facts, key, column)


@PAST_CHECKS("no-longer-finished")
def no_longer_finished(form: Returned, past: Past) -> Iterator[Finding]:
    """Finished last time and now no longer, and no reason is given."""
    for key, record in form.submission.records.items():
        before = past.last(key)
        if before is None or before.means not in FINISHED or "state" not in record.values:
            continue
        if record.means not in FINISHED and not record.answer("reason"):
            facts = {"was": before.text("state"), "now": record.text("state"), "period": before.period}
            yield Finding("no-longer-finished", record.values["state"].place, facts, key, "state")


@PAST_CHECKS("finish-restated")
def finish_restated(form: Returned, past: Past) -> Iterator[Finding]:
    """Finished both times, but in time once and late once, or on another day."""
    for key, record in form.submission.records.items():
        before = past.last(key)
        if before is None or before.means not in FINISHED or record.means not in FINISHED:
            continue
        was, now = (" ".join(filter(None, (r.text("state"), r.text("actual")))) for r in (before, record))
        if was != now:
            facts = {"was": was, "now": now, "period": before.period}
            yield Finding("finish-restated", record.values["state"].place, facts, key, "state")
