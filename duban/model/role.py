"""What a column means to checks, lights and reports, whatever an office calls it."""

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    """A role stands at most once among the columns of a sheet, and once in the headings of a form.

    A column whose key is the name of a role has that role; another one says it (`role: state`).
    """

    STATE = "state"
    """How a milestone stands; its options say what they mean to the lights."""
    ACTUAL = "actual"
    """The day on which it was finished."""
    EXPECTED = "expected"
    """The day on which it will be finished, as the unit says."""
    REASON = "reason"
    """Why it is late, difficult, or to be changed."""
    PROGRESS = "progress"
    """What was done, in words."""
    PROBLEMS = "problems"
    """What stands in the way."""
    HELP = "help"
    """What is asked of the leaders."""
    EVIDENCE = "evidence"
    """What proves it."""
    REMARK = "remark"
    """Anything else; printed beside the task."""
    SHARE = "share"
    """How much of it is done, a whole percent."""
    VALUE = "value"
    """The number that was reached, of a target."""

    SCORE = "score"
    """The points that a unit gives itself."""
    APPROVED = "approved"
    """The points that whoever judges gives."""
    GRADE = "grade"
    """The grade that whoever judges gives."""
    LOSS = "loss"
    """Why a unit did not give itself all points."""
    GROUND = "ground"
    """Why whoever judges did not give all points."""
    CONTRIBUTION = "contribution"
    """What a supporting unit did for the task."""

    JUDGED = "judged"
    """What inspectors made of a milestone."""
    OPINION = "opinion"
    """What inspectors found; what a unit says to leading a task."""
    ORDER = "order"
    """What inspectors told a unit to do besides."""

    CONTENT = "content"
    """The wording of a goal or step that a unit proposes."""
    DAY = "day"
    """Until when a proposed step is to be done."""
    DUE = "due"
    """Until when a proposed goal is to be reached."""
    BASIS = "basis"
    """What a proposed goal rests on."""
    SUPPORTS = "supports"
    """Who should help."""
    LEADER = "leader"
    """Who should lead it among the leaders."""
    GOALS = "goals"
    """What whoever wants to lead a task would reach."""
    ADVICE = "advice"
    """Who should lead it instead, and why."""

    REPORTED_ON = "reported_on"
    """The day on which a form was filled in; in the heading."""
    REPORTER = "reporter"
    """Who filled it in; in the heading."""
    NO_CHANGE = "no_change"
    """Whether all that was told before still holds (整表无变化); in the heading."""


ColumnByRole = Mapping[str, str]
"""Role → the key of the column that has it; roles that no column has are left out."""

KEYS_AS_ROLES: ColumnByRole = {role.value: role.value for role in Role}
"""Each role's column is called as the role."""


def role_of_key(key: str) -> Role | None:
    """The role that a column has by its key; None where the key is no role's name."""
    return Role(key) if key in KEYS_AS_ROLES else None
