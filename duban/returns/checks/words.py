"""Words that say nothing, that were said of another task, or that contradict what was chosen beside them.

What a text claims is decided by templates/wording.yaml; a text that may mean a part of the work is left alone.
"""

from collections.abc import Iterator

from duban.fields.rules import RowRule, column_rules
from duban.messages.finding import Finding
from duban.model.layout import Column
from duban.model.role import Role
from duban.model.row import Row
from duban.model.submission import Record
from duban.model.verdict import FINISHED_MEANINGS, Meaning
from duban.returns.checks.answered_form import AnsweredForm, finding_by_role, finding_in_column, return_check
from duban.text.lazy_pattern import lazy_pattern

_MIN_TELLING_LENGTH = 10
"""Characters; so many may tell something without a deed, a figure or a plain denial."""
_MIN_COPIED_LENGTH = 15
"""Characters; so many are hardly written twice by chance."""
_NOT_FINISHED = frozenset({Meaning.TROUBLE, Meaning.WILL_MISS, Meaning.ADJUST})
_STOPS = lazy_pattern(r"[\s，。；：！？、,.;:!?]+")


@return_check("says-too-little")
def says_too_little(form: AnsweredForm) -> Iterator[Finding]:
    """Only words like 正在推进 where words are owed; of progress, also a few words without deed, figure or denial."""
    for rule in _rules_of_owed_words(form):
        column = rule.column
        for row, record in form.filled_records:
            text = record.answer(column.key)
            if isinstance(text, str) and rule.applies_to(row, form.period) and _is_too_little(form, column, text):
                yield finding_in_column("says-too-little", record, column.key, label=column.label, words=text)


@return_check("copied-words")
def copied_words(form: AnsweredForm) -> Iterator[Finding]:
    """The progress of one task, word for word, told of another one further up too."""
    first: dict[str, tuple[Row, Record]] = {}
    for row, record, text in _progress_texts(form):
        bare_text = _STOPS.sub("", text) if len(text) >= _MIN_COPIED_LENGTH else ""
        if len(bare_text) < _MIN_COPIED_LENGTH:
            continue
        first_row, first_record = first.setdefault(bare_text, (row, record))
        if first_row.task.number != row.task.number and (cell := first_record.by_role(Role.PROGRESS)):
            facts = {"number": first_row.task.number, "sheet": cell.place.sheet, "cell": cell.place.cell}
            yield _progress_finding("copied-words", form, record, **facts)


@return_check("choice-elsewhere")
def choice_elsewhere(form: AnsweredForm) -> Iterator[Finding]:
    """In a column for words stands a choice of the state, and another one, or none, is chosen."""
    text_columns = {key: column for key, column in form.columns.items() if column.kind == "text"}
    for _, record in form.filled_records:
        state = form.column(Role.STATE, record)
        if state is None:
            continue
        choices = {option.text for option in state.options} - {record.text_by_role(Role.STATE)}
        misplaced = {
            key: text for key in record.filled if key in text_columns and (text := record.text(key)) in choices
        }
        for key, text in misplaced.items():
            facts = {"label": text_columns[key].label, "words": text, "state": state.label}
            yield finding_in_column("choice-elsewhere", record, key, **facts)


@return_check("words-say-unfinished")
def words_say_unfinished(form: AnsweredForm) -> Iterator[Finding]:
    """Chosen as finished, and the words beside say that it is not."""
    for _, record, text in _progress_texts(form):
        clause = form.wording.unfinished_clause(text) if record.meaning in FINISHED_MEANINGS else ""
        if clause:
            state = record.text_by_role(Role.STATE)
            yield _progress_finding("words-say-unfinished", form, record, words=clause, state=state)


@return_check("words-say-finished")
def words_say_finished(form: AnsweredForm) -> Iterator[Finding]:
    """The words say that all is finished, and the state beside them, or that of a due milestone, that it is not."""
    for row, record, text in _progress_texts(form):
        clause = form.wording.completion_clause(text)
        contradiction = next(_unfinished_records(form, row, record), None) if clause else None
        if contradiction:
            open_row, open_record = contradiction
            state, line = open_record.text_by_role(Role.STATE), "" if open_record is record else open_row.line
            yield _progress_finding("words-say-finished", form, record, words=clause, state=state, line=line)


def _progress_texts(form: AnsweredForm) -> Iterator[tuple[Row, Record, str]]:
    """Every row whose progress is told, with the text."""
    for row, record in form.filled_records:
        text = record.answer_by_role(Role.PROGRESS)
        if isinstance(text, str):
            yield row, record, text


def _rules_of_owed_words(form: AnsweredForm) -> Iterator[RowRule]:
    """The rules by which words are owed."""
    for sheet in form.layout.sheets:
        owed = (column for column in sheet.input_columns if column.kind == "text" and column.required != "no")
        for column in owed:
            yield from (rule for rule in column_rules(sheet, column) if rule.fault == "missing")


def _unfinished_records(form: AnsweredForm, row: Row, record: Record) -> Iterator[tuple[Row, Record]]:
    """What is said not to be finished: the row itself where it has a state, else the due milestones of its task."""
    if record.by_role(Role.STATE):
        candidates = [(row, record)]
    else:
        of_task = ((other, answers) for other, answers in form.records() if other.task.number == row.task.number)
        candidates = [(other, answers) for other, answers in of_task if other.is_answer_due(form.period)]
    return (candidate for candidate in candidates if candidate[1].meaning in _NOT_FINISHED)


def _progress_finding(code: str, form: AnsweredForm, record: Record, **facts: object) -> Finding:
    column = form.column(Role.PROGRESS, record)
    return finding_by_role(code, record, Role.PROGRESS, label=column.label if column else "", **facts)


def _is_too_little(form: AnsweredForm, column: Column, text: str) -> bool:
    wording = form.wording
    if wording.is_empty_talk(text):
        return True
    is_short = column.role == Role.PROGRESS and len(text) < _MIN_TELLING_LENGTH and bool(wording.deeds)
    says_something = (wording.reports_deed, wording.mentions_unfinished, wording.denies_or_announces)
    return is_short and not any(claims(text) for claims in says_something)
