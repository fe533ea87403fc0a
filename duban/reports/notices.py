"""Texts ready to paste: 提醒, 催报 and 退回 only to those who owe something, a receipt to those whose return counts.

通报前核对 goes to those whom a notice would name.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from duban.messages.grouping import (
    MOST_LISTED_GROUPS,
    FindingGroup,
    count_findings,
    finding_counts_text,
    group_findings,
    groups_to_act_on,
)
from duban.messages.text_template import render_text
from duban.model.answer_changes import is_blank
from duban.model.coordination import CoordinationItem
from duban.model.extension import ExtensionRequest
from duban.model.form_id import find_form_ids
from duban.model.return_ import Return, lacks_choice
from duban.model.row import Row
from duban.model.status import FilingStatus, Status, UnitStatus
from duban.model.unit import Unit
from duban.reports.check_back import statements_by_unit
from duban.reports.coordination_list import instructed_items
from duban.reports.filings import bare_file_name, newest_refused
from duban.reports.formatting import number_runs, short_day, short_task_name
from duban.reports.replaced_returns import Replacement, replacements
from duban.text.display import join_list, join_texts, shorten

_TO_BE_REMINDED = (FilingStatus.OWING, FilingStatus.UNUSABLE)
_SHORT_HASH = 8
_SHORT_ANSWER, _MOST_CHANGES = 20, 3
"""So many hex digits of a file's hash are told to its unit: enough to say which file it was."""


def due_soon_notices(status: Status, template: str) -> str:
    """The 提醒 text of each unit that has not filed, from some working days before the due day until it is late.

    A unit that the office has granted more time gets its own on the working day before its day, and on that day.
    """
    units = (unit for unit in status.units if _is_reminded_before(status, unit))
    return join_texts(
        render_text(template, **_facts(status, unit.unit), extended_to=unit.filing.extended_to) for unit in units
    )


def _is_reminded_before(status: Status, unit: UnitStatus) -> bool:
    """Whether a unit that is in time and has not filed is reminded on the as-of day."""
    remind_from, reply_by = status.coming.remind_from, status.coming.reply_by
    if unit.has_more_time and unit.filing_status is not FilingStatus.FILED:
        return reply_by is not None and unit.last_day <= reply_by
    return unit.filing_status is FilingStatus.AWAITED and remind_from is not None and status.as_of >= remind_from


def reminder_notices(status: Status, template: str) -> str:
    """The 催报 text of each unit of which nothing usable came and something is owed; empty when there is none."""
    return join_texts(
        _reminder_notice(status, unit, template)
        for unit in status.units
        if unit.filing_status in _TO_BE_REMINDED and status.as_of > status.period.counted and not unit.has_more_time
    )


def correction_notices(status: Status, template: str) -> str:
    """The 退回 text of each unit whose return has to be corrected or explained; empty when there is none."""
    return join_texts(text for unit in status.units if (text := _correction_notice(status, unit, template)))


def check_back_notices(status: Status, template: str) -> str:
    """For each unit that a notice would name: what it would say, and until when the unit may say otherwise."""
    return join_texts(
        render_text(
            template,
            **_facts(status, unit),
            statements=[statement.words for statement in statements],
            reply_by=status.coming.reply_by,
        )
        for unit, statements in statements_by_unit(status).values()
    )


def receipt_notices(status: Status, template: str) -> str:
    """A line for each unit whose return counts: departments keep it as proof. Empty when nothing counts.

    Where the return took the place of an earlier one, it says which, and the first answers that it changed.
    """
    replaced = {each.later.file: each for each in replacements(status) if not each.waits}
    lines = [
        render_text(
            template,
            **_facts(status, unit.unit),
            file=bare_file_name(return_),
            nil=return_.is_nil,
            **_changes(status, replaced.get(return_.file)),
            received=return_.received_on,
            mark=return_.digest[:_SHORT_HASH],
            rows=len(return_.submission.records) if return_.submission else 0,
            tasks=_task_numbers(status, unit.unit, return_),
            open=count_findings(groups_to_act_on(group_findings(return_.findings, status.messages))),
        ).strip()
        for unit in status.units
        if (return_ := unit.counted_return)
    ]
    return "\n".join(lines) + "\n" if lines else ""


def _changes(status: Status, replacement: Replacement | None) -> Mapping[str, object]:
    """The return that was replaced, empty for none, and how the answers differ."""
    changes = replacement.changes if replacement else ()
    return {
        "former": bare_file_name(replacement.former) if replacement else "",
        "changed": len(changes),
        "changes": [
            {
                "place": change.place.cell,
                "label": status.column_labels.get(change.column, change.column),
                "was": shorten(change.before, _SHORT_ANSWER),
                "now": shorten(change.after, _SHORT_ANSWER),
            }
            for change in changes[:_MOST_CHANGES]
        ],
    }


def instruction_notices(status: Status, template: str) -> str:
    """For each unit that asked leaders for something: what they said of it and what came of that nobody knows yet.

    A leader's word goes to no other unit.
    """
    texts, by_unit = [], instructed_items(status)
    for unit in status.units:
        items = [_instructed(status, item) for item in by_unit.get(unit.unit.code, ())]
        if items:
            texts.append(render_text(template, **_facts(status, unit.unit), items=items))
    return join_texts(texts)


