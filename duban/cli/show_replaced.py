"""What later returns that came with a run changed, or would; compile prints this before all else."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from duban.cli.words import message, print_line

if TYPE_CHECKING:  # what is heavy is imported when a command has run, so that --help stays fast
    from duban.journeys.compile import CompileResult
    from duban.reports.replaced_returns import Replacement

_MOST_CHANGES = 10


def print_replaced(compiled: "CompileResult") -> None:
    """Each later return that came with this run, and the first of the answers that it changed, or would."""
    labels = compiled.status.column_labels
    for replacement in _new_replacements(compiled):
        files = {"file": replacement.later.file, "former": replacement.former.file}
        counts = {"count": len(replacement.changes), "rest": max(0, len(replacement.changes) - _MOST_CHANGES)}
        print_line(message("replaced", unit=replacement.unit, waits=replacement.waits, **files, **counts))
        for change in replacement.changes[:_MOST_CHANGES]:
            place = "!".join(filter(None, (change.place.sheet, change.place.cell)))
            answers = {"was": change.before, "now": change.after}
            print_line(message("replaced-answer", at=place, label=labels.get(change.column, change.column), **answers))
        if counts["rest"]:
            print_line(message("replaced-rest", rest=counts["rest"]))


def replaced_json(compiled: "CompileResult") -> list[dict[str, object]]:
    """Every later return that came with this run, and what it changed, or would."""
    labels = compiled.status.column_labels
    return [
        {
            "unit": replacement.unit,
            "file": replacement.later.file,
            "former": replacement.former.file,
            "waits": replacement.waits,
            "changes": [
                {
                    "place": str(change.place._replace(file="")).removeprefix(":"),
                    "label": labels.get(change.column, change.column),
                    "was": change.before,
                    "now": change.after,
                }
                for change in replacement.changes
            ],
        }
        for replacement in _new_replacements(compiled)
    ]


def _new_replacements(compiled: "CompileResult") -> "Iterator[Replacement]":
    from duban.reports.replaced_returns import replacements

    return (
        replacement for replacement in replacements(compiled.status) if replacement.later.file in compiled.new_files
    )
