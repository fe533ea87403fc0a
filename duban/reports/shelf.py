"""The shelf of report rows: a function gives the rows of one table, column key → cell or value."""

from collections.abc import Callable, Iterator, Mapping

from duban.model.status import Status
from duban.registry import Registry
from duban.workbook.book import Cell, Scalar

ReportRows = Iterator[Mapping[str, Cell | Scalar]]
"""A bare value takes the style of its column; a missing key leaves the cell out."""

TABLES: Registry[Callable[[Status], ReportRows]] = Registry()
