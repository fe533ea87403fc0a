"""Which answers lost their row when the plan was changed in place, told from the plan as issued and as it stands."""

from collections.abc import Mapping
from datetime import date

import pytest

from duban.messages.finding import Place
from duban.model.change import AmendmentKind, Change
from duban.model.form_id import FormId
from duban.model.plan import Plan
from duban.model.return_ import Return
from duban.model.submission import Answer, AnswerCell, Record, Submission
from duban.review.lost_rows import LostRow, lost_rows, lost_rows_without_answers, planned_rows
from duban.value_object import replace
from tests import returns

PLAN = returns.office().plan
JUNE_LINE, AUTUMN_LINE = "二是6月底前全面检查。", "三是9月底前巩固提升。"
OTHER_WORDS = "新校区桩基施工与绿化工程招标"


def sent(unit: str, period: str, answers: Mapping[str, Answer]) -> Return:
    """A return in which these rows were answered, or left blank."""
    form_id = FormId("MJ2022", period, "JZ", unit, "ABCDEF")
    cells = {key: AnswerCell(value, value or "", Place("甲.xlsx")) for key, value in answers.items()}
    records = {key: Record(key, {"state": cell, "note": cell._replace(value=None)}) for key, cell in cells.items()}
    return Return("甲.xlsx", unit, submission=Submission(form_id, "甲.xlsx", "", {}, records))


def reworded(key: str, content: str) -> Plan:
    """The plan in which one milestone says something else."""
    tasks = []
    for task in PLAN.tasks:
        parts = [replace(part, content=content) if part.key == key else part for part in task.milestones]
        tasks.append(replace(task, milestones=tuple(parts)))
    return replace(PLAN, tasks=tuple(tasks))


def without(*keys: str, number: str = "2", kind: AmendmentKind | None = None) -> Plan:
    """The plan without some milestones of a task, or without the task itself; kind: what was decided about it."""
    changes = (Change(day=date(2022, 7, 1), kind=kind),) if kind else ()
    tasks = []
    for task in PLAN.tasks:
        parts = tuple(part for part in task.milestones if part.key not in keys)
        if task.number == number and task.key not in keys:
            tasks.append(replace(task, milestones=parts, changes=changes))
        elif task.number != number:
            tasks.append(task)
    return replace(PLAN, tasks=tuple(tasks))


def lost(today: Plan, *forms: Return) -> list[LostRow]:
    return lost_rows(forms, lambda _: planned_rows(PLAN), planned_rows(today))


SAID = sent("DDS", "2022-06", {"2@0630": "有困难"})
GONE = LostRow("2", JUNE_LINE, "", ("DDS",), ("2022-06",))


@pytest.mark.parametrize(
    ("today", "form", "expected"),
    [
        (PLAN, SAID, []),
        (without("2@0630"), SAID, [GONE]),
        (without("2@0630"), sent("DDS", "2022-06", {"2@0630": None}), []),  # nothing was said there
        (without("2@0630"), sent("DDS", "2022-06", {"2@0930": "有困难"}), []),
        # which unit's, which of several rows, which target: the row of all of them is gone, and it is told once
        (without("2@0630"), sent("DDS", "2022-06", {"2@0630~DDS": "甲", "2@0630+1": "乙", "2@0630#1": "丙"}), [GONE]),
        # what never was a row of the plan, such as that about the unit itself
        (PLAN, sent("DDS", "2022-06", {"~DDS": "甲", "9@0630": "乙"}), []),
        # the key is another's now, or the same in better words
        (
            reworded("2@0630", OTHER_WORDS),
            SAID,
            [LostRow("2", JUNE_LINE, f"二是6月底前{OTHER_WORDS}", ("DDS",), ("2022-06",))],
        ),
        (reworded("2@0630", "全面检查到位。"), SAID, []),
        (  # number and day are the same, and no part of what is to be done
            reworded("2@0630", "全面推开。"),
            SAID,
            [LostRow("2", JUNE_LINE, "二是6月底前全面推开。", ("DDS",), ("2022-06",))],
        ),
        # a task as a whole: gone, or another one under its number
        (
            without("2"),
            sent("DDS", "2022-06", {"2": "已部署"}),
            [LostRow("2", "双减", "", ("DDS",), ("2022-06",))],
        ),
        # a decision says itself what it did to the milestones
        (without("2@0630", kind=AmendmentKind.STAGED), SAID, []),
        (without("2@0630", kind=AmendmentKind.POSTPONED), SAID, [GONE]),
    ],
)
def test_an_answer_is_lost_where_its_row_is_gone_or_another_s(
    today: Plan, form: Return, expected: list[LostRow]
) -> None:
    assert lost(today, form) == expected


