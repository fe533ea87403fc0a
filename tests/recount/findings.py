"""What a return is asked to explain, and what is noted of it: each finding with its cell and the facts of its sentence.

A finding's sentence and severity are those of templates/texts; where it stands and what it quotes is worked out here.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

import yaml
from jinja2 import Environment

from tests.recount.days import cn_date, period_in_words
from tests.recount.known import FINISHED
from tests.recount.mistakes import as_number
from tests.recount.plan_lines import Target
from tests.recount.proof import LACKING, THERE, UNSAID, states_of_proof
from tests.recount.records import Record
from tests.recount.returned import Cell, Form, Layout, Row
from tests.recount.sheets import number
from tests.recount.timeline import ROOT, Timeline
from tests.recount.unchanged import news, settled_rows, tick_of, was_returned_before

NO_CELL = Cell("", "", "", None)
LEVELS = {"explain": "改或说明", "note": "提示"}
FEWEST_WORDS = 10  # characters
MANY_TIMES = 100
"""A number that is so many times its goal was hardly meant."""
SENTENCES = "templates/texts/returns.yaml"


@dataclass(frozen=True)
class Finding:
    """One finding of a cell. code: the one that docs/checks.md lists."""

    cell: Cell
    code: str
    facts: Mapping[str, object]

    @property
    def level(self) -> str:
        return LEVELS[str(_typed(SENTENCES)[self.code]["severity"])]

    @property
    def words(self) -> str:
        """The sentence as the office's texts put it."""
        texts = Environment()
        texts.filters |= {"cn_date": cn_date, "period": period_in_words}
        return texts.from_string(_typed(SENTENCES)[self.code]["says"]).render(self.facts)


@cache
def _typed(path: str) -> Mapping[str, Any]:
    typed: Mapping[str, Any] = yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))
    return typed


@dataclass(frozen=True)
class Answered:
    """A row of a return with what was accepted of it before. columns: key → what the template says of the column."""

    t: Timeline
    form: Form
    layout: Layout
    columns: Mapping[str, Mapping[str, Any]]
    key: str
    row: Row
    printed: Mapping[str, Any]
    musts: frozenset[str]
    before: tuple[Record, ...]

    def cell(self, key: str, row: Row | None = None) -> Cell | None:
        """The cell of a column that has an answer without a mistake."""
        column = self.columns.get(key)
        cell = (row or self.row).get(column["label"]) if column else None
        wrong = row is None and cell is not None and cell.where in self.musts
        return cell if cell and cell.text and not wrong else None

    def text(self, key: str, row: Row | None = None) -> str:
        cell = self.cell(key, row)
        return self.layout.printed(cell.label, cell.text) if cell else ""

    def day(self, key: str, row: Row | None = None) -> date | None:
        return self.t.day(self.cell(key, row))

    def means(self, row: Row | None = None) -> str:
        cell = self.cell("state", row)
        return self.layout.meaning(cell.label, cell.text) if cell else ""

    def place(self, key: str) -> Cell:
        """The cell of a column, with an answer or without."""
        return self.row[self.columns[key]["label"]]

    @property
    def last(self) -> Record | None:
        return self.before[-1] if self.before else None

    @property
    def due(self) -> date | None:
        return next((day for label, day in self.printed.items() if isinstance(day, date) and "完成" in label), None)

    @property
    def filled_on(self) -> date | None:
        return self.t.day(self.form.heading.get("填报日期"))


@cache
def findings(t: Timeline, form: Form, seen: date) -> tuple[Finding, ...]:
    """All findings of a return of the period that may be explained or are only noted.

    Args:
        t: what is known.
        form: the return.
        seen: the as-of day of the run that saw it first.
    """
    return tuple(_findings(t, form, seen))


def _findings(t: Timeline, form: Form, seen: date) -> Iterator[Finding]:
    filled_on = form.heading.get("填报日期")
    filed = t.day(filled_on)
    if filled_on and filed and filed > seen:
        yield Finding(filled_on, "filed-after-receipt", {"filed": filed, "received": seen})
    if (tick := tick_of(form)) and was_returned_before(t, form, t.period) and (rows := news(t, form, t.period)):
        yield Finding(tick, "no-change-news", {"count": rows})
    if form.is_damaged:
        yield from _vouched_for(t, form)
    yield from _put_right(form)
    layout = t.layouts[form.kind]
    musts = t.must_cells(form, t.period)
    for sheet in layout.sheets:
        columns = {column["key"]: column for column in sheet["columns"] if column.get("kind")}
        for key, row in settled_rows(t, form, t.period).get(sheet["name"], {}).items():
            printed = form.locked[sheet["name"]][key]
            before = tuple(each for each in t.records(form.kind).get(key, ()) if _counted_before(t, each))
            answered = Answered(t, form, layout, columns, key, row, printed, musts, before)
            yield from _of_lengths(answered)
            yield from _says_too_little(answered)
            yield from _choice_elsewhere(answered)
            yield from _of_state(answered)
            yield from _beside_last(answered)
            yield from _of_proof(answered)
            yield from _of_number(answered)
            yield from _unchanged(answered)


