"""What files are called: for the office, its year and the period, so that those of two months lie in one mail."""

from collections.abc import Mapping

from duban.messages.text_template import render_text
from duban.model.plan import PlanHead
from duban.model.status import Status


def file_name_facts(status: Status) -> Mapping[str, object]:
    """What the name of a file may speak of.

    Returns:
        `plan`, `cycle`, `period`, `edition`; `form`: the kind of form, empty for the plan's first; `title`: office,
        year and subject, and that kind (台山市教育局2022年重点工作, 某局2021年重点工作督查核定表).
    """
    form = "" if status.cycle == status.plan.cycles[0] else status.layout.name
    title = subject_of_office(status.plan) + form
    facts = {"plan": status.plan, "cycle": status.cycle, "period": status.period, "edition": status.edition}
    return {**facts, "form": form, "title": title}


def book_file_name(template: str, status: Status) -> str:
    """The name of a file, not yet made safe for every system. template: such as `{{ title }}汇总报告.xlsx`."""
    return render_text(template, **file_name_facts(status))


def subject_of_office(plan: PlanHead) -> str:
    """The plan's subject with the office and the year, neither of them twice."""
    subject = plan.subject if str(plan.year) in plan.subject else f"{plan.year}年{plan.subject}"
    if subject[:2] == plan.office[:2]:
        return subject
    ends = (plan.office[start:] for start in range(len(plan.office)))
    shared = next((end for end in ends if subject.startswith(end)), "")
    return plan.office + subject.removeprefix(shared)
