"""Words that say nothing, that were said of another task, or that contradict what was chosen beside them.

What a text claims is decided by templates/wording.yaml; a text that may mean a part of the work is left alone.
"""

import re
from collections.abc import Iterator

from duban.fields.rules import RowRule, sheet_rules
from duban.messages.finding import Finding
from duban.model.row import Row
from duban.model.submission import Record
from duban.model.verdict import FINISHED_MEANINGS
from duban.model.wording import Wording
from duban.returns.checks.scope import RETURN_CHECKS, AnsweredForm, finding_on

_SHORT = 10
"""Characters; so many may tell something without a deed, a figure or a plain denial."""
_ALIKE = 15
"""Characters; so many are hardly written twice by chance."""
_MISSING = frozenset({"trouble", "will-miss", "adjust"})
_STOPS = re.compile(r"[\s，。；：！？、,.;:!?]+")


@RETURN_CHECKS("says-too-little")
def says_too_little(form: AnsweredForm) -> Iterator[Finding]:
    """Only words like 正在推进 where words are owed; of progress, also a few words without deed, figure or denial."""
    for rule in _owed_words(form):
        key = rule.column.key
        for row, record in form.filled_records:
            words = record.answer(key)
            if isinstance(words, str) and rule.applies_to(row, form.period) and _too_little(form.wording, key, words):
                yield finding_on("says-too-little", record, key, label=rule.column.label, words=words)


@RETURN_CHECKS("copied-words")
def copied_words(form: AnsweredForm) -> Iterator[Finding]:
    """The progress of one task, word for word, told of another one further up too."""
    first: dict[str, tuple[Row, Record]] = {}
    for row, record, words in _told(form):
        if len(words) < _ALIKE or len(bare := _STOPS.sub("", words)) < _ALIKE:
            continue
        other, before = first.setdefault(bare, (row, record))
        if other.task.number != row.task.number:
            place = before.values["progress"].place
            facts = {"number": other.task.number, "sheet": place.sheet, "cell": place.cell}
            yield _of_progress("copied-words", form, record, **facts)


@RETURN_CHECKS("words-say-unfinished")
def words_say_unfinished(form: AnsweredForm) -> Iterator[Finding]:
    """Chosen as finished, and the words beside say that it is not."""
    for _, record, words in _told(form):
        clause = form.wording.unfinished_clause(words) if record.meaning in FINISHED_MEANINGS else ""
        if clause:
            yield _of_progress("words-say-unfinished", form, record, words=clause, state=record.text("state"))


@RETURN_CHECKS("words-say-finished")
def words_say_finished(form: AnsweredForm) -> Iterator[Finding]:
    """The words say that all is finished, and the state beside them, or that of a due milestone, that it is not."""
    for row, record, words in _told(form):
        clause = form.wording.completion_clause(words)
        denied = next(_open(form, row, record), None) if clause else None
        if denied:
            other, each = denied
            line = "" if each is record else other.line
            yield _of_progress("words-say-finished", form, record, words=clause, state=each.text("state"), line=line)


def _told(form: AnsweredForm) -> Iterator[tuple[Row, Record, str]]:
    """Every row whose progress is told."""
    for row, record in form.filled_records:
        words = record.answer("progress")
        if isinstance(words, str):
            yield row, record, words


def _owed_words(form: AnsweredForm) -> Iterator[RowRule]:
    """The rules by which words are owed."""
    for sheet in form.layout.sheets:
        for rule in sheet_rules(sheet):
            if rule.fault == "missing" and rule.column.kind == "text" and rule.column.required != "no":
                yield rule


def _open(form: AnsweredForm, row: Row, record: Record) -> Iterator[tuple[Row, Record]]:
    """What is said not to be finished: the row itself where it has a state, else the due milestones of its task."""
    every = [(row, record)] if "state" in record.values else form.records()
    for other, each in every:
        due = each is record or (other.task.number == row.task.number and other.is_answer_due(form.period))
        if due and each.meaning in _MISSING:
            yield other, each


def _of_progress(code: str, form: AnsweredForm, record: Record, **facts: object) -> Finding:
    column = form.input_column("progress", record)
    return finding_on(code, record, "progress", label=column.label if column else "", **facts)


def _too_little(wording: Wording, column: str, words: str) -> bool:
    if wording.is_empty_talk(words):
        return True
    short = column == "progress" and len(words) < _SHORT and bool(wording.deeds)
    return short and not (
        wording.reports_deed(words) or wording.mentions_unfinished(words) or wording.denies_or_announces(words)
    )