def _put_right(form: Form) -> Iterator[Finding]:
    """What the clerk changed in it."""
    for edit in form.edits:
        cell = next((each for each in form.cells() if (each.sheet, each.place) == (edit.sheet, edit.place)), NO_CELL)
        yield Finding(cell, "clerk-edited", {"was": edit.was, "now": cell.text, "by": edit.by})


def _vouched_for(t: Timeline, form: Form) -> Iterator[Finding]:
    """The clerk said whose it is; its rows are known by their words, and its code is no answer."""
    yield Finding(NO_CELL, "identity-confirmed", {"own": "", "unit": t.unit_of(form)})
    yield Finding(NO_CELL, "rows-by-text", {"exact": sum(map(len, form.rows.values()))})


def _counted_before(t: Timeline, record: Record) -> bool:
    return record.period.code != t.period.code and not record.musts


def _of_lengths(answered: Answered) -> Iterator[Finding]:
    for key, column in answered.columns.items():
        cell = answered.cell(key)
        if column["kind"] != "text" or cell is None:
            continue
        if len(cell.text) > column["max"]:
            facts = {"label": cell.label, "length": len(cell.text), "max": column["max"]}
            yield Finding(cell, "text-too-long", facts)
        when = column.get("only_when", {})
        if when and not any(answered.text(asked) in words for asked, words in when.items()):
            yield Finding(cell, "words-not-asked", {"label": cell.label, "state": answered.text("state")})


def _says_too_little(answered: Answered) -> Iterator[Finding]:
    """A few words of progress in which nothing was done, denied or announced."""
    cell, wording = answered.cell("progress"), _typed("templates/wording.yaml")
    told = [*wording["deeds"], *wording["finished"], *wording["unfinished"], *wording["ahead"]]
    if cell and len(cell.text) < FEWEST_WORDS and not re.search("|".join([r"\d", *told]), cell.text):
        yield Finding(cell, "says-too-little", {"label": cell.label, "words": cell.text})


def _choice_elsewhere(answered: Answered) -> Iterator[Finding]:
    """A state that was typed where words are asked for, and is not the one that was chosen."""
    state = answered.columns.get("state", {})
    choices = {option["text"] for option in state.get("options", ())} - {answered.text("state")}
    for key, column in answered.columns.items():
        cell = answered.cell(key)
        if column["kind"] == "text" and cell and cell.text in choices:
            facts = {"label": cell.label, "words": cell.text, "state": state["label"]}
            yield Finding(cell, "choice-elsewhere", facts)


def _of_state(answered: Answered) -> Iterator[Finding]:
    """A state beside its days and its reason."""
    due, filed, expected = answered.due, answered.filled_on, answered.day("expected")
    state = answered.text("state")
    if expected and filed and expected < filed:
        yield Finding(answered.place("expected"), "expected-in-past", {"day": expected, "filed": filed})
    elif expected and due and answered.means() == "will-miss" and expected <= due:
        facts = {"state": state, "day": expected, "due": due}
        yield Finding(answered.place("expected"), "expected-in-time", facts)
    if answered.means() == "done-late" and not _lateness_is_told(answered):
        reason = answered.place("reason")
        yield Finding(reason, "late-unexplained", {"state": state, "label": reason.label})


def _of_proof(answered: Answered) -> Iterator[Finding]:
    """Said to be finished, and not all of its proof is said to be there."""
    items = next((one.proof for _, one in answered.t.plan.milestones if one.key == answered.key), ())
    if not items or "evidence" not in answered.columns or answered.means() not in FINISHED:
        return
    cell = answered.place("evidence")
    states = states_of_proof(items, cell.text)
    if set(states.values()) != {THERE}:
        lacking, unsaid = ([item for item, state in states.items() if state == one] for one in (LACKING, UNSAID))
        facts = {"label": cell.label, "state": answered.text("state"), "lacking": lacking, "unsaid": unsaid}
        yield Finding(cell, "proof-lacking", facts)


def _lateness_is_told(answered: Answered) -> bool:
    """Whether it is said why, now or the last time, or the form does not ask, or asked when it was first finished."""
    last = answered.last
    if "写明为什么晚" not in str(answered.columns.get("reason", {}).get("help")) or answered.place("reason").text:
        return True
    beside = answered.text("progress") + answered.text("problems")
    if any(word in beside for word in _typed("templates/wording.yaml")["causes"]):
        return True
    return last is not None and (answered.means(last.row) in FINISHED or bool(answered.text("reason", last.row)))


