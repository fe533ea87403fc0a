"""The shape of a lint: it looks at a plan that loads, and doubts whether it says what was meant."""

from collections.abc import Callable, Iterator

from duban.model.finding import Remark
from duban.model.period import Holidays
from duban.model.plan import Plan
from duban.model.unit import Directory
from duban.registry import Registry

Lint = Callable[[Plan, Directory, Holidays], Iterator[Remark]]

lint: Registry[Lint] = Registry()
