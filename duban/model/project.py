"""What a plan says of a task that is a project: its investment, its years and its goal, as tables have it."""

from typing import Annotated

from duban.model.plan_parts import Comparison, Target
from duban.model.typed import ExactNumber
from duban.validation.declaration import Field
from duban.validation.model import TypedModel

INVESTMENT_NAME, INVESTMENT_UNIT = "完成投资", "万元"
"""Of the number that a project promises for the year."""


class Project(TypedModel):
    """A project as its table has it; nothing of it need be said. Sums are in 万元."""

    total: Annotated[ExactNumber | None, Field(alias="总投资", ge=0)] = None
    """What it costs in all years, exact."""
    planned: Annotated[ExactNumber | None, Field(alias="年度计划投资", ge=0)] = None
    """What shall be invested in the plan's year, exact; it becomes the number 完成投资 that forms ask for."""
    earlier: Annotated[ExactNumber | None, Field(alias="至上年底累计", ge=0)] = None
    """What was invested in the years before, exact."""
    years: Annotated[str, Field(alias="建设起止年限")] = ""
    """From which year to which it is built, as printed."""
    scale: Annotated[str, Field(alias="建设规模")] = ""
    """What is built, as printed."""
    stage: Annotated[str, Field(alias="形象进度目标")] = ""
    """How far the building shall be at the year's end, as printed."""
    begins: Annotated[str, Field(alias="开工")] = ""
    """When building begins or began, as printed."""
    ends: Annotated[str, Field(alias="竣工")] = ""
    """When it shall be finished, as printed."""

    def with_investment(self, targets: tuple[Target, ...]) -> tuple[Target, ...]:
        """The numbers that a task promises, and the year's investment where it is not among them."""
        if not self.planned or any(
            (target.name, target.unit) == (INVESTMENT_NAME, INVESTMENT_UNIT) for target in targets
        ):
            return targets
        investment = Target(name=INVESTMENT_NAME, goal=self.planned, unit=INVESTMENT_UNIT, compare=Comparison.AT_LEAST)
        return (*targets, investment)


def is_no_project(project: Project) -> bool:
    """Whether nothing is said of a project."""
    return project == Project()
