"""Slips in what a template designer wrote about lights, reports, the register, looks and sentences."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from inspect import signature
from typing import Any

from duban.messages.finding import Severity, UnplacedFinding
from duban.model.config import CellStyle
from duban.model.light_rules import LightRules
from duban.model.register_layout import REQUIRED_REGISTER_COLUMNS, RegisterLayout
from duban.model.report_layout import ReportSheet
from duban.proofreading.slip import template_text_errors, unknown_name


def light_rule_errors(rules: LightRules, light_functions: Mapping[str, Any]) -> Iterator[UnplacedFinding]:
    """Rules that there are not, settings that a rule does not have, reasons that cannot be filled."""
    for code, rule in rules.rules.items():
        if code not in light_functions:
            yield unknown_name(("rules", code), code, light_functions)
            continue
        wanted = [name for name in signature(light_functions[code]).parameters if name != "case"]
        for name in wanted:
            if name not in rule.settings:
                yield UnplacedFinding("key-missing", ("rules", code), {"key": name})
        for name in rule.settings:
            if name not in wanted:
                yield unknown_name(("rules", code, "settings", name), name, wanted)
        yield from template_text_errors(("rules", code, "reason"), rule.reason)


def report_sheet_errors(
    sheet: ReportSheet, row_sources: Collection[str], styles: Collection[str]
) -> Iterator[UnplacedFinding]:
    """Rows that no function gives, styles that there are not, more columns than the sheet has."""
    for index, block in enumerate(sheet.blocks):
        at = ("blocks", index)
        if block.rows and block.rows not in row_sources:
            yield unknown_name((*at, "rows"), block.rows, row_sources)
        for place, column in enumerate(block.columns):
            if column.style not in styles:
                yield unknown_name((*at, "columns", place, "style"), column.style, styles)
        if sum(column.span for column in block.columns) > len(sheet.widths):
            yield UnplacedFinding(
                "value-range", (*at, "columns"), {"key": "columns", "value": "", "low": "", "high": len(sheet.widths)}
            )
        for key in ("title", "text", "empty"):
            yield from template_text_errors((*at, key), getattr(block, key))


def register_layout_errors(layout: RegisterLayout) -> Iterator[UnplacedFinding]:
    """Columns of 办公室登记 that the program works with and that are gone."""
    for name, needed in REQUIRED_REGISTER_COLUMNS.items():
        known = {column.key for column in layout.sheets[name].columns}
        yield from (UnplacedFinding("key-missing", (name, "columns"), {"key": key}) for key in sorted(needed - known))


def style_errors(
    styles: Mapping[str, CellStyle], required: Iterable[str], colors: Collection[str]
) -> Iterator[UnplacedFinding]:
    """Styles that the program needs and that are gone; names of styles and colours that there are not."""
    for name in required:
        if name not in styles:
            yield UnplacedFinding("key-missing", (), {"key": name})
    for name, style in styles.items():
        if style.like and style.like not in styles:
            yield unknown_name((name, "like"), style.like, styles)
        for key in ("color", "fill"):
            value = getattr(style, key)
            if value and value not in colors and not re.fullmatch("[0-9A-Fa-f]{6}", value):
                yield unknown_name((name, key), value, colors)


def message_errors(entries: Mapping[str, Any]) -> Iterator[UnplacedFinding]:
    """Sentences of the wrong shape or severity, or that cannot be filled whatever the facts."""
    for code, entry in entries.items():
        parts = entry if isinstance(entry, Mapping) else {"": entry}
        for key, text in parts.items():
            at = (code, key) if key else (code,)
            if not isinstance(text, str):
                yield UnplacedFinding("value-shape", at, {"key": code, "shape": "text", "value": "", "near": ""})
            elif key == "severity" and text not in [*Severity]:
                yield unknown_name(at, text, [*Severity])
            else:
                yield from template_text_errors(at, text)
