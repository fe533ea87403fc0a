"""An office's workspace: a folder with a config.yaml, its plans, and its own templates over the shipped ones."""

import os
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from duban.messages.catalogue import Texts
from duban.model.config import Config, Style, Styles
from duban.model.finding import Finding, InputError, Place, Remark
from duban.model.layout import Layout
from duban.model.light_rules import LightRules
from duban.model.period import Holidays
from duban.model.register_layout import RegisterLayout
from duban.model.report_layout import ReportBooks, ReportSheet
from duban.model.wording import Wording
from duban.workspace.names import shown
from duban.workspace.plan_folder import Loaded, load_holidays, load_plan, load_typed
from duban.workspace.shipped import SHIPPED
from duban.workspace.yaml_file import load_template, read
from duban.writers.xlsx import Look

_PASSWORDS = "DUBAN_PASSWORDS"


@dataclass(frozen=True)
class Workspace:
    """Where an office works. root: the folder of its config.yaml. plan_folder: the year's plan."""

    root: Path
    config: Config
    plan_folder: Path

    @property
    def output(self) -> Path:
        """Where everything of this plan goes."""
        return self.root / self.config.output / self.plan_folder.name

    @property
    def passwords(self) -> tuple[str, ...]:
        """What locked returns may be opened with: never in a file, so that it is on no disk."""
        return tuple(filter(None, re.split(r"[;\r\n]+", os.environ.get(_PASSWORDS, ""))))

    @cached_property
    def loaded(self) -> Loaded:
        """The plan and its units."""
        return load_plan(self.plan_folder, shown(self.plan_folder))

    @cached_property
    def holidays(self) -> Holidays:
        """Rest days and working days."""
        path = self.root / self.config.holidays
        return load_holidays(path, shown(path))

    @cached_property
    def sentences(self) -> dict[str, dict[str, Any]]:
        """The sentences of each file in texts/, by its name; an office's own file may leave some as shipped."""
        return {name: load_template(*self._template(f"texts/{name}")) for name in self._names("texts")}

    @cached_property
    def texts(self) -> Texts:
        """Every sentence."""
        return Texts(*(load_template(path) for path in _shipped("texts")), *self.sentences.values())

    @cached_property
    def styles(self) -> dict[str, Style]:
        """How cells look, by name."""
        return load_typed(Styles, *self._template("styles.yaml")).styles

    @cached_property
    def look(self) -> Look:
        """Every style, in the office's colours and fonts."""
        return Look(self.styles, self.config.colors, self.config.fonts.model_dump())

    @cached_property
    def layouts(self) -> dict[str, Layout]:
        """Every form kind, by the name of its file."""
        return {name: load_typed(Layout, *self._template(f"forms/{name}")) for name in self._names("forms")}

    @cached_property
    def light_rules(self) -> LightRules:
        """How bad each worry is."""
        return load_typed(LightRules, *self._template("lights.yaml"))

    @cached_property
    def wording(self) -> Wording:
        """By which words a check tells what a text claims."""
        return load_typed(Wording, *self._template("wording.yaml"))

    @cached_property
    def report_books(self) -> ReportBooks:
        """Which workbooks a report consists of; kinds of form that the nearest file leaves out are as shipped."""
        shipped = load_typed(ReportBooks, SHIPPED / "reports/books.yaml", "reports/books.yaml")
        return load_typed(ReportBooks, *self._template("reports/books.yaml")).over(shipped)

    @cached_property
    def report_sheets(self) -> dict[str, ReportSheet]:
        """Every report sheet, by the name of its YAML file."""
        names = [name for name in self._names("reports") if name != "books.yaml"]
        return {
            name.removesuffix(".yaml"): load_typed(ReportSheet, *self._template(f"reports/{name}")) for name in names
        }

    @cached_property
    def register_layout(self) -> RegisterLayout:
        """What 办公室登记 looks like."""
        return load_typed(RegisterLayout, *self._template("register.yaml"))

    def notice(self, name: str) -> str:
        """The text of a notice, still a template."""
        return self._template(f"notices/{name}.txt")[0].read_text(encoding="utf-8-sig")

    def finding(self, name: str, remark: Remark) -> Finding:
        """A remark on a template, at its line."""
        path, told = self._template(name)
        if path.suffix == ".yaml":
            return read(path, told).finding(remark)
        return Finding(remark.code, Place(told), remark.facts)

    def _template(self, name: str) -> tuple[Path, str]:
        """The plan's own file where it has one, else the office's, else the shipped one; and how to call it."""
        path = next((each / name for each in self._layers if (each / name).is_file()), SHIPPED / name)
        return path, shown(path)

    def _names(self, folder: str) -> list[str]:
        folders = [each / folder for each in self._layers]
        return sorted({path.name for each in folders if each.is_dir() for path in each.glob("*.yaml")})

    @property
    def _layers(self) -> tuple[Path, ...]:
        """Where templates are looked for, the first counts; each lies over the next, file by file."""
        return self.plan_folder, self.root / self.config.templates, SHIPPED


def open_workspace(config: Path, plan: str | None) -> Workspace:
    """The workspace of a config file. plan: a folder, or the name of one in plans/; None takes the config's.

    Raises InputError where the config or the plan's folder is missing or wrong.
    """
    settings = load_typed(Config, config, shown(config))
    root = config.resolve().parent
    named = plan or settings.plan
    tried = (Path(named), root / named, root / "plans" / named) if plan else (root / named,)
    folders = [path for path in tried if path.is_dir()]
    folder = next((path for path in folders if (path / "plan.yaml").exists()), next(iter(folders), None))
    if folder is None:
        known = sorted(path.parent.name for path in root.glob("plans/*/plan.yaml"))
        raise InputError([Finding("plan-missing", Place(named), {"known": "、".join(known)})])
    return Workspace(root, settings, folder.resolve())


def shipped_texts() -> Texts:
    """The shipped sentences alone, for when a workspace cannot even be opened; of broken files, none."""
    sources = []
    for path in _shipped("texts"):
        with suppress(InputError):
            sources.append(load_template(path, shown(path)))
    return Texts(*sources)


def shipped_styles() -> dict[str, Style]:
    """The shipped styles: the program counts on their names."""
    path = SHIPPED / "styles.yaml"
    return load_typed(Styles, path, shown(path)).styles


def _shipped(folder: str) -> list[Path]:
    return sorted((SHIPPED / folder).glob("*.yaml"))


def all_wrong(*steps: Callable[[], object]) -> None:
    """Take every step, and raise one InputError with the mistakes of all of them."""
    mistakes: list[Finding] = []
    for step in steps:
        try:
            step()
        except InputError as error:
            mistakes += error.findings
    if mistakes:
        raise InputError(mistakes)
