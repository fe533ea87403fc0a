"""Names that report sheets had in version 0.1.0, and names that nothing has.

A sheet that an office wrote then is read as what it would say now; `duban check` tells its old names.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, get_args

from duban.key_path import KeyPath
from duban.messages.finding import UnplacedFinding
from duban.model.report_layout import GroupingKey, ReportBlock, ReportColumn, ReportSheet
from duban.model.typed import closest_match
from duban.reports.table_rows import COLUMNS, CONDITIONS, ORDERS, TOTALS, Subject
from duban.text.lazy_pattern import lazy_pattern
from duban.validation.reading import validated
from duban.validation.writing import plain_data
from duban.value_object import ValueObject, replace


class OldTable(ValueObject):
    """What the code of a table meant.

    Attributes:
        settings: the settings of a block that mean the same now.
        columns: column key then → key now; behind `@` the style that the program set whatever the sheet said.
    """

    settings: Mapping[str, Any]
    columns: Mapping[str, str]


_PUNCTUALITY = lazy_pattern(r"\{%-? if n\.units_filed %\}（其中按时.*?）\{% endif %\}", re.DOTALL)
"""What the shipped overview said of returns in time and late: the program does not know which were."""


_RENAMED_LABELS = {"核定亮灯": "拟亮灯"}
"""Headers that said of what the program works out that persons had ruled it."""


def current_names(block: ReportBlock) -> ReportBlock:
    """The block in the names of this version; unchanged where it has no old ones."""
    old = OLD_TABLES.get(block.rows)
    columns = tuple(_relabelled(column) for column in block.columns)
    block = replace(block, text=_PUNCTUALITY.sub("", block.text), columns=columns)
    if old is None:
        return block
    columns = tuple(_current_column(column, old) for column in block.columns)
    return replace(block, **old.settings, columns=columns)


def sheet_name_findings(sheet: ReportSheet) -> Iterator[UnplacedFinding]:
    """Old names, with the present ones; names of conditions, orders, totals and columns that there are not.

    A column that there is not is a warning: it stays blank, for what is written by hand.
    """
    for index, block in enumerate(sheet.blocks):
        path, current = ("blocks", index), current_names(block)
        if block.text != current.text:
            facts = {"value": "n.units_on_time", "now": "missing"}
            yield UnplacedFinding("report-name-old", (*path, "text"), facts)
        if block.rows != current.rows:
            yield UnplacedFinding("report-name-old", (*path, "rows"), {"value": block.rows, "now": _in_yaml(current)})
        for number, (column, renamed) in enumerate(zip(block.columns, current.columns, strict=True)):
            if column.key != renamed.key:
                place = (*path, "columns", number, "key")
                yield UnplacedFinding("report-name-old", place, {"value": column.key, "now": f"key: {renamed.key}"})
            if column.label != renamed.label:
                place = (*path, "columns", number, "label")
                yield UnplacedFinding("report-name-old", place, {"value": column.label, "now": renamed.label})
        if current.rows in set(Subject):
            yield from _unknown_names(path, current)


def _unknown_names(path: KeyPath, block: ReportBlock) -> Iterator[UnplacedFinding]:
    for number, name in enumerate(block.where):
        if not CONDITIONS.find(name.removeprefix("not-"), block.rows):
            yield _not_a_choice((*path, "where", number), name, CONDITIONS.names(block.rows))
    if block.sort and not ORDERS.find(block.sort, block.rows):
        yield _not_a_choice((*path, "sort"), block.sort, ORDERS.names(block.rows))
    if block.total and block.total not in TOTALS:
        yield _not_a_choice((*path, "total"), block.total, tuple(TOTALS))
    for number, column in enumerate(block.columns):
        if column.label and not COLUMNS.find(column.key, block.rows):
            near = closest_match(column.key, COLUMNS.names(block.rows))
            place = (*path, "columns", number, "key")
            yield UnplacedFinding("report-column-unknown", place, {"value": column.key, "near": near})


def _not_a_choice(path: KeyPath, value: str, choices: tuple[str, ...]) -> UnplacedFinding:
    key = next(step for step in reversed(path) if isinstance(step, str))
    near = closest_match(value.removeprefix("not-"), choices)
    facts = {"key": key, "value": value, "near": near, "choices": choices}
    return UnplacedFinding("value-choice", path, facts)


def _relabelled(column: ReportColumn) -> ReportColumn:
    label = _RENAMED_LABELS.get(column.label, column.label)
    return column if label == column.label else replace(column, label=label)


def _current_column(column: ReportColumn, old: OldTable) -> ReportColumn:
    renamed = old.columns.get(column.key) or old.columns.get(column.key.partition(":")[0])
    if renamed is None:
        return column
    key, _, style = renamed.partition("@")
    return replace(column, key=key or column.key, style=style or column.style)


def _in_yaml(block: ReportBlock) -> str:
    """The settings of a block as a designer would write them, on one line."""
    settings = plain_data(block, without_defaults=True)
    written = {key: value for key, value in settings.items() if key not in {"title", "text", "columns", "empty"}}
    return ", ".join(f"{key}: {str(value).lower()}" for key, value in written.items())


def _table(meaning: str, renamed: str = "") -> OldTable:
    """`tasks where=weighted,with-gap limit=6` and `place=index weight=@score` as an old table."""
    rows, *pairs = meaning.split()
    settings: dict[str, Any] = {"rows": rows, **dict(pair.split("=") for pair in pairs)}
    if "where" in settings:
        settings["where"] = tuple(settings["where"].split(","))
    block = validated(ReportBlock, settings)
    return OldTable(
        {name: getattr(block, name) for name in settings}, dict(pair.split("=") for pair in renamed.split())
    )


_WORRY = "number=index task=task_short line=part light=light_only state=state_marked"
_FOUND = """
    line=part progress=latest_progress state=latest_state judged=inspection order=latest:order light=light_only
    problems=latest:reason help=latest:help expected=latest:expected