def _instructed(status: Status, item: CoordinationItem) -> Mapping[str, object]:
    note = item.note
    day = short_day(status.plan, note.instructed_on) if note.instructed_on else ""
    return {
        **_matter(item.row),
        "words": item.words,
        "day": day,
        "instruction": note.instruction,
    }


def _matter(row: Row) -> Mapping[str, str]:
    """The task and the milestone of a row; empty for the latter where it is the task itself."""
    milestone = row.milestone
    content = "" if milestone is None or milestone.implicit else milestone.content
    return {"number": row.task.number, "name": short_task_name(row.task), "content": content}


def extension_notices(status: Status, template: str) -> str:
    """For each unit that asked in this period for another day: what was decided on it."""
    by_unit: dict[str, list[ExtensionRequest]] = defaultdict(list)
    for request in status.extension_requests:
        if request.answer and request.record.period == status.period.code:
            by_unit[request.unit.code].append(request)
    texts = []
    for unit in status.units:
        if answered := by_unit.get(unit.unit.code):
            items = [_answered(request) for request in answered]
            texts.append(render_text(template, **_facts(status, unit.unit), items=items))
    return join_texts(texts)


def _answered(request: ExtensionRequest) -> Mapping[str, object]:
    """What the template may say of one request and of its answer."""
    row, answer = request.row, request.answer
    facts = {**_matter(row), "asked": request.requested_due, "due": row.due}
    if answer is None:
        return facts
    above = answer.to is not None and answer.lacks_consent(row.task)
    to = None if above else answer.to
    return {**facts, "to": to, "basis": answer.basis, "decided": answer.decided_on, "above": above}


def _task_numbers(status: Status, unit: Unit, return_: Return) -> str:
    """The numbers of the tasks of which a return says anything, in the plan's order; empty where of none."""
    records = return_.submission.records if return_.submission else {}
    answered = {key for key, record in records.items() if not is_blank(record)}
    tasks = {row.task.key: row.task for row in _rows_asked(status, unit) if row.key in answered}
    places = status.assignment.task_places
    in_order = sorted(tasks.values(), key=lambda task: places[task.key])
    return join_list(number_runs(places, in_order, status.messages))


def _rows_asked(status: Status, unit: Unit) -> Iterator[Row]:
    """The rows of a unit's form that are about tasks."""
    for sheet in status.layout.sheets:
        if sheet.rows != "unit":
            yield from status.assignment.rows(sheet, unit)


def _reminder_notice(status: Status, unit: UnitStatus, template: str) -> str:
    refused = newest_refused(status, unit)
    facts: dict[str, object] = {"file": bare_file_name(refused), "explained": bool(_to_correct(status, refused))}
    return render_text(
        template, **_facts(status, unit.unit), **facts, unsure=bare_file_name(_perhaps_its(status, unit))
    )


def _perhaps_its(status: Status, unit: UnitStatus) -> Return | None:
    """A file that may be the unit's form, of which a person has yet to say whose it is."""
    return next((file for file in status.returns if not file.unit_code and _guessed_unit(file) == unit.unit.code), None)


def _guessed_unit(return_: Return) -> str:
    """The code of the unit whose form a file looks like; empty where it looks like none."""
    form_ids = find_form_ids(return_.owner_guess.form_code) if return_.owner_guess else []
    return form_ids[0].unit if form_ids else ""


def _correction_notice(status: Status, unit: UnitStatus, template: str) -> str:
    is_counted = unit.counted_return is not None and not lacks_choice(unit.unchosen_versions)
    return_ = unit.counted_return if is_counted else newest_refused(status, unit)
    groups = _to_correct(status, return_)
    doubtful = _doubtful_versions(status, unit) if is_counted else ()
    if not groups and not doubtful:
        return ""
    return render_text(
        template,
        **_facts(status, unit.unit),
        file=bare_file_name(return_),
        accepted=is_counted,
        doubtful=doubtful,
        counted=finding_counts_text(groups, status.messages),
        points=[_point(status, group) for group in groups[:MOST_LISTED_GROUPS]],
        rest=count_findings(groups[MOST_LISTED_GROUPS:]),
    )


def _doubtful_versions(status: Status, unit: UnitStatus) -> Sequence[Mapping[str, str]]:
    """Later returns that wait while the earlier one counts: the file, and why."""
    reasons = ((version, next(iter(version.findings))) for version in unit.unchosen_versions)
    messages = ((version, status.messages.message(reason)) for version, reason in reasons)
    return [
        {"file": bare_file_name(version), "says": message.text, "hint": message.hint} for version, message in messages
    ]


def _to_correct(status: Status, return_: Return | None) -> Sequence[FindingGroup]:
    """What the unit is told to correct or explain in a return; nothing where there is none."""
    return groups_to_act_on(group_findings(return_.findings, status.messages)) if return_ else ()


def _point(status: Status, group: FindingGroup) -> Mapping[str, object]:
    """What the template may say of one group of findings."""
    places = group.places_text(status.messages)
    return {"at": places, "says": group.message, "hint": group.hint, "must": group.must_correct}


def _facts(status: Status, unit: Unit) -> dict[str, object]:
    you = status.messages.address(unit.kind)
    facts = {name: getattr(status, name) for name in ("plan", "cycle", "period", "as_of")}
    return {**facts, "unit": unit, "you": you, "channel": status.messages.text("channel")}
