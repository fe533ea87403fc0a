"""审定: the light of a task or milestone by the word of a leader or a meeting, with its basis."""

from collections.abc import Iterator

from duban.messages.finding import Finding
from duban.model.decision import Decisions
from duban.model.status import MilestoneStatus, TaskStatus
from duban.model.verdict import Light, Ruling
from duban.register.line_units import by_key
from duban.register.parsed_register import Decision
from duban.register.sheet_rules import Effect, QuestionRow, RegisterCase, register_sheet
from duban.register.task_rows import TaskRules, row_subject, task_cells
from duban.register.typed_rows import TypedRow, TypedRows

_ASKED_LIGHTS = frozenset({Light.RED, Light.YELLOW})


@register_sheet("approved")
class ApprovedRules(TaskRules):
    """A row for each task and milestone whose proposed light is red or yellow; she may add a row about any other."""

    columns = frozenset({"number", "task", "part", "unit", "proposed", "reason", "light", "basis", "by"})
    answer_columns = ("light", "basis")

    def questions(self, case: RegisterCase) -> Iterator[QuestionRow]:
        """A row for each such task, and behind it one for each such milestone, unless it is all of the task.

        Of a task that several units answer for as one, each unit's share has a row in place of the milestones.
        """
        for task in case.status.tasks:
            if _is_asked(task, task.row.key, case):
                whole = _question(task, task.row.key, case)
                yield {**whole, "unit": case.everyone} if task.shares else whole
            for share in task.shares if task.task.is_undivided else ():
                if _is_asked(share, share.row.share_key, case):
                    yield _question(share, share.row.share_key, case)
            for milestone in () if task.task.is_undivided else task.milestones:
                if _is_asked(milestone, milestone.row.key, case):
                    yield _question(milestone, milestone.row.key, case, milestone.row.line)

    def decisions(self, rows: TypedRows) -> Decisions:
        """Key of a task, a share or a milestone → what was ruled; nothing is without its basis: no office rules.

        What was ruled of one unit's stands before what was of all.
        """
        rulings: dict[str, tuple[Ruling, int]] = {}
        for row in rows:
            ruling = _ruling(rows, row)
            subject = row_subject(rows, row) if ruling else ""
            if not (ruling and subject):
                continue
            first, first_row = rulings.setdefault(subject, (ruling, row.row.row_number))
            if first.light is not ruling.light:
                rows.add_mistake("register-ruled-twice", row, "light", line=first_row)
            rows.add_decision(row, "light", subject, ruling.light)
        return Decisions(rulings=by_key({subject: ruling for subject, (ruling, _) in rulings.items()}))

    def effect(self, decision: Decision, case: RegisterCase) -> Effect:
        """A ruling of what the report has is obeyed."""
        return Effect.OBEYED if any(key in case.lit_subjects for key in decision.row_keys) else Effect.NONE

    def notes(self, decision: Decision, case: RegisterCase) -> Iterator[Finding]:
        """That another light is proposed now than stood beside it when she typed it; she is obeyed all the same."""
        names = case.status.light_rules.lights
        for verdict in (case.lit_subjects[key].verdict for key in decision.row_keys if key in case.lit_subjects):
            then, proposed = verdict.ruling.proposed_then if verdict.ruling else None, verdict.as_proposed.light
            if then and then is not proposed:
                lights = {"then": then, "proposed": proposed, "light": verdict.light}
                facts = {fact: names[light].name for fact, light in lights.items()}
                yield Finding("register-proposed-otherwise", decision.place, facts)
                return


def _is_asked(subject: TaskStatus | MilestoneStatus, key: str, case: RegisterCase) -> bool:
    """Whether its proposed light is red or yellow, and a report shows it. key: by which rulings know it."""
    return key in case.light_reasons and subject.verdict.as_proposed.light in _ASKED_LIGHTS


def _question(subject: TaskStatus | MilestoneStatus, key: str, case: RegisterCase, part: str = "") -> QuestionRow:
    """A row about a task or one of its milestones. key: by which rulings know it; part: the milestone in words."""
    return {
        **task_cells(subject.row, part),
        "unit": case.unit_name(subject.unit.code),
        "proposed": case.status.light_rules.lights[subject.verdict.as_proposed.light].name,
        "reason": case.light_reasons[key],
    }


def _ruling(rows: TypedRows, row: TypedRow) -> Ruling | None:
    """What is ruled in a row; None where nothing is, or where something of it is a slip."""
    light, basis = rows.lookups.light(row.text("light")), row.text("basis")
    if not (row.comparable("light") or row.comparable("basis")):
        return None
    if light and basis:
        return Ruling(light, basis, row.text("by"), rows.lookups.light(row.text("proposed")))
    labels = {"label": rows.sheet.label("light"), "basis": rows.sheet.label("basis")}
    for key, value in (("light", light), ("basis", basis)):
        if not value:
            rows.add_mistake(f"register-{key}", row, key, **labels, lights=[*rows.lookups.light_names.values()])
    return None
