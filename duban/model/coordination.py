"""提请协调: what units ask of the leaders, at which level it is dealt with, and what was said and done about it."""

from datetime import date
from enum import StrEnum

from duban.model.role import Role
from duban.model.row import Row
from duban.model.submission import Record
from duban.model.unit import Unit
from duban.value_object import ValueObject, replace


class Level(StrEnum):
    """Who settles it."""

    PARTY_GROUP = "党组"
    HEAD = "局长"
    DEPUTY = "分管"


LEVELS_AS_READ = tuple(Level)
"""The order in which leaders read them; what has no level yet stands behind."""


class CoordinationNote(ValueObject):
    """What the office noted of one item; what is empty is not said.

    Attributes:
        leader_knows: whether the leader in charge knows of it; None where nobody said.
        instruction: of a leader (批示), in his words.
        result: what came of it.
        is_settled: the office says that it is done with.
    """

    level: Level | None = None
    leader_knows: bool | None = None
    instruction: str = ""
    instructed_on: date | None = None
    result: str = ""
    is_settled: bool = False

    def over(self, former: "CoordinationNote") -> "CoordinationNote":
        """This note, where it says nothing with what a former one said; a new instruction has no result yet."""
        is_new_instruction = bool(self.instruction) and self.instruction != former.instruction
        return replace(
            self,
            level=self.level or former.level,
            leader_knows=former.leader_knows if self.leader_knows is None else self.leader_knows,
            instruction=self.instruction or former.instruction,
            instructed_on=self.instructed_on if self.instruction else self.instructed_on or former.instructed_on,
            result=self.result or ("" if is_new_instruction else former.result),
        )


NO_NOTE = CoordinationNote()


class RequestState(StrEnum):
    """How a request stands beside what was asked before."""

    NEW = "new"
    """Asked for the first time since the last report."""
    STANDING = "standing"
    REWORDED = "reworded"
    """Asked before in other words."""
    DROPPED = "dropped"
    """Its unit answered since and asked no more."""
    FINISHED = "finished"
    """Its unit asked no more, and what it is about is finished; the office has not said that it is done with."""
    SETTLED = "settled"
    """The office noted in this period that it is done with."""


class CoordinationItem(ValueObject):
    """What a unit asks in one row: through the year one item, whatever its words.

    Attributes:
        row: the task or the milestone in whose row it is asked.
        records: the newest answers that ask it: of several rows or forms that are one, those that differ in words.
        first_asked: the day on which the first return came that asked it, since it was last settled.
        was_settled: it was noted as done with before, and is asked again.
        note: all that holds.
        former_note: what held before this period.
    """

    row: Row
    unit: Unit
    records: tuple[Record, ...]
    first_asked: date
    state: RequestState
    was_settled: bool = False
    note: CoordinationNote = NO_NOTE
    former_note: CoordinationNote = NO_NOTE

    @property
    def is_open(self) -> bool:
        """Whether it still waits for the leaders: neither done with nor about what was finished without it."""
        return self.state not in {RequestState.FINISHED, RequestState.SETTLED}

    @property
    def leaders(self) -> str:
        """Who is in charge of it, one a line."""
        return self.row.leaders

    @property
    def words(self) -> str:
        """What is asked; several things line by line."""
        return "\n".join(record.text_by_role(Role.HELP) for record in self.records)