def _beside_last(answered: Answered) -> Iterator[Finding]:
    """A finish beside what was accepted before."""
    last, state = answered.last, answered.columns.get("state")
    if last is None or state is None or answered.row[state["label"]].where in answered.musts:
        return
    was, now = _finish(answered, last.row), _finish(answered)
    finished_before, finished = (answered.means(row) in FINISHED for row in (last.row, answered.row))
    if finished_before and was != now:
        code, words = "finish-restated", (was, now)
        if not finished:
            code = "no-longer-finished" if not answered.text("reason") else "reopened"
            words = (answered.text("state", last.row), answered.text("state"))
        facts = dict(zip(("was", "now"), words, strict=True))
        yield Finding(answered.place("state"), code, {**facts, "period": last.period.code})
    if finished and not finished_before and answered.means(last.row):
        yield from _open_since(answered, last)


def _open_since(answered: Answered, last: Record) -> Iterator[Finding]:
    """Said to be finished by a day on which, by what was filled in later, it was open."""
    actual, filed = answered.day("actual"), answered.t.day(last.form.heading.get("填报日期"))
    day = actual or (answered.due if answered.means() == "done" else None)
    if filed and day and filed > day and not answered.text("reason"):
        facts = {"day": day, "exact": actual is not None, "filed": filed, "was": answered.text("state", last.row)}
        yield Finding(answered.place("actual" if actual else "state"), "open-when-finished", facts)


def _finish(answered: Answered, row: Row | None = None) -> str:
    """A state with the day beside it, right or wrong."""
    cell = (row or answered.row).get(answered.columns["actual"]["label"]) if "actual" in answered.columns else None
    day = answered.t.day(cell)
    return " ".join(filter(None, (answered.text("state", row), day.isoformat() if day else "")))


def _of_number(answered: Answered) -> Iterator[Finding]:
    """A number beside its goal, and beside the one before where it adds up."""
    cell, target = answered.cell("value"), _target(answered)
    value = as_number(cell.value, answered.printed.get("单位")) if cell else None
    if cell is None or target is None or value is None:
        return
    facts = {"label": cell.label, "number": number(value), "unit": target.unit, "name": target.name}
    goal = answered.printed["目标"]
    if target.goal and value >= MANY_TIMES * target.goal:
        yield Finding(cell, "far-above-goal", {**facts, "goal": goal, "times": MANY_TIMES})
    short = {"≥": value < target.goal, "≤": value > target.goal}.get(target.compared, False)
    state = _state_of(answered)
    if state and short:
        yield Finding(cell, "done-below-target", {**facts, "state": state, "goal": goal})
    last = answered.last
    before = answered.cell("value", last.row) if last else None
    was = as_number(before.value, target.unit) if before else None
    adds_up = answered.columns["value"].get("carry") and target.compared != "≤" and target.unit not in ("%", "‰")
    adds_up = adds_up and not target.of_period
    if last and was is not None and was > value and adds_up:
        yield Finding(
            cell, "number-fell", {**facts, "period": last.period.code, "was": number(was), "now": number(value)}
        )


def _target(answered: Answered) -> Target | None:
    plan = answered.t.plan
    listed = [
        target
        for task in plan.tasks
        for target in (*task.targets, *(each for milestone in task.milestones for each in milestone.targets))
    ]
    return next((target for target in listed if target.key == answered.key), None)


def _state_of(answered: Answered) -> str:
    """The finished state of the one milestone of which a number speaks; of several the year's number says nothing."""
    owner = answered.key.partition("#")[0]
    for sheet in answered.layout.sheets:
        columns = {column["key"]: column for column in sheet["columns"] if column.get("kind")}
        rows = answered.form.rows.get(sheet["name"], {})
        keys = [key for key in rows if key == owner or ("@" not in owner and key.partition("@")[0] == owner)]
        keys = [key for key in keys if "@" in owner or not _comes_again(answered, key)]
        if "state" in columns and len(keys) == 1:
            other = replace(answered, columns=columns, key=keys[0], row=rows[keys[0]])
            return other.text("state") if other.means() in FINISHED else ""
    return ""


def _comes_again(answered: Answered, key: str) -> bool:
    """Whether a row is one time of a recurring duty."""
    return any(milestone.key == key and milestone.term for _, milestone in answered.t.plan.milestones)


def _unchanged(answered: Answered) -> Iterator[Finding]:
    """A text of what is not finished that stands as it was accepted before, and nobody said that nothing is new."""
    for key, column in answered.columns.items():
        unless, cell, last = column.get("unchanged_unless"), answered.cell(key), answered.last
        if not unless or cell is None or last is None:
            continue
        said = any(answered.text(asked) in words for asked, words in unless.items())
        finished = {answered.means(), answered.means(last.row)} <= {*FINISHED}
        if answered.text(key, last.row) == cell.text and not said and not finished:
            yield Finding(cell, "unchanged", {"label": cell.label})
