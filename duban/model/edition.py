"""For whom a report is made, and what such readers are not shown (templates/editions.yaml)."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

from duban.model.role import Role
from duban.validation.declaration import Field
from duban.validation.model import Model


class Withheld(StrEnum):
    """What an edition may keep back."""

    COORDINATION = "coordination"
    """What units ask of the leaders, what leaders said to it (提请协调、批示), and on what rulings are based."""
    LADDER = "ladder"
    """The steps of the office's own rule for what lags, and for how long in a row it has (连续亮灯、约谈)."""
    CONTACTS = "contacts"
    """Whom the office calls and at which number, who filled a form in, who confirmed what to the clerk."""
    PEOPLE = "people"
    """Names of persons beyond those that the plan prints with a task: leaders and heads of the units' list."""
    NUMBERS = "numbers"
    """Telephone, identity and card numbers of persons in what units typed: masked, once the clerk has confirmed it."""
    SOURCES = "sources"
    """Files, sheets and cells that figures came from, and what was found wrong in them."""
    WORDS = "words"
    """What units typed freely, but in columns of the roles that the edition lists."""
    FILINGS = "filings"
    """Who has not reported, or not in time; and whom the office proposes to lead what nobody leads yet (拟牵头)."""
    LIGHTS = "lights"
    """The lights, their reasons, what was ruled, when it was or will be finished, and what is not known (待核实)."""
    HISTORY = "history"
    """What earlier reports said, and earlier answers."""


class Edition(Model):
    """One way in which a period's report goes out."""

    name: Annotated[str, Field(description="What it is called on the command line, on paper and in folders.")] = ""
    mark: Annotated[str, Field(description="Printed on top: for whom it is.")] = ""
    withholds: Annotated[frozenset[Withheld], Field(description="What it keeps back; nothing: it shows all.")] = (
        frozenset()
    )
    words: Annotated[
        tuple[Role, ...], Field(description="Roles of columns whose words are shown though it withholds words.")
    ] = ()
    sheets: Annotated[
        Mapping[str, str],
        Field(
            description="A sheet of the report → the one that takes its place in this edition; nothing: it is left out."
        ),
    ] = {}
    only: Annotated[
        tuple[str, ...], Field(description="The sheets of this edition, whatever the report has; none: as it has.")
    ] = ()
    reviewed: Annotated[
        bool, Field(description="Whether the clerk confirms that it was read for secrets (保密审查) first.")
    ] = False

    def withheld(self, *parts: Withheld) -> bool:
        """Whether it keeps back any of these."""
        return not self.withholds.isdisjoint(parts)

    def shows(self, part: str) -> bool:
        """Whether it shows something that editions may keep back, by that name."""
        return not self.withheld(Withheld(part))


class Editions(Model):
    """templates/editions.yaml."""

    editions: Annotated[
        tuple[Edition, ...],
        Field(min_length=1, description="The first is what compiling writes, and withholds nothing."),
    ]

    @property
    def whole(self) -> Edition:
        """What compiling writes: it keeps nothing back, for the clerk's working papers are of it too."""
        return self.editions[0]

    def find(self, name: str) -> Edition | None:
        """The edition of a name; the first for none, None where there is no such edition."""
        if not name:
            return self.whole
        return next((edition for edition in self.editions if edition.name == name), None)
