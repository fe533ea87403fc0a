"""What a batch of forms was issued from, frozen: a return is always read with its own."""

from functools import cached_property
from hashlib import sha256

from duban.model.assignment import Assignment
from duban.model.base import Model
from duban.model.config import Config
from duban.model.cycle import Cycle
from duban.model.layout import Layout
from duban.model.period import Period
from duban.model.plan import Plan
from duban.model.unit import Directory, Unit


class Snapshot(Model):
    """Plan, units, layout, config and period of one build."""

    plan: Plan
    directory: Directory
    layout: Layout
    config: Config
    cycle: Cycle
    period: Period

    @cached_property
    def assignment(self) -> Assignment:
        """Who answers for what."""
        return Assignment(self.plan, self.directory, self.cycle, self.period)

    def unit(self, code: str) -> Unit:
        """The unit of a code. Raises KeyError."""
        return next(unit for unit in self.directory.units if unit.code == code)

    def to_json(self) -> str:
        """The same text for the same content; what is hashed, and what is kept."""
        return self.model_dump_json(indent=1) + "\n"

    def digest(self) -> str:
        """SHA-256 of the JSON, hex. Costs a dump: ask once a batch."""
        return sha256(self.to_json().encode()).hexdigest()
