"""What files are called: for the office, its year and the period, so that those of two months lie in one mail."""

from collections.abc import Mapping

from duban.messages.text_template import render_text
from duban.model.edition import Edition
from duban.model.period import Period
from duban.model.plan import Plan, PlanHead
from duban.model.status import Status


def file_name_facts(plan: Plan, form: str, period: Period, edition: Edition) -> Mapping[str, object]:
    """What the name of a file may speak of.

    Args:
        plan: as it stands.
        form: the name of the kind of form.
        period: that is reported on.
        edition: for whom the file is.

    Returns:
        `plan`, `period`, `edition`; `form`: the kind of form, empty for the plan's first; `title`: office, year and
        subject, and that kind (某局2022年重点工作, 某局2021年重点工作某表).
    """
    own_form = "" if form == plan.cycles[0].form else form
    title = subject_of_office(plan) + own_form
    return {"plan": plan, "period": period, "edition": edition, "form": own_form, "title": title}


def book_file_name(template: str, status: Status) -> str:
    """The name of a file, not yet made safe for every system. template: such as `{{ title }}汇总报告.xlsx`."""
    return render_text(template, **file_name_facts(status.plan, status.layout.name, status.period, status.edition))


def subject_of_office(plan: PlanHead) -> str:
    """The plan's subject with the office and the year, neither of them twice."""
    subject = plan.subject if str(plan.year) in plan.subject else f"{plan.year}年{plan.subject}"
    if subject[:2] == plan.office[:2]:
        return subject
    ends = (plan.office[start:] for start in range(len(plan.office)))
    shared = next((end for end in ends if subject.startswith(end)), "")
    return plan.office + subject.removeprefix(shared)
