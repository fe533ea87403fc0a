"""节点延期: whether a unit gets the other day that it asked for, and on whose authority."""

from collections.abc import Iterator, Sequence
from datetime import date

from duban.messages.finding import InputError
from duban.model.assignment import Assignment
from duban.model.change import AmendmentKind
from duban.model.decision import Decisions
from duban.model.extension import Consent, Extension
from duban.model.milestone import Milestone
from duban.model.plan import Plan, Task
from duban.model.register_layout import RegisterLayout
from duban.model.role import Role
from duban.model.unit import Directory
from duban.register.contents import RegisterContents
from duban.register.line_units import UNIT_COLUMN, LineUnits
from duban.register.milestone_rows import NAMING_COLUMNS, find_task, milestone_cells, named_milestone
from duban.register.parsed_register import Decision
from duban.register.sheet_rules import Effect, QuestionRow, RegisterCase, SheetRules, register_sheet
from duban.register.task_names import name_fits
from duban.register.typed_rows import Lookups, TypedRow, TypedRows
from duban.text.dates import parse_deadline
from duban.text.display import join_list

EXTENSIONS = "extensions"
"""The key of the sheet."""
_UNSAID, _REFUSED_ABOVE, _UNKNOWN = "unsaid", "refused-above", "unknown"
"""Answers without effect: nobody said whether those above agree, they do not, or there is no such task."""
_CONSENTS = (Consent.AGREED, Consent.REFUSED, Consent.NEEDLESS)
"""What the choices of the layout mean, in their order."""
_USED = {"number", "name", "position", "milestone", "due", "asked", "reason", "unit", "source"}


@register_sheet(EXTENSIONS)
class ExtensionRules(SheetRules):
    """A row for each request for another day; she writes the day that was granted and by whom, or that it was not.

    What is granted is an amendment of the plan before anything is judged: here is told what became of it.
    """

    columns = frozenset({*_USED, "to", "basis", "decided", "consent"})
    key_columns = ("number", "position", "asked")
    naming_columns = NAMING_COLUMNS
    answer_columns = ("to",)
    counted_columns = frozenset({"due", "asked"})

    def questions(self, case: RegisterCase) -> Iterator[QuestionRow]:
        """A row for each request that nobody has decided on."""
        for request in case.status.extension_requests:
            if request.answer is None:
                yield {
                    **milestone_cells(request.row.task, request.row.milestone if request.position else None),
                    "due": request.row.due,
                    "asked": request.requested_due,
                    "reason": request.record.text_by_role(Role.REASON),
                    "unit": request.unit.name,
                    "source": join_list((*request.row.task.sources, *request.row.task.flags)),
                }

    def decisions(self, rows: TypedRows) -> Decisions:
        """Each answer by itself: what was granted is in the plan, what was refused is not asked again."""
        plan = rows.lookups.assignment.plan
        for row, extension in typed_extensions(rows, plan):
            task = find_task(plan, extension.task)
            subject = (task and _keys(extension, task, rows.lookups.assignment)) or extension.task
            requested_due = extension.requested_due.isoformat() if extension.requested_due else ""
            rows.add_decision(row, "to", subject, _answer(extension, task), requested_due)
        return Decisions()

    def effect(self, decision: Decision, case: RegisterCase) -> Effect:
        """Obeyed where it was refused, or where the plan has the day."""
        if decision.answer in {_UNSAID, _REFUSED_ABOVE, _UNKNOWN}:
            return Effect.NONE
        if not decision.answer or _was_put_off(case, decision, date.fromisoformat(decision.answer)):
            return Effect.OBEYED
        return Effect.NONE

    def reason(self, decision: Decision, case: RegisterCase) -> str:
        """That those above have not agreed, or that the day of the decision is to come."""
        return case.status.messages.text(
            "extension-no-effect",
            reason=decision.answer if decision.answer in {_UNSAID, _REFUSED_ABOVE, _UNKNOWN} else "later",
            as_of=case.status.as_of,
        )


def extensions_in(
    contents: RegisterContents, layout: RegisterLayout, directory: Directory, plan: Plan
) -> tuple[Extension, ...]:
    """What a register answers to requests for another day, before it is known which period it is of.

    Args:
        contents: the register.
        layout: its columns, and the words in it.
        directory: the units of the plan.
        plan: as it is without what the registers grant.

    Raises:
        InputError: with every slip in these rows.
    """
    lookups = Lookups(directory, lambda _unit, _form: "", lambda _name: (), _no_assignment)
    rows = TypedRows(EXTENSIONS, "name", "number", contents, layout, lookups)
    extensions = tuple(extension for _, extension in typed_extensions(rows, plan))
    if rows.mistakes:
        raise InputError(rows.mistakes)
    return extensions


