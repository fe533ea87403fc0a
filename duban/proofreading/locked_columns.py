"""Mistakes in the locked columns of a form kind: paths that lead nowhere, or to what no cell can show."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from operator import attrgetter

from duban.fields.locked import CHECK_PATH, OWN_COLUMNS, STAGE_PATH, is_fact_path
from duban.key_path import KeyPath
from duban.messages.finding import UnplacedFinding
from duban.model.layout import Column
from duban.model.plan import Inheritable, Task
from duban.model.row import Row
from duban.proofreading.templates import template_text_errors, unknown_name
from duban.validation.model import fields_of_model
from duban.workbook.book import Scalar

_PATHS_OF_ANSWERS = (STAGE_PATH, CHECK_PATH)
_SUBJECTS = ("task", "task.project", "milestone", "target", "group", "heading", "unit", "plan")
"""What a row leads to, and what of it a cell can show."""


def locked_column_errors(path: KeyPath, column: Column, row: Row) -> Iterator[UnplacedFinding]:
    """What is wrong in a column that shows or says something.

    Args:
        path: of the column in its file.
        column: a locked one.
        row: has whatever rows of the sheet can have.
    """
    for key in ("shows", "merge", "underline"):
        shown_path = getattr(column, key)
        if shown_path.startswith(OWN_COLUMNS):  # what the plan's tasks say, asked_row_doubts looks at
            continue
        if shown_path and shown_path not in _PATHS_OF_ANSWERS and not is_path(shown_path, row):
            yield from unknown_name((*path, key), shown_path, shown_paths(row))
        elif shown_path and shown_path not in _PATHS_OF_ANSWERS and not isinstance(attrgetter(shown_path)(row), Scalar):
            yield UnplacedFinding(
                "shows-blank", (*path, key), {"key": key, "value": shown_path, "choices": shown_paths(row)}
            )
    facts = {"row": row, "task": row.task, "plan": row.plan, "unit": row.unit}
    yield from template_text_errors((*path, "says"), column.says, facts)


def is_path(names: str, row: Row) -> bool:
    """Whether names with dots between them lead to a fact from a row."""
    if not is_fact_path(names):
        return False
    try:
        attrgetter(names)(row)
    except AttributeError:
        return False
    return True


def shown_paths(row: Row) -> tuple[str, ...]:
    """Every path that leads to something that a cell can show: of the row itself, then of what it is about."""
    paths = [*_PATHS_OF_ANSWERS]
    for prefix in ("", *_SUBJECTS):
        subject: object = attrgetter(prefix)(row) if prefix else row
        names = [name for name in _attribute_names(type(subject)) if _is_shown(getattr(subject, name))]
        paths += [f"{prefix}.{name}" if prefix else name for name in names]
    return tuple(paths)


def _attribute_names(of: type) -> list[str]:
    """The fields of a class, then its properties."""
    properties = [
        name
        for base in reversed(of.__mro__)
        for name, value in vars(base).items()
        if isinstance(value, property | cached_property)
    ]
    fields: Iterable[str] = getattr(of, "__struct_fields__", ()) or getattr(of, "__match_args__", ())
    passed_on = () if issubclass(of, Task) else fields_of_model(Inheritable)  # headings say these for their tasks
    return [name for name in dict.fromkeys((*fields, *properties)) if name not in passed_on and name[0] != "_"]


def _is_shown(value: object) -> bool:
    return isinstance(value, Scalar) and not isinstance(value, bool)
