"""分发清单 and 文字稿: which form goes to whom, and texts ready to paste.

交办 goes with the forms, 催报 and 退回 only to those who owe something, a receipt to those whose return counts.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from duban.messages.catalogue import Messages
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
from duban.model.assignment import Assignment
from duban.model.form_id import find_form_ids
from duban.model.report_layout import ReportSheet
from duban.model.return_ import Outcome, Return, lacks_choice
from duban.model.row import Row
from duban.model.status import FilingStatus, Status, UnitStatus
from duban.model.submission import History
from duban.model.unit import Unit
from duban.model.verdict import FINISHED_MEANINGS
from duban.reports.formatting import number_runs
from duban.reports.sheet import build_sheet
from duban.reports.table_rows import ReportRow
from duban.text.display import join_list
from duban.workbook.book import Book

_TO_BE_REMINDED = (FilingStatus.OWING, FilingStatus.UNUSABLE)
_SHORT_HASH = 8
"""So many hex digits of a file's hash are told to its unit: enough to say which file it was."""


@dataclass(frozen=True)
class HandedOutForms:
    """The forms of one period as they lie in 1-下发.

    Attributes:
        form_codes: unit code → form code; only of units that get a form.
        file_names: unit code → the name of the file, likewise.
        history: what was accepted before.
    """

    assignment: Assignment
    form_codes: Mapping[str, str]
    file_names: Mapping[str, str]
    history: History = field(default_factory=History)

    @property
    def units(self) -> tuple[Unit, ...]:
        """The units that get a form, in the directory's order."""
        return tuple(unit for unit in self.assignment.units if unit.code in self.form_codes)

    def row_counts(self, unit: Unit) -> Mapping[str, int]:
        """How many `tasks` and `milestones` a unit answers for, and how many unfinished ones of these are `due` now."""
        tasks = self.assignment.tasks_by_unit.get(unit.code, ())
        rows = [row for task in tasks for row in self.assignment.milestone_rows(task)]
        due = [row for row in rows if row.is_answer_due(self.assignment.period) and not self._is_finished(row)]
        return {"tasks": len(tasks), "milestones": len(rows), "due": len(due)}

    def _is_finished(self, row: Row) -> bool:
        last = self.history.last(row.key)
        return last is not None and last.meaning in FINISHED_MEANINGS


def packing_list(forms: HandedOutForms, layout: ReportSheet, messages: Messages) -> Book:
    """The list as a workbook of one sheet.

    Args:
        forms: which form goes to whom.
        layout: templates/reports/packing.yaml.
        messages: have the words about days of rest.
    """
    period = forms.assignment.period
    notice = messages.text("packing-rest-day", period=period) if period.rest_day else ""
    rows: list[ReportRow] = [
        {
            "number": number,
            "unit": unit.name,
            **forms.row_counts(unit),
            "code": forms.form_codes[unit.code],
            "file": forms.file_names[unit.code],
            "day": period.due,
            "notice": notice,
        }
        for number, unit in enumerate(forms.units, 1)
    ]
    facts = {"plan": forms.assignment.plan, "cycle": forms.assignment.cycle, "period": period, "count": len(rows)}
    sheet = build_sheet(layout, facts, lambda _: rows)
    return Book([sheet], title=sheet.name)


def issue_notices(forms: HandedOutForms, template: str, messages: Messages) -> str:
    """The 交办 text of each unit that gets a form.

    Args:
        forms: which form goes to whom.
        template: templates/notices/issue.txt.
        messages: have the form of address.
    """
    facts = {name: getattr(forms.assignment, name) for name in ("plan", "cycle", "period")}
    return _joined(
        render_text(
            template,
            **facts,
            unit=unit,
            you=messages.address(unit.kind),
            code=forms.form_codes[unit.code],
            **forms.row_counts(unit),
        )
        for unit in forms.units
    )


def reminder_notices(status: Status, template: str) -> str:
    """The 催报 text of each unit of which nothing usable came and something is owed; empty when there is none."""
    return _joined(
        _reminder_notice(status, unit, template)
        for unit in status.units
        if unit.filing_status in _TO_BE_REMINDED and status.as_of > status.period.counted
    )