def _no_assignment() -> Assignment:
    message = "requests are read without a period"
    raise ValueError(message)


def typed_extensions(rows: TypedRows, plan: Plan) -> list[tuple[TypedRow, Extension]]:
    """The answered rows; what is wrong in them is added to the slips, and so is an approval without its day.

    Args:
        rows: of the sheet.
        plan: its tasks and its year.
    """
    answers = []
    for row in rows:
        if row.comparable("to"):
            slip_count = len(rows.mistakes)
            extension = _extension(rows, row, plan)
            if len(rows.mistakes) == slip_count:
                answers.append((row, extension))
        elif row.comparable("basis") or row.comparable("decided"):
            rows.add_mistake("extension-unanswered", row, "to", to=rows.sheet.label("to"))
    return answers


def _extension(rows: TypedRows, row: TypedRow, plan: Plan) -> Extension:
    """What a row says, as far as it can be read; what is wrong or lacking in it is added to the slips."""
    is_refused = row.comparable("to") == rows.layout.no
    for key in ("basis", "decided"):
        if not is_refused and not row.comparable(key):
            rows.add_mistake("extension-lacks", row, key, label=rows.sheet.label(key), to=rows.sheet.label("to"))
    if not row.text("number"):
        rows.add_mistake("register-task", row, "number", number="")
    year = plan.year
    milestone, unit = named_milestone(rows, row, year), ""
    if task := find_task(plan, row.text("number")):
        name_fits(rows, row, task, plan, "name")
        unit = _unit(rows, row, task, milestone.among(task.printed_milestones, year))
    return Extension(
        task=row.text("number"),
        milestone=milestone,
        unit=unit,
        requested_due=rows.day(row, "asked", year),
        to=None if is_refused else rows.day(row, "to", year),
        basis=row.text("basis"),
        decided_on=rows.day(row, "decided", year),
        consent=_consent(rows, row),
        place=rows.place(row, "to"),
        cells={key: rows.place(row, key) for key in ("number", "milestone")},
    )


def _unit(rows: TypedRows, row: TypedRow, task: Task, lines: Sequence[Milestone]) -> str:
    """Whose request it is, of several units that lead a line alike; empty of a line of one unit, and of all of them.

    lines: those that the row may mean.
    """
    directory = rows.lookups.directory
    printed = [task.lead_of(one) for line in lines[:1] for one in task.lines[line.line]]
    leads = list({unit.code: unit for name in printed for unit in directory.find_leads(name)}.values())
    units = LineUnits(rows, row)
    meant = units.meant(task, leads)
    if len(leads) <= 1 or units.speaks_for_all:
        return ""
    return "、".join(unit.name for unit in meant) or row.text(UNIT_COLUMN)


def _consent(rows: TypedRows, row: TypedRow) -> Consent:
    """What a row says of those above."""
    choice = rows.choice(row, "consent")
    return Consent.UNSAID if choice is None else _CONSENTS[choice]


def _answer(extension: Extension, task: Task | None) -> str:
    """The day that was granted; empty where it was refused; else why it has no effect."""
    if task is None:
        return _UNKNOWN
    if extension.to is None:
        return ""
    if extension.lacks_consent(task):
        return _REFUSED_ABOVE if extension.consent is Consent.REFUSED else _UNSAID
    return extension.to.isoformat()


def _keys(extension: Extension, task: Task, assignment: Assignment) -> str:
    """The keys of the milestones that a row is about, with blanks between; empty where it means no line or several."""
    lines = extension.milestone.among(task.printed_milestones, assignment.plan.year)
    if len(lines) != 1:
        return ""
    of_line = task.lines[lines[0].line]
    units = assignment.directory.find_leads(extension.unit) if extension.unit else ()
    return " ".join(one.key for one in of_line if not units or assignment.responsible_unit(task, one) in units)


def _was_put_off(case: RegisterCase, decision: Decision, day: date) -> bool:
    """Whether a milestone was put off to a day, by the plan as it stands on the day of the report."""
    plan = case.status.plan
    return any(
        day in {milestone.due, *_days(case, task, milestone)}
        for task in plan.tasks
        for milestone in task.milestones
        if milestone.key in decision.row_keys
    )


def _days(case: RegisterCase, task: Task, milestone: Milestone) -> Iterator[date]:
    """The days to which a milestone was ever put off."""
    assignment, content = case.status.assignment, "" if milestone.implicit else milestone.content
    unit = assignment.responsible_unit(task, milestone)
    for change in task.changes if milestone.first_due_text else ():
        for text in change.texts if change.kind == AmendmentKind.POSTPONED else ():
            is_own = text.milestone == content and (not text.unit or unit in assignment.directory.find_leads(text.unit))
            if is_own and (deadline := parse_deadline(text.after, assignment.plan.year)):
                yield deadline.day
