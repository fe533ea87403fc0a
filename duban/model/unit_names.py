"""The names of units, to be looked for in many texts: what people call their files, who filled in a form."""

from collections.abc import Sequence
from functools import cached_property

from duban.model.unit import MERGED_KIND, Unit
from duban.text.folding import comparison_key
from duban.value_object import ValueObject


class UnitNames(ValueObject, dict=True):
    """The names of units, folded once, when the first text is looked through.

    Attributes:
        units: all that there are, for their names; one that went up into another is named nowhere.
    """

    units: Sequence[Unit]

    def codes_in(self, text: str) -> set[str]:
        """The codes of the units whose names stand in a text; a name inside a longer one that stands there is none."""
        text = comparison_key(text)
        codes: set[str] = set()
        for name, code in self._longest_first:
            if name in text:
                codes.add(code)
                text = text.replace(name, "/")
        return codes

    @cached_property
    def _longest_first(self) -> Sequence[tuple[str, str]]:
        """Each name as it is compared, with the code of its unit."""
        units = (unit for unit in self.units if unit.kind != MERGED_KIND)
        names = ((comparison_key(name), unit.code) for unit in units for name in (unit.name, *unit.aliases))
        return sorted(((name, code) for name, code in names if name), key=lambda named: -len(named[0]))