"""
_LINE = f"""
    {_FOUND} number=@number task=name_with_leaders@word-middle category=@word-center leaders=@word-center
    lead=@word-center supports=@word-center
"""
_LAGGARD = f"{_FOUND} place=index task=name_with_leaders since=red_history finding=escalation suggests=suggestion"
_OFFICIAL = """
    category=@word-center number=@word-center role=@word-center weight=@word-center units=@word-center
    flag=@word-center group=@word-middle name=@word-middle content=content_only@word-middle people=@word-middle
    sources=@word-middle
"""
_RED = """
    light=light_with_history task=task_and_line reason=ground since=light_since expected=expected_short
    help=help_or_dash
"""
_STEPS = "until=due_text count=step_count check=steps_check"
_CLAIM = """
    proposed=proposed_unit end=claim_result claims=claimants declines=claim_refusals supports=claim_supporters
    wanted=claim:supports leader=claim:leader due=claim:due goals=claim:goals
"""
_SCORE = "place=index unit=score_unit weight=@score own=self_score@score approved=approved_score@score"
_LOSS = f"{_SCORE} lost=score_gap@score"
_CELLS = f"""
    {_LOSS} own_file=latest_file:score own_cell=latest_cell:score approved_file=latest_file:approved
    approved_cell=latest_cell:approved
"""
_MATRIX = """
    leader=leaders weight=weight_or_dash earned=expected_score q1=quarter:1 q2=quarter:2 q3=quarter:3 q4=quarter:4
"""
_GROUPED = "problems=reason_or_problems due=due_text"

OLD_TABLES: Mapping[str, OldTable] = {
    "worries": _table("milestones where=worrying sort=worst-light", _WORRY),
    "other-helps": _table("milestones where=not-worrying,answered:help", _WORRY),
    "milestones": _table("milestones", "place=cell"),
    "task-lines": _table("milestones sort=worst-task merge_tasks=true", _LINE),
    "review-lines": _table("milestones merge_tasks=true", _LINE),
    "review-slow": _table("milestones where=found-slow", _LINE),
    "review-orders": _table("milestones where=not-found-slow,latest:order", _LINE),
    "laggards": _table("milestones where=lagging sort=escalation", _LAGGARD),
    "official": _table("milestones merge_tasks=true", _OFFICIAL),
    "red": _table("milestones where=red sort=newly-red", _RED),
    "asked": _table("milestones where=not-red,answered:help", "light=light_only task=task_and_line"),
    "unassigned": _table("tasks where=unassigned", "due=due_text proposed=proposed_lead"),
    "stages": _table("tasks where=asked-for-steps", _STEPS),
    "stages-missing": _table("tasks where=too-few-steps", _STEPS),
    "claims": _table("tasks", _CLAIM),
    "claims-disputed": _table("tasks where=claim-disputed", _CLAIM),
    "claims-unclaimed": _table("tasks where=claim-unclaimed", _CLAIM),
    "claims-declined": _table("tasks where=claim-declined", _CLAIM),
    "losses": _table(
        "tasks where=weighted,below-weight sort=largest-gap total=losses",
        f"{_LOSS} loss=latest:loss ground=latest:ground",
    ),
    "top-losses": _table(
        "tasks where=weighted,with-gap sort=largest-gap limit=6", f"{_SCORE} lost=score_gap@score-lost why=gap_reason"
    ),
    "unproved": _table("tasks where=weighted,without-evidence", f"{_LOSS} evidence=latest:evidence note=evidence_note"),
    "shared-tasks": _table(
        "tasks where=weighted,of-several-units", f"{_LOSS} lead=score_lead supports=supporting_units"
    ),
    "score-places": _table("tasks where=weighted", _CELLS),
    "matrix": _table("tasks total=matrix", _MATRIX),
    **{f"slice-{by}": _table(f"tasks group={by}", _GROUPED) for by in get_args(GroupingKey)},
}
"""Code of a table in 0.1.0 → what it meant; `milestones` and `tasks` are codes now as well."""
