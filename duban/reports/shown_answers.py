"""Which answers the sheets of a report show for every row that they were asked in, so that the others can be listed.

A block that lists only some rows, or a few of them, shows no answer for certain.
"""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple

from duban.model.cycle import Cycle, FilledBy
from duban.model.layout import EXPLANATION_KEY, SheetLayout
from duban.model.report_layout import ReportBlock, ReportSheet
from duban.model.role import Role
from duban.reports.latest_answers import COLUMNS_OF_ROLES
from duban.reports.table_rows import ONLY_WITH_VALUE, Subject

TRACING_TABLES = frozenset({"sources", "chapter-sources", "repairs", "findings"})
"""They say where values stand and what was made of them; nobody reads them for what they say."""
_TRACING_COLUMNS = ("latest_file", "latest_cell")
_CONDITIONS_OF_ALL = frozenset({"asked-for-steps"})
"""They leave out only rows in which nothing was asked."""


class RowKind(StrEnum):
    """What the rows of a form are about, as far as reports look for their answers in different places."""

    HEADING = "heading"
    TASK = "task"
    MILESTONE = "milestone"
    TARGET = "target"
    UNIT = "unit"
    CLAIM = "claim"
    """A task, of which each unit says whether it wants it."""
    SUPPORT = "support"
    """A task, of which each support says what it did."""
    STEP = "step"
    """A blank row of a task."""
    GOAL = "goal"
    """A blank row of a unit."""


class ShownAnswer(NamedTuple):
    """What is shown: of rows of a kind, the column of a role, or of a key where it has none.

    Attributes:
        newest: whether it is looked for behind the record that counts for the row, till one answers it.
    """

    kind: RowKind
    column: str
    newest: bool = False


def row_kind(sheet: SheetLayout, cycle: Cycle) -> RowKind | None:
    """The kind of a sheet's rows; None for a combination for which no report has a table."""
    if sheet.rows == "unit":
        return RowKind.GOAL if sheet.slots else RowKind.UNIT
    is_claim, is_support = cycle.filler == FilledBy.UNASSIGNED, sheet.of == "support"
    if not (sheet.slots or is_claim or is_support):
        return RowKind(sheet.rows)
    kinds = {
        (True, False, False): RowKind.STEP,
        (False, True, False): RowKind.CLAIM,
        (False, True, True): RowKind.CLAIM,
        (False, False, True): RowKind.SUPPORT,
    }
    return kinds.get((bool(sheet.slots), is_claim, is_support)) if sheet.rows == "task" else None


def shown_answers(sheets: Iterable[ReportSheet]) -> frozenset[ShownAnswer]:
    """All that these sheets show, each in every row of its kind."""
    blocks = (block for sheet in sheets for block in sheet.blocks)
    return frozenset(shown for block in blocks if _lists_all_rows(block) for shown in _shown_in_block(block))


def _lists_all_rows(block: ReportBlock) -> bool:
    return (
        block.limit is None
        and block.group not in ONLY_WITH_VALUE
        and block.rows not in TRACING_TABLES
        and _CONDITIONS_OF_ALL.issuperset(block.where)
    )


def _shown_in_block(block: ReportBlock) -> Iterator[ShownAnswer]:
    for column in block.columns:
        name, _, argument = column.key.partition(":")
        if block.rows not in set(Subject):
            yield from _SHOWN_IN_TABLES.get((block.rows, column.key), ())
        elif name in {"answer", "latest"} or column.key in COLUMNS_OF_ROLES:
            yield from _shown_by_name(block, argument or column.key, newest=name == "latest")
        elif name == "claim":
            yield ShownAnswer(RowKind.CLAIM, argument)
        elif name not in _TRACING_COLUMNS:
            yield from _SHOWN_IN_COLUMNS.get((block.rows, column.key), ())


