"""Proof-reading an office's templates: what it changed by every command, all of them by `duban check`.

A template that is as shipped was proof-read by the program's own tests. What hangs on the plan as well, the kinds of
form that it uses and the lights that the config names, is looked at whoever wrote it. What a template is held against,
such as all tables of reports, is imported only where one of its kind is read.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cached_property, partial
from itertools import chain

from duban.fields import days_by_name
from duban.messages.finding import Finding, UnplacedFinding
from duban.model.amendment_mapping import AMENDMENT_COLUMNS
from duban.model.assignment import Assignment
from duban.model.layout import Layout
from duban.model.light_preset import LightPreset
from duban.model.palette import DEFAULT_PALETTE
from duban.model.period import list_periods
from duban.model.plan_parts import Target
from duban.model.report_layout import ReportSheet
from duban.model.role import Role
from duban.proofreading.form_layouts import LayoutSample, layout_errors, state_not_asked
from duban.proofreading.templates import (
    duplicate_kind_errors,
    kind_name_errors,
    message_errors,
    overlong_texts,
    register_layout_errors,
    report_book_errors,
    report_sheet_errors,
    style_errors,
    template_text_errors,
    unknown_answer_names,
    unknown_name,
    unused_colors,
)
from duban.validation.writing import plain_data
from duban.value_object import ValueObject, replace
from duban.workspace.template_files import PAGE_TEMPLATES, ReadWhenAsked
from duban.workspace.workspace import Workspace

_ROWS_OF_A_BATCH = ("packing", "calendar-missing", "calendar-periods", "calendar-milestones")
_ROWS_OF_A_YEAR = ("archive-unsettled", "archive-files")
_ROWS_OF_AN_UPPER_FORM = ("upward-basis", "upward-blank")
"""Rows that come from a batch of forms, a calendar, an archive or a form of the office above, not from a status."""
_SAMPLE_TARGET = Target(name="—", goal=Decimal(1))
"""Paths of form kinds are tried on a row that has everything."""
NOTICE_NAMES = (
    *("issue", "due-soon", "remind", "return", "check-back"),
    *("instructed", "extension", "receipt", "upward", "amend"),
)

_FileErrors = tuple[str, Iterable[UnplacedFinding]]
"""Name of a template file, and what is wrong in it."""


class TemplateProof(ValueObject, dict=True):
    """The templates of a workspace as they are proof-read.

    Attributes:
        whole: all of them, not only those that are not as shipped.
    """

    workspace: Workspace
    whole: bool

    @property
    def steps(self) -> tuple[Callable[[], object], ...]:
        """What reads each of them; each may raise InputError."""
        workspace = self.workspace
        always_read: Mapping[str, Callable[[], object]] = {
            "lights.yaml": lambda: workspace.base_light_rules,
            "register.yaml": lambda: workspace.register_layout,
            "wording.yaml": lambda: workspace.wording,
            "reports/books.yaml": lambda: workspace.report_books,
            "editions.yaml": lambda: workspace.editions,
        }
        return (
            *(partial(workspace.layouts.__getitem__, name) for name in self._layout_names),
            lambda: workspace.messages,
            lambda: workspace.resolved_styles,
            lambda: self._presets,
            *(read for name, read in always_read.items() if self._may_be_broken(name)),
            *((lambda: workspace.palettes,) if self._palettes_are_read else ()),
            *((lambda: workspace.upper_headers,) if self._is_read("upper-headers.yaml") else ()),
            *(partial(workspace.report_sheets.__getitem__, stem) for stem in self._sheet_names),
            *(partial(workspace.notice_template, name) for name in self._notice_names),
            *self._page_steps,
            *((lambda: workspace.letter_kinds,) if self._is_read("letters.yaml") else ()),
            *self._letter_steps,
        )

    @property
    def _page_steps(self) -> Iterator[Callable[[], object]]:
        if any(map(self._is_read, PAGE_TEMPLATES)):
            from duban.journeys.page_look import check_page_look

            yield partial(check_page_look, self.workspace)

    @property
    def _letter_steps(self) -> Iterator[Callable[[], object]]:
        files = [name for name in self.workspace.templates.names("notices", "docx") if self._is_read(f"notices/{name}")]
        if files:
            from duban.journeys.letter_template import proofread_letter
            from duban.reports.letters import LETTERS

            yield from (partial(proofread_letter, self.workspace, key) for key in LETTERS if f"{key}.docx" in files)

    def findings(self) -> Iterator[Finding]:
        """What is wrong in them beyond their shape, at its line: errors and warnings."""
        parts = (self._layout_errors, self._light_errors, self._look_errors, self._report_errors, self._text_errors)
        for name, errors in chain.from_iterable(part() for part in parts):
            yield from (self.workspace.to_finding(name, error) for error in errors)

    def _is_read(self, name: str) -> bool:
        return self.whole or not self.workspace.templates.is_as_shipped(name)

    def _may_be_broken(self, name: str) -> bool:
        return self._is_read(name) or self.workspace.templates.is_shipped_folder

    @cached_property
    def _presets(self) -> dict[str, LightPreset]:
        """Those that are read; all where the config names one, for it may be any."""
        names = self.workspace.templates.names("lights-presets")
        is_any = self.workspace.config.light_preset or any(self._is_read(f"lights-presets/{name}") for name in names)
        return self.workspace.light_presets if is_any else {}

    @cached_property
    def _palettes_are_read(self) -> bool:
        """Where the config names one, it may be any."""
        names = self.workspace.templates.names("palettes")
        return bool(self.workspace.config.palette_name) or any(self._is_read(f"palettes/{name}") for name in names)

    @cached_property
    def _layout_names(self) -> list[str]:
        return [name for name in self.workspace.layouts if self._may_be_broken(f"forms/{name}")]

    @cached_property
    def _sheet_names(self) -> list[str]:
        return [stem for stem in self.workspace.report_sheets if self._is_read(f"reports/{stem}.yaml")]

    @cached_property
    def _notice_names(self) -> list[str]:
        return [name for name in NOTICE_NAMES if self._is_read(f"notices/{name}.txt")]

    def _layout_errors(self) -> Iterator[_FileErrors]:
        """Of the kinds of form."""
        workspace = self.workspace
        forms_of_plan = {cycle.form for cycle in workspace.loaded_plan.plan.cycles}
        kinds = workspace.layouts.kinds
        for name, kind in kinds.items():
            file = f"forms/{name}"
            yield file, duplicate_kind_errors(kind, kinds)
            is_used, is_read = kind.name in forms_of_plan, self._is_read(file)
            if is_read:
                yield file, kind_name_errors(kind)
                yield file, overlong_texts(plain_data(workspace.layouts[name]))
            if (is_read or is_used) and (sample := _layout_sample(workspace, workspace.layouts[name])):
                yield file, layout_errors(workspace.layouts[name], sample)
            if is_used and kind.code not in workspace.report_books.kinds:  # its report lists milestones by light
                yield file, state_not_asked(workspace.layouts[name])

    def _report_errors(self) -> Iterator[_FileErrors]:
        """Of report sheets, and of the workbooks that they make up."""
        workspace = self.workspace
        if self._sheet_names:
            yield from self._sheet_errors()
        if self._is_read("reports/books.yaml"):
            form_codes = [kind.code for kind in workspace.layouts.kinds.values()]
            yield "reports/books.yaml", report_book_errors(workspace.report_books, form_codes, workspace.report_sheets)
        if self._is_read("editions.yaml"):
            from duban.proofreading.reader_editions import edition_errors

            yield "editions.yaml", edition_errors(workspace.editions, workspace.report_sheets)

    def _sheet_errors(self) -> Iterator[_FileErrors]:
        from duban.reports.old_names import OLD_TABLES, sheet_name_findings
        from duban.reports.table_rows import TABLES, Subject

        workspace = self.workspace
        column_keys = {*Role, *(key for layout in workspace.layouts.values() for key in _input_keys(layout))}
        other_rows = (*_ROWS_OF_A_BATCH, *_ROWS_OF_A_YEAR, *_ROWS_OF_AN_UPPER_FORM)
        row_sources = list(dict.fromkeys((*TABLES, *Subject, *OLD_TABLES, *other_rows)))
        for stem in self._sheet_names:
            sheet: ReportSheet = workspace.report_sheets[stem]
            yield (
                f"reports/{stem}.yaml",
                report_sheet_errors(sheet, row_sources, workspace.styles, workspace.report_sheets),
            )
            yield f"reports/{stem}.yaml", sheet_name_findings(sheet)
            yield f"reports/{stem}.yaml", overlong_texts(plain_data(sheet))
            yield f"reports/{stem}.yaml", unknown_answer_names(sheet, column_keys)

    def _light_errors(self) -> Iterator[_FileErrors]:
        """Of the rules of lights and of their presets."""
        workspace = self.workspace
        is_read = self._is_read("lights.yaml")
        if not (is_read or self._presets):
            return
        from duban.proofreading.light_rules import light_preset_errors, light_rule_errors
        from duban.review.lights import light_rule, memory_rule

        light_functions = dict((*light_rule.items(), *memory_rule.items()))
        if is_read:
            yield "lights.yaml", light_rule_errors(workspace.typed_light_rules, light_functions)
        for name, preset in self._presets.items():
            file = f"lights-presets/{name}"
            if preset.name == workspace.config.light_preset or self._is_read(file):
                yield file, light_preset_errors(preset, workspace.base_light_rules, light_functions)

    def _look_errors(self) -> Iterator[_FileErrors]:
        """Of 办公室登记 and of styles."""
        workspace = self.workspace
        if self._is_read("register.yaml"):
            from duban.register.sheets import REQUIRED_COLUMNS

            yield "register.yaml", register_layout_errors(workspace.register_layout, REQUIRED_COLUMNS)
            yield "register.yaml", overlong_texts(plain_data(workspace.register_layout))
        yield (
            "styles.yaml",
            style_errors(workspace.styles, workspace.shipped_styles, workspace.painted_config.full_palette),
        )
        for name, palette in workspace.palettes.items() if self._palettes_are_read else ():
            yield f"palettes/{name}", unused_colors(palette.colors, DEFAULT_PALETTE, workspace.styles, "colors")

    def _text_errors(self) -> Iterator[_FileErrors]:
        """Of sentences and notices."""
        for name, entries in self.workspace.messages_by_file.items():
            if self._is_read(f"texts/{name}"):
                yield f"texts/{name}", message_errors(entries)
                yield f"texts/{name}", overlong_texts(entries)
        for name in self._notice_names:
            yield f"notices/{name}.txt", template_text_errors((), self.workspace.notice_template(name))
        if self._is_read("letters.yaml"):
            from duban.reports.letters import LETTERS

            for key, kind in self.workspace.letter_kinds.kinds.items():
                yield "letters.yaml", unknown_name(("kinds",), key, LETTERS)
                yield "letters.yaml", template_text_errors(("kinds", key, "file"), kind.file)


def _layout_sample(workspace: Workspace, layout: Layout) -> LayoutSample | None:
    """The plan's first task and period, to try a form kind on; None where there is no period.

    Texts of a form kind that the plan does not use have no facts.
    """
    plan, directory = workspace.loaded_plan.plan, workspace.loaded_plan.directory
    used = next((cycle for cycle in plan.cycles if cycle.form == layout.name), None)
    cycle = used or plan.cycles[0]
    periods = list_periods(plan, cycle, workspace.holidays)
    if not periods:
        return None
    facts = {"plan": plan, "cycle": cycle, "period": periods[0], "unit": directory.units[0]}
    files = {kind.code: name for name, kind in workspace.layouts.kinds.items()}
    milestone_row = Assignment(plan, directory, cycle, periods[0]).milestone_rows(plan.tasks[0])[0]
    return LayoutSample(
        row=replace(milestone_row, target=_SAMPLE_TARGET),
        day_names=days_by_name(plan.year, periods[0]),
        facts=facts if used else None,
        input_keys=ReadWhenAsked(files, lambda code: _input_keys(workspace.layouts[files[code]])),
        amendment_keys=AMENDMENT_COLUMNS,
        categories=[category.name for category in plan.categories] if used else (),
    )


def _input_keys(layout: Layout) -> list[str]:
    return [column.key for sheet in layout.sheets for column in sheet.input_columns]