def test_a_decision_about_steps_does_not_take_the_place_of_the_task() -> None:
    """Under the number of a task that was given steps there now stands another task: its own answer is lost."""
    staged = Change(day=date(2022, 7, 1), kind=AmendmentKind.STAGED)
    tasks = tuple(
        replace(task, name=OTHER_WORDS, changes=(staged,)) if task.number == "2" else task for task in PLAN.tasks
    )
    today = replace(PLAN, tasks=tasks)
    form = sent("DDS", "2022-06", {"2": "已部署"})
    assert lost(today, form) == [LostRow("2", "双减", OTHER_WORDS, ("DDS",), ("2022-06",))]


def test_units_and_periods_are_named_once_each_and_in_order() -> None:
    forms = [sent(unit, period, {"2@0630": "甲"}) for period in ("2022-07", "2022-06") for unit in ("DDS", "JCG")]
    assert lost(without("2@0630"), *forms) == [LostRow("2", JUNE_LINE, "", ("DDS", "JCG"), ("2022-06", "2022-07"))]


def test_every_lost_row_is_told() -> None:
    form = sent("DDS", "2022-06", {"2@0630": "甲", "2@0930": "乙", "2@0531": "丙"})
    assert [row.line for row in lost(without("2@0630", "2@0930"), form)] == [JUNE_LINE, AUTUMN_LINE]


def test_the_words_are_those_of_the_plan_from_which_the_form_was_issued() -> None:
    """In July the row was another's already, and so was what was answered in it."""
    july = reworded("2@0630", OTHER_WORDS)
    issued = {"2022-06": planned_rows(PLAN), "2022-07": planned_rows(july)}
    forms = [sent("DDS", period, {"2@0630": "甲"}) for period in issued]
    found = lost_rows(forms, lambda return_: issued[return_.form.form_id.period], planned_rows(july))
    assert found == [LostRow("2", JUNE_LINE, f"二是6月底前{OTHER_WORDS}", ("DDS",), ("2022-06",))]


def test_a_task_without_steps_is_called_by_its_name() -> None:
    """Its only milestone repeats what the task says."""
    whole = replace(PLAN.tasks[2].milestones[0], implicit=True)
    tasks = (*PLAN.tasks[:2], replace(PLAN.tasks[2], milestones=(whole,)))
    issued = replace(PLAN, tasks=tasks)
    today = replace(issued, tasks=PLAN.tasks[:2])
    form = sent("DDS", "2022-06", {"3@1231": "能按期完成"})
    rows = lost_rows([form], lambda _: planned_rows(issued), planned_rows(today))
    assert [row.line for row in rows] == ["护苗"]


@pytest.mark.parametrize(
    ("today", "answered", "expected"),
    [
        (PLAN, [], []),
        (without("2@0630"), [], [LostRow("2", JUNE_LINE, "", (), ())]),
        (without("2@0630"), [GONE], []),  # told with its answers
        (reworded("2@0630", OTHER_WORDS), [], [LostRow("2", JUNE_LINE, f"二是6月底前{OTHER_WORDS}", (), ())]),
        (reworded("2@0630", "全面检查到位。"), [], []),
        (without("2"), [], [LostRow("2", "双减", "", (), ())]),  # and not each of its milestones
        (without("2@0630", kind=AmendmentKind.STAGED), [], []),
    ],
)
def test_a_row_that_nobody_answered_yet_is_lost_as_well(
    today: Plan, answered: list[LostRow], expected: list[LostRow]
) -> None:
    assert lost_rows_without_answers([planned_rows(PLAN)] * 2, planned_rows(today), answered) == expected
