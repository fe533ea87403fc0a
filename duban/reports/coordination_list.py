"""提请协调: what leaders are asked to settle, at which level, what they said, and what came of it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from duban.model.coordination import LEVELS_AS_READ, CoordinationItem, RequestState
from duban.model.extension import ExtensionRequest
from duban.model.status import Status
from duban.reports.amended import row_words
from duban.reports.formatting import DASH, marked, short_day
from duban.reports.table_rows import TABLES, ReportRow, ReportRows
from duban.reports.worry_columns import brief_matter
from duban.text.display import shorten
from duban.workbook.book import Cell

_SHORT_WORDS = 48  # characters: the list behind the first page has all of them


def open_items(status: Status) -> list[CoordinationItem]:
    """What still waits, the highest level first, what has no level yet last; of one level in the plan's order."""
    levels = (*LEVELS_AS_READ, None)
    items = (item for item in status.coordination if item.is_open)
    return sorted(items, key=lambda item: levels.index(item.note.level))


@TABLES("coordination")
def open_requests(status: Status) -> ReportRows:
    """What waits for the leaders, the highest level first."""
    for index, item in enumerate(open_items(status), 1):
        yield _row(status, item, index)


@TABLES("coordination-course")
def requests_with_course(status: Status) -> ReportRows:
    """The same, what was finished meanwhile and what was settled in this period, in the plan's order.

    Each with how it stands beside before.
    """
    for index, item in enumerate(status.coordination, 1):
        yield _row(status, item, index)


def unanswered_requests(status: Status) -> list[ExtensionRequest]:
    """The requests for another day on which the office has not decided."""
    return [request for request in status.extension_requests if request.answer is None]


def items_without_instruction(status: Status) -> list[CoordinationItem]:
    """What waits for a leader's word."""
    return [item for item in open_items(status) if not item.note.instruction]


def items_without_result(status: Status) -> list[CoordinationItem]:
    """What a leader spoke of, and of which nobody knows what came of it; finished without being asked again, too."""
    items = (item for item in status.coordination if item.state is not RequestState.SETTLED)
    return [item for item in items if item.note.instruction and not item.note.result]


def instructed_items(status: Status) -> Mapping[str, Sequence[CoordinationItem]]:
    """Unit code → its requests to which it has a leader's word and still owes an answer (回音)."""
    by_unit: dict[str, list[CoordinationItem]] = defaultdict(list)
    for item in items_without_result(status):
        by_unit[item.unit.code].append(item)
    return by_unit


def request_words(status: Status, item: CoordinationItem) -> str:
    """What is asked, and that it may be doubted, is not of this period, or is asked no more, where that is so."""
    text, sources = status.messages.text, [record.request_source or record for record in item.records]
    doubts = [text("mark-unverified")] if any(source.unverified for source in sources) else []
    if item.state in {RequestState.DROPPED, RequestState.FINISHED}:
        doubts.append(text(f"coordination-{item.state}", again=False))
    elif all(source.period != status.period.code for source in sources):
        doubts.append(text("mark-carried-over"))
    return item.words + marked(status.messages, "，".join(doubts))


def instruction_words(status: Status, item: CoordinationItem) -> str:
    """A leader's word with its day, and what came of it; `—` for neither."""
    note = item.note
    day = short_day(status.plan, note.instructed_on) if note.instructed_on else ""
    facts = {"day": day, "instruction": note.instruction, "result": note.result}
    return status.messages.text("coordination-said", **facts) or DASH


def _row(status: Status, item: CoordinationItem, index: int) -> ReportRow:
    text, note = status.messages.text, item.note
    level = note.level or text("coordination-no-level")
    links = tuple(dict.fromkeys((item.row.key, item.row.task.key)))
    leader = text("coordination-leader", name=item.leaders.replace("\n", "、"), knows=note.leader_knows)
    return {
        "index": index,
        "level": level,
        "level_and_leader": "\n".join(filter(None, (level, leader))),
        "matter": Cell(row_words(status, item.row), "word-middle", row_links=links),
        "matter_brief": Cell(brief_matter(status, item.row, names_part=False), "word-middle", row_links=links),
        "unit": item.unit.name,
        "words": request_words(status, item),
        "words_brief": shorten(request_words(status, item), _SHORT_WORDS),
        "first": short_day(status.plan, item.first_asked),
        "leader": leader or DASH,
        "said": instruction_words(status, item),
        "said_brief": shorten(instruction_words(status, item), _SHORT_WORDS),
        "state": text(f"coordination-{item.state}", again=item.was_settled),
    }
