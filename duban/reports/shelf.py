"""The shelf of report rows: a function gives the rows of one table, column key → cell or value."""

from collections.abc import Callable, Iterator, Mapping

from duban.model.book import Cell, Scalar
from duban.model.situation import Situation
from duban.registry import Registry

Rows = Iterator[Mapping[str, Cell | Scalar]]
"""A bare value takes the style of its column; a missing key leaves the cell out."""

REPORTS: Registry[Callable[[Situation], Rows]] = Registry()