def correction_notices(status: Status, template: str) -> str:
    """The 退回 text of each unit whose return has to be corrected or explained; empty when there is none."""
    return _joined(text for unit in status.units if (text := _correction_notice(status, unit, template)))


def receipt_notices(status: Status, template: str) -> str:
    """A line for each unit whose return counts: departments keep it as proof. Empty when nothing counts."""
    lines = [
        render_text(
            template,
            **_facts(status, unit.unit),
            file=_file_name(return_),
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


def _task_numbers(status: Status, unit: Unit, return_: Return) -> str:
    """The numbers of the tasks of which a return says anything, in the plan's order; empty where of none."""
    records = return_.submission.records if return_.submission else {}
    answered = {key for key, record in records.items() if not is_blank(record)}
    sheets = status.layout.sheets
    rows = (row for sheet in sheets if sheet.rows != "unit" for row in status.assignment.rows(sheet, unit))
    keys = {row.task.key for row in rows if row.key in answered}
    tasks = [task for task in status.plan.tasks if task.key in keys]
    return join_list(number_runs(status.plan, tasks, status.messages))


def _reminder_notice(status: Status, unit: UnitStatus, template: str) -> str:
    refused = _newest_refused(status, unit)
    facts = {"file": _file_name(refused), "explained": bool(_to_correct(status, refused))}
    return render_text(template, **_facts(status, unit.unit), **facts, unsure=_file_name(_perhaps_its(status, unit)))


def _perhaps_its(status: Status, unit: UnitStatus) -> Return | None:
    """A file that may be the unit's form, of which a person has yet to say whose it is."""
    return next((file for file in status.returns if not file.unit_code and _guessed_unit(file) == unit.unit.code), None)


def _guessed_unit(return_: Return) -> str:
    """The code of the unit whose form a file looks like; empty where it looks like none."""
    form_ids = find_form_ids(return_.owner_guess.form_code) if return_.owner_guess else []
    return form_ids[0].unit if form_ids else ""


def _correction_notice(status: Status, unit: UnitStatus, template: str) -> str:
    is_counted = unit.counted_return is not None and not lacks_choice(unit.unchosen_versions)
    return_ = unit.counted_return if is_counted else _newest_refused(status, unit)
    groups = _to_correct(status, return_)
    doubtful = _doubtful_versions(status, unit) if is_counted else ()
    if not groups and not doubtful:
        return ""
    return render_text(
        template,
        **_facts(status, unit.unit),
        file=_file_name(return_),
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
    return [{"file": _file_name(version), "says": message.text, "hint": message.hint} for version, message in messages]


def _to_correct(status: Status, return_: Return | None) -> Sequence[FindingGroup]:
    """What the unit is told to correct or explain in a return; nothing where there is none."""
    return groups_to_act_on(group_findings(return_.findings, status.messages)) if return_ else ()


def _point(status: Status, group: FindingGroup) -> Mapping[str, object]:
    """What the template may say of one group of findings."""
    places = group.places_text(status.messages)
    return {"at": places, "says": group.message, "hint": group.hint, "must": group.must_correct}


def _newest_refused(status: Status, unit: UnitStatus) -> Return | None:
    """The unit's newest file that could not be used; versions of which one is to be chosen before any other."""
    refused = unit.unchosen_versions or [
        return_
        for return_ in status.returns
        if return_.unit_code == unit.unit.code and return_.outcome is Outcome.REJECTED
    ]
    return max(refused, key=lambda return_: (return_.received_on, return_.run_number, return_.file), default=None)


def _file_name(return_: Return | None) -> str:
    return return_.file.replace("\\", "/").rpartition("/")[2] if return_ else ""


def _facts(status: Status, unit: Unit) -> dict[str, object]:
    you = status.messages.address(unit.kind)
    facts = {name: getattr(status, name) for name in ("plan", "cycle", "period", "as_of")}
    return {**facts, "unit": unit, "you": you}


def _joined(texts: Iterable[str]) -> str:
    """One text a unit, a blank line between them."""
    joined = "\n\n".join(text.strip() for text in texts)
    return joined + "\n" if joined else ""