def _shown_by_name(block: ReportBlock, column: str, *, newest: bool) -> Iterator[ShownAnswer]:
    """A table of tasks shows what is said of a task itself and of its milestones; what is newest, of itself alone."""
    if block.rows == Subject.MILESTONES:
        yield ShownAnswer(RowKind.MILESTONE, column, newest)
    else:
        yield ShownAnswer(RowKind.TASK, column, newest)
        if not newest:
            yield ShownAnswer(RowKind.MILESTONE, column)


def _of_milestone(*roles: str, newest: bool = False) -> tuple[ShownAnswer, ...]:
    return tuple(ShownAnswer(RowKind.MILESTONE, role, newest) for role in roles)


def _of_task(*roles: Role, newest: bool = False) -> tuple[ShownAnswer, ...]:
    return tuple(ShownAnswer(RowKind.TASK, role, newest) for role in roles)


_SHOWN_IN_COLUMNS: Mapping[tuple[str, str], tuple[ShownAnswer, ...]] = {
    ("milestones", "state_marked"): _of_milestone(Role.STATE),
    ("milestones", "latest_state"): _of_milestone(Role.STATE, newest=True),
    ("milestones", "latest_progress"): _of_milestone(Role.PROGRESS, newest=True),
    ("milestones", "progress"): _of_milestone(Role.PROGRESS),
    ("milestones", "explained"): _of_milestone(Role.PROGRESS, Role.REASON, Role.EXPECTED, EXPLANATION_KEY),
    ("milestones", "inspection"): _of_milestone(Role.JUDGED, Role.OPINION, newest=True),
    ("milestones", "expected_short"): _of_milestone(Role.EXPECTED),
    ("milestones", "help_or_dash"): _of_milestone(Role.HELP),
    ("tasks", "progress"): (*_of_task(Role.PROGRESS), *_of_milestone(Role.PROGRESS)),
    ("tasks", "remark"): _of_task(Role.REMARK),
    ("tasks", "progress_marked"): (*_of_task(Role.PROGRESS), *_of_milestone(Role.PROGRESS)),
    **dict.fromkeys(
        (("tasks", "reason_and_problems"), ("tasks", "problems_marked")),
        (*_of_task(Role.REASON, Role.PROBLEMS), *_of_milestone(Role.REASON, Role.PROBLEMS)),
    ),
    ("tasks", "problems_and_remark_marked"): (
        *_of_task(Role.REASON, Role.PROBLEMS, Role.REMARK),
        *_of_milestone(Role.REASON, Role.PROBLEMS),
    ),
    ("tasks", "contributions"): (ShownAnswer(RowKind.SUPPORT, Role.CONTRIBUTION),),
    ("tasks", "steps"): (ShownAnswer(RowKind.STEP, Role.CONTENT), ShownAnswer(RowKind.STEP, Role.DAY)),
    ("tasks", "claimants"): (ShownAnswer(RowKind.CLAIM, Role.OPINION),),
    ("tasks", "claim_refusals"): (ShownAnswer(RowKind.CLAIM, Role.ADVICE),),
}
"""Kind of table and column → what it shows, where its name does not say it."""

_SHOWN_IN_TABLES: Mapping[tuple[str, str], tuple[ShownAnswer, ...]] = {
    ("targets", "value"): (ShownAnswer(RowKind.TARGET, Role.VALUE),),
    ("coordination", "words"): (*_of_task(Role.HELP), *_of_milestone(Role.HELP)),
    ("coordination-course", "words"): (*_of_task(Role.HELP), *_of_milestone(Role.HELP)),
    ("filings", "filed"): (ShownAnswer(RowKind.HEADING, Role.REPORTED_ON),),
    ("filings", "reporter"): (ShownAnswer(RowKind.HEADING, Role.REPORTER),),
    **{
        ("new-goals", role.value): (ShownAnswer(RowKind.GOAL, role),)
        for role in (Role.CONTENT, Role.BASIS, Role.DUE, Role.SUPPORTS, Role.REASON)
    },
}
"""The same for tables of their own."""
