"""Slips in what a template designer wrote about lights, reports, the register, looks and sentences."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from inspect import signature
from typing import Any

from duban.model.config import Style
from duban.model.finding import Remark, Severity
from duban.model.light_rules import LightRules
from duban.model.register_layout import NEEDED, RegisterLayout
from duban.model.report_layout import ReportSheet
from duban.proofreading.slip import text_slip, unknown


def light_slips(rules: LightRules, known: Mapping[str, Any]) -> Iterator[Remark]:
    """Rules that there are not, settings that a rule does not have, reasons that cannot be filled."""
    for code, rule in rules.rules.items():
        if code not in known:
            yield unknown(("rules", code), code, known)
            continue
        wanted = [name for name in signature(known[code]).parameters if name != "case"]
        for name in wanted:
            if name not in rule.settings:
                yield Remark("key-missing", ("rules", code), {"key": name})
        for name in rule.settings:
            if name not in wanted:
                yield unknown(("rules", code, "settings", name), name, wanted)
        yield from text_slip(("rules", code, "reason"), rule.reason)


def report_slips(sheet: ReportSheet, known: Collection[str], styles: Collection[str]) -> Iterator[Remark]:
    """Rows that no function gives, styles that there are not, more columns than the sheet has."""
    for index, block in enumerate(sheet.blocks):
        at = ("blocks", index)
        if block.rows and block.rows not in known:
            yield unknown((*at, "rows"), block.rows, known)
        for place, column in enumerate(block.columns):
            if column.style not in styles:
                yield unknown((*at, "columns", place, "style"), column.style, styles)
        if sum(column.span for column in block.columns) > len(sheet.widths):
            yield Remark(
                "value-range", (*at, "columns"), {"key": "columns", "value": "", "low": "", "high": len(sheet.widths)}
            )
        for key in ("title", "text", "empty"):
            yield from text_slip((*at, key), getattr(block, key))


def register_slips(layout: RegisterLayout) -> Iterator[Remark]:
    """Columns of 办公室登记 that the program works with and that are gone."""
    for name, needed in NEEDED.items():
        known = {column.key for column in layout.sheets[name].columns}
        yield from (Remark("key-missing", (name, "columns"), {"key": key}) for key in sorted(needed - known))


def style_slips(styles: Mapping[str, Style], needed: Iterable[str], colors: Collection[str]) -> Iterator[Remark]:
    """Styles that the program needs and that are gone; names of styles and colours that there are not."""
    for name in needed:
        if name not in styles:
            yield Remark("key-missing", (), {"key": name})
    for name, style in styles.items():
        if style.like and style.like not in styles:
            yield unknown((name, "like"), style.like, styles)
        for key in ("color", "fill"):
            value = getattr(style, key)
            if value and value not in colors and not re.fullmatch("[0-9A-Fa-f]{6}", value):
                yield unknown((name, key), value, colors)


def sentence_slips(entries: Mapping[str, Any]) -> Iterator[Remark]:
    """Sentences of the wrong shape or severity, or that cannot be filled whatever the facts."""
    for code, entry in entries.items():
        parts = entry if isinstance(entry, Mapping) else {"": entry}
        for key, text in parts.items():
            at = (code, key) if key else (code,)
            if not isinstance(text, str):
                yield Remark("value-shape", at, {"key": code, "shape": "text", "value": "", "near": ""})
            elif key == "severity" and text not in [*Severity]:
                yield unknown(at, text, [*Severity])
            else:
                yield from text_slip(at, text)
