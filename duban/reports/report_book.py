"""The sheets of one book of a report: one for each value where asked, none that is empty, each under its own name."""

from collections.abc import Iterator, Mapping, Sequence

from duban.messages.text_template import render_text
from duban.model.report_layout import ReportSheet
from duban.model.status import Status
from duban.reports.block_rows import block_rows
from duban.reports.edition_layout import layout_for_edition
from duban.reports.formatting import DASH
from duban.reports.old_names import current_names
from duban.reports.row_links import with_row_links
from duban.reports.sheet import build_sheet, with_last_line
from duban.reports.sheet_facts import sheet_facts
from duban.reports.task_groups import group_tasks, narrow_status
from duban.text.display import shorten
from duban.value_object import ValueObject, replace
from duban.workbook.book import Sheet

_LONGEST_NAME = 31
_NOT_IN_A_NAME = str.maketrans({sign: chr(ord(sign) + 0xFEE0) for sign in "[]:*?/\\"})  # their full-width twins


class _Draft(ValueObject):
    """A sheet before it is laid out.

    Attributes:
        stem: the name of its layout's YAML file, as far as that is known.
        status: what it is about: the whole, or one value's part of it.
        facts: of which its words may speak.
    """

    stem: str
    layout: ReportSheet
    status: Status
    facts: Mapping[str, object]

    @property
    def is_left_out(self) -> bool:
        blocks = (block for block in self.layout.blocks if block.rows)
        return bool(self.layout.absent) and not any(any(True for _ in block_rows(self.status, each)) for each in blocks)

    @property
    def name(self) -> str:
        return render_text(self.layout.name, **self.facts)

    @property
    def absent_line(self) -> str:
        line = render_text(self.layout.absent, **self.facts)
        return "" if line == DASH else line

    def sheet(self, sheet_names: Mapping[str, str]) -> Sheet:
        """sheet_names: stem of a layout → the name of its sheet."""
        facts = {**self.facts, "sheets": sheet_names}
        return build_sheet(self.layout, facts, lambda block: block_rows(self.status, block))


def report_sheet(layout: ReportSheet, status: Status) -> Sheet:
    """A sheet of a report about the whole, empty or not.

    Args:
        layout: templates/reports/*.yaml; names of version 0.1.0 are understood.
        status: what is reported on.
    """
    return _draft("", layout, status, sheet_facts(status)).sheet({})


def report_sheets(layouts: Mapping[str, ReportSheet], status: Status) -> tuple[Sheet, ...]:
    """The sheets of one book, under names of their own; of a layout with `each`, one for each value that there is.

    Args:
        layouts: by the names of their YAML files, in the order of the book.
        status: what is reported on.

    Returns:
        A sheet that may be absent and has no rows is left out; its line stands at the end of the sheet before it, or of
        the first one. Where all are absent, the first stays.
    """
    facts = sheet_facts(status)
    drafts = [draft for stem, layout in layouts.items() for draft in _drafts(stem, layout, status, facts)]
    present, lines = _present_drafts(drafts)
    sheet_names = {draft.stem: draft.name for draft in present if not draft.layout.each}
    taken_names: set[str] = set()
    sheets = [draft.sheet(sheet_names) for draft in present]
    named = [replace(sheet, name=_unused_name(sheet.name, taken_names)) for sheet in sheets]
    finished = list(map(with_last_line, named, lines))
    targets = [sheet for draft, sheet in zip(present, finished, strict=True) if draft.layout.linked]
    return with_row_links(finished, targets)


def _present_drafts(drafts: Sequence[_Draft]) -> tuple[Sequence[_Draft], Sequence[str]]:
    """The sheets that are not left out, and what stands at the end of each."""
    present: list[_Draft] = []
    lines = [""]
    for draft in drafts:
        if draft.is_left_out:
            lines[-1] += draft.absent_line
        else:
            if present:
                lines.append("")
            present.append(draft)
    return (present, lines) if present else (drafts[:1], [""])


def _drafts(stem: str, layout: ReportSheet, status: Status, facts: Mapping[str, object]) -> Iterator[_Draft]:
    """One, or one for each value."""
    groups = group_tasks(status, layout.each) if layout.each else ()
    for group in groups:
        part = narrow_status(status, group.tasks)
        yield _draft(stem, layout, part, {**sheet_facts(part), "each": group.title})
    if not groups:
        yield _draft(stem, layout, status, facts)


def _draft(stem: str, layout: ReportSheet, status: Status, facts: Mapping[str, object]) -> _Draft:
    layout = replace(layout, blocks=tuple(map(current_names, layout.blocks)))
    layout = layout_for_edition(layout, status.edition)
    return _Draft(stem, layout, status, {"each": "", **facts})


def _unused_name(name: str, taken_names: set[str]) -> str:
    """A name that Excel takes and that no sheet of the book has yet; it is taken from then on."""
    base = name.translate(_NOT_IN_A_NAME).strip("' ") or "—"
    number, suffix = 1, ""
    while True:
        room = _LONGEST_NAME - len(suffix)
        unused = shorten(base, room) + suffix
        if unused.casefold() not in taken_names:
            taken_names.add(unused.casefold())
            return unused
        number += 1
        suffix = f"({number})"
