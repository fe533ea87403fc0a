"""What units say of a task; the sentences that the last report did not have stand in ink of their own behind a mark."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from duban.model.role import Role
from duban.model.status import KEPT_STATUSES, Status, TaskStatus
from duban.reports.latest_answers import marked_answers_text, progress_text, task_answer_text, text_of
from duban.reports.table_rows import COLUMNS, CellContent, TaskRow
from duban.text.lazy_pattern import lazy_pattern
from duban.workbook.book import Cell, TextPart

_PROBLEMS = (Role.REASON, Role.PROBLEMS)
_STYLE, _CHANGED_STYLE = "word", "word-changed"
_SENTENCE = lazy_pattern(r"[^。；;！？\n]+[。；;！？]*")
_SENTENCE_ENDS = "。；;！？ 　"


@COLUMNS.task("progress_marked")
def progress_marked(row: TaskRow) -> CellContent:
    """The same as `progress`; sentences that the last report did not have are marked."""
    return _with_changes_marked(row, progress_text(row.status, row.task), (Role.PROGRESS,))


@COLUMNS.task("problems_marked")
def problems_marked(row: TaskRow) -> CellContent:
    """The same as `reason_and_problems`; sentences that the last report did not have are marked."""
    return _with_changes_marked(row, marked_answers_text(row.status, row.task, _PROBLEMS), _PROBLEMS)


@COLUMNS.task("problems_and_remark_marked")
def problems_and_remark_marked(row: TaskRow) -> CellContent:
    """The same, and below it the unit's remark on the task as a whole."""
    problems, remark = marked_answers_text(row.status, row.task, _PROBLEMS), text_of(row.task.record, Role.REMARK)
    words = row.status.messages.text("problems-and-remark", problems=problems, remark=remark)
    return _with_changes_marked(row, words, (*_PROBLEMS, Role.REMARK))


def _with_changes_marked(row: TaskRow, words: str, roles: Iterable[str]) -> CellContent:
    """The words with what is new in them in ink; where words of the last report are only gone, a mark at the end.

    Only what the unit itself says is compared: that it is of an earlier period is no change.
    """
    last = _task_in_last_report(row)
    if last is None or not words:
        return words
    roles = tuple(roles)
    sentences = _sentences(row.status, row.task, roles)
    former_sentences = set(map(_without_end, _sentences(*last, roles)))
    new_pieces = list(_joined(words, _places_of_new(words, sentences, former_sentences)))
    if new_pieces:
        return _cell_with_ink(row.status, words, new_pieces)
    is_shorter = bool(former_sentences.difference(map(_without_end, sentences)))
    return words + row.status.messages.text("mark-shortened") if is_shorter else words


def _task_in_last_report(row: TaskRow) -> tuple[Status, TaskStatus] | None:
    """The task, or the unit's share of it, as the last report knew it; None where there was none, or it lacked that."""
    if not row.status.earlier:
        return None
    report = row.status.earlier[-1]
    task = _tasks_and_shares(report).get((row.task.row.key, bool(row.task.shares)))
    return (report, task) if task else None


@lru_cache(maxsize=KEPT_STATUSES)
def _tasks_and_shares(report: Status) -> Mapping[tuple[str, bool], TaskStatus]:
    """Each task of a report, and each unit's share of one, by its key and whether it is shared."""
    parts = [part for task in report.tasks for part in (task, *task.shares)]
    return {(part.row.key, bool(part.shares)): part for part in reversed(parts)}


def _sentences(status: Status, task: TaskStatus, roles: Sequence[str]) -> list[str]:
    """What a unit says of a task in these columns, sentence by sentence."""
    answers = (task_answer_text(status, task, role) for role in roles)
    return [sentence for answer in answers for sentence in _SENTENCE.findall(answer)]


def _without_end(sentence: str) -> str:
    return sentence.strip(_SENTENCE_ENDS)


def _places_of_new(words: str, sentences: Iterable[str], former_sentences: set[str]) -> Iterator[tuple[int, int]]:
    """Where the sentences that are new stand in the words: in their order, from and up to which character."""
    end = 0
    for sentence in sentences:
        start = words.find(sentence, end)
        if start >= 0:  # a text that was said in two columns stands there once
            end = start + len(sentence)
            if _without_end(sentence) not in former_sentences:
                yield start, end


def _joined(words: str, places: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Neighbours as one."""
    first = last = -1
    for start, end in places:
        if first >= 0 and words[last:start].strip():
            yield first, last
            first = start
        first, last = start if first < 0 else first, end
    if first >= 0:
        yield first, last


def _cell_with_ink(status: Status, words: str, pieces: Iterable[tuple[int, int]]) -> Cell:
    """The words, each of these pieces behind a mark and in ink."""
    parts, end_of_last = [], 0
    for start, end in pieces:
        parts += [
            TextPart(words[end_of_last:start], _STYLE),
            TextPart(status.messages.text("mark-changed") + words[start:end], _CHANGED_STYLE),
        ]
        end_of_last = end
    parts = [part for part in (*parts, TextPart(words[end_of_last:], _STYLE)) if part.text]
    text = "".join(part.text for part in parts)
    return Cell(text, _STYLE, parts=tuple(parts)) if len(parts) > 1 else Cell(text, _CHANGED_STYLE)
