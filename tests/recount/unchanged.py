"""整表无变化: the rows of which nothing is due, and that were told before, say again what they said."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from tests.recount.days import Period
from tests.recount.plan import Task
from tests.recount.plan_lines import Milestone
from tests.recount.records import Record
from tests.recount.returned import Cell, Form, Layout, Row

if TYPE_CHECKING:
    from tests.recount.timeline import Timeline

TICK, FINISHED = "本期整表无变化", ("done", "done-late")


def tick_of(form: Form) -> Cell | None:
    """The cell of the heading in which a unit chose 是."""
    cell = form.heading.get(TICK)
    return cell if cell and cell.text in ("是", "无变化", "整表无变化", TICK) else None


def settled_rows(t: "Timeline", form: Form, period: Period) -> Mapping[str, Mapping[str, Row]]:
    """Sheet → row key → its answers; those of the last return in what a row leaves blank, where the tick answers it."""
    tick = tick_of(form)
    if tick is None:
        return form.rows
    layout, before = t.layouts[form.kind], t.before(form.kind, period)
    return {
        sheet: {key: _settled(t, layout, sheet, key, row, before, period, tick) for key, row in rows.items()}
        for sheet, rows in form.rows.items()
    }


def _settled(  # noqa: PLR0913 — all that a row is judged by
    t: "Timeline",
    layout: Layout,
    sheet: str,
    key: str,
    row: Row,
    before: Mapping[str, list[Record]],
    period: Period,
    tick: Cell,
) -> Row:
    if key not in before or _is_of_period(t, key) or _is_due(t, layout, key, before, period):
        return row
    columns = [column for column in layout.columns[sheet].values() if column.get("kind")]
    label_by_key = {column["key"]: column["label"] for column in columns}
    assents = {
        label_by_key[key]: (column["label"], words[0])
        for column in columns
        for key, words in column.get("unchanged_unless", {}).items()
    }
    last, settled = before[key][-1].row, dict(row)
    answered = {label: cell for label, cell in row.items() if cell.text}
    said = {label for label, cell in answered.items() if _was_said(cell, label, before[key])}
    said |= {label for label, cell in answered.items() if label in assents and cell.text == assents[label][1]}
    if said == answered.keys():
        settled |= {label: cell for label, cell in last.items() if label in row and label not in answered}
    for label, (text, words) in assents.items():
        if not row[label].text and settled[text].text and settled[text].text == last[text].text:
            settled[label] = replace(tick, label=label, value=words)
    return settled


def was_returned_before(t: "Timeline", form: Form, period: Period) -> bool:
    """Whether any row of the form was answered in an earlier period."""
    return any(key in t.before(form.kind, period) for rows in form.rows.values() for key in rows)


def news(t: "Timeline", form: Form, period: Period) -> int:
    """In how many rows something stands beside 整表无变化 that was not told before."""
    layout, before, count = t.layouts[form.kind], t.before(form.kind, period), 0
    for sheet, rows in form.rows.items():
        columns = [column for column in layout.columns[sheet].values() if column.get("kind")]
        labels = {column["key"]: column["label"] for column in columns}
        assents = {
            labels[key]: words for column in columns for key, words in column.get("unchanged_unless", {}).items()
        }
        for key, row in rows.items():
            answers = [(label, cell) for label, cell in row.items() if cell.text]
            count += not all(
                cell.text in assents.get(label, ()) or _was_said(cell, label, before.get(key, []))
                for label, cell in answers
            )
    return count


def nil_words(t: "Timeline", form: Form, period: Period) -> str:
    """In which words a return says that there is nothing new; empty where it tells anything."""
    layout, before = t.layouts[form.kind], t.before(form.kind, period)
    ticked, rows = tick_of(form) is not None, list[bool | None]()
    for sheet, own in form.rows.items():
        columns = [column for column in layout.columns[sheet].values() if column.get("kind")]
        labels = {column["key"]: column["label"] for column in columns}
        watched = {column["label"]: column["unchanged_unless"] for column in columns if "unchanged_unless" in column}
        assents = {labels[key]: words for asked in watched.values() for key, words in asked.items()}
        rows += [_is_nil_row(row, before.get(key, []), {*watched}, assents, ticked=ticked) for key, row in own.items()]
    if False in rows or True not in rows:
        return ""
    return "整表无变化" if ticked else "本期无新进展"


def _is_nil_row(
    row: Row, earlier: list[Record], watched: set[str], assents: Mapping[str, list[str]], *, ticked: bool
) -> bool | None:
    """Whether a row says that nothing is new in it; None where it says nothing at all of the kind."""
    answers = {label: cell for label, cell in row.items() if cell.text}
    said = {label: answers.pop(label).text for label in assents if label in answers}
    is_assented = any(text in assents[label] for label, text in said.items())
    if ticked:
        is_old = all(_was_said(cell, label, earlier) for label, cell in answers.items())
        return is_old and is_assented == bool(said) and (True if earlier else None)
    is_old = all(_was_said(cell, label, earlier[-1:]) for label, cell in answers.items())
    if not is_old or (watched & answers.keys() and not is_assented):
        return False
    return True if is_assented else None


def _was_said(cell: Cell, label: str, earlier: list[Record]) -> bool:
    return any(label in record.row and record.row[label].value == cell.value for record in earlier)


def _is_due(t: "Timeline", layout: Layout, key: str, before: Mapping[str, list[Record]], period: Period) -> bool:
    """Whether a milestone of the row had to be filed by the end of the period and was not finished before."""
    number = key.partition("#")[0]
    for task in t.plan.tasks:
        own = [each for each in task.milestones if each.key == number] or (
            task.milestones if task.number == number else ()
        )
        for milestone in own:
            is_owed = (milestone.filing or milestone.due) <= period.end
            if is_owed and not _is_finished(layout, task, milestone, before):
                return True
    return False


def _is_of_period(t: "Timeline", key: str) -> bool:
    """Whether a row asks for a number of its period alone: that nothing changed adds nothing to it."""
    targets = [target for task in t.plan.tasks for target in task.targets]
    targets += [target for _, milestone in t.plan.milestones for target in milestone.targets]
    return any(target.key == key and target.of_period for target in targets)


def _is_finished(layout: Layout, task: Task, milestone: Milestone, before: Mapping[str, list[Record]]) -> bool:
    keys = (milestone.key, task.number) if milestone.whole else (milestone.key,)
    labels = [label for _, label in layout.of_role("state")]
    cells = [before[key][-1].row.get(label) for key in keys if key in before for label in labels]
    return any(layout.meaning(cell.label, cell.text) in FINISHED for cell in cells if cell)
