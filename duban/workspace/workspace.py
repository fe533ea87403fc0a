"""An office's workspace: a folder with a config.yaml, its plans, and its own templates over the shipped ones."""

import os
import re
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from duban.messages.catalogue import Messages, address_name
from duban.messages.finding import Finding, InputError, Place, UnplacedFinding
from duban.messages.own_words import OwnWords
from duban.model.config import CellStyle, Config
from duban.model.edition import Editions
from duban.model.extension import Extension
from duban.model.letter_kind import LetterKinds
from duban.model.light_preset import LightPreset
from duban.model.palette import Palette
from duban.model.period import Holidays
from duban.model.register_layout import RegisterLayout
from duban.model.report_layout import ReportBooks, ReportSheet
from duban.model.verdict import LightRules
from duban.model.wording import Wording
from duban.text.display import join_list
from duban.text.file_names import printable_path
from duban.validation.reading import ModelT
from duban.validation.writing import plain_data
from duban.value_object import ValueObject
from duban.workbook.picture import Picture
from duban.workspace.file_bounds import read_template_bytes, read_template_text
from duban.workspace.folders import LEDGER_FOLDER
from duban.workspace.form_layouts import FormLayouts
from duban.workspace.logo_file import load_logo
from duban.workspace.names import display_path
from duban.workspace.own_places import find_plan_folder
from duban.workspace.plan_folder import LoadedPlan, load_holidays, load_plan, load_styles, load_typed_file
from duban.workspace.register_words import layout_in_words
from duban.workspace.template_files import ReadWhenAsked, TemplateFiles, shipped_template
from duban.workspace.text_files import TextFile, load_texts, shipped_text_files
from duban.workspace.yaml_file import read_yaml
from duban.writers.resolved_styles import ResolvedStyles

if TYPE_CHECKING:  # models of what few commands read are imported when one does
    from duban.model.import_words import ImportWords
    from duban.model.upper_form import HeaderWords

_PASSWORDS = "DUBAN_PASSWORDS"


class Workspace(ValueObject, dict=True):
    """Where an office works. All files are read at first use; each may raise InputError.

    Attributes:
        root: the folder of its config.yaml.
        plan_folder: the year's plan.
        config_file: its name may be another than config.yaml.
        extensions: what the office answered in 办公室登记 to requests for another day (节点延期).
    """

    root: Path
    config: Config
    plan_folder: Path
    config_file: Path
    extensions: tuple[Extension, ...] = ()

    @property
    def output(self) -> Path:
        """Where everything of this plan goes."""
        return self.root / self.config.output / self.plan_folder.name

    @property
    def places(self) -> tuple[Path, ...]:
        """Where all that belongs to it must really lie: its own folder, and an output folder that is typed whole."""
        typed_output = Path(self.config.output)
        return (self.root, typed_output) if typed_output.is_absolute() else (self.root,)

    @property
    def ledger_folder(self) -> Path:
        """Where this plan's ledger lies."""
        return self.output / LEDGER_FOLDER

    @property
    def passwords(self) -> tuple[str, ...]:
        """What locked returns may be opened with: never in a file, so that it is on no disk."""
        return tuple(filter(None, re.split(r"[;\r\n]+", os.environ.get(_PASSWORDS, ""))))

    @cached_property
    def templates(self) -> TemplateFiles:
        """Its templates as files."""
        return TemplateFiles(self.plan_folder, self.root / self.config.templates)

    @cached_property
    def own_words(self) -> OwnWords:
        """What the office calls things otherwise than the templates."""
        return OwnWords(self.config.words)

    @cached_property
    def loaded_plan(self) -> LoadedPlan:
        """The plan and its units, with the postponements that were granted."""
        loaded = load_plan(self.plan_folder, display_path(self.plan_folder))
        return loaded.with_extensions(self.extensions) if self.extensions else loaded

    @cached_property
    def holidays(self) -> Holidays:
        """Rest days and working days."""
        path = self.root / self.config.holidays
        return load_holidays(path, display_path(path))

    @cached_property
    def messages_by_file(self) -> dict[str, Mapping[str, Any]]:
        """The sentences of each file in texts/, by its name; an office's own file may leave some as shipped."""
        return {name: self._texts(name) for name in self.templates.names("texts")}

    def _texts(self, name: str) -> Mapping[str, Any]:
        is_shipped = self.templates.is_as_shipped(f"texts/{name}")
        return self._shipped_texts[name] if is_shipped else load_texts(*self.templates.find(f"texts/{name}"))

    @cached_property
    def messages(self) -> Messages:
        """Every sentence, how the office addresses its units, and by what they send their returns in."""
        addresses = {address_name(kind): words for kind, words in self.config.addresses.items()}
        channel = {"channel": self.config.channel} if self.config.channel else {}
        sources = (*self._shipped_texts.values(), *self.messages_by_file.values())
        return Messages(*map(self.own_words.in_data, sources), addresses, channel)

    @property
    def shipped_messages(self) -> Messages:
        """The shipped sentences alone."""
        return Messages(*self._shipped_texts.values())

    @cached_property
    def _shipped_texts(self) -> dict[str, Mapping[str, Any]]:
        load = load_texts if self.templates.is_shipped_folder else TextFile
        return {path.name: load(path, display_path(path)) for path in shipped_text_files()}

    @cached_property
    def styles(self) -> dict[str, CellStyle]:
        """How cells look, by name; a name that an office's own file lacks is that of the shipped one."""
        own = self.templates.find_own("styles.yaml")
        return self.shipped_styles | load_styles(*own).styles if own else self.shipped_styles

    @cached_property
    def shipped_styles(self) -> dict[str, CellStyle]:
        """The shipped styles: the program counts on their names."""
        return load_styles(*shipped_template("styles.yaml")).styles

    @cached_property
    def resolved_styles(self) -> ResolvedStyles:
        """Every style, in the office's colours and fonts."""
        colors, fonts = self.painted_config.full_palette, plain_data(self.config.fonts)
        return ResolvedStyles(self.styles, colors, fonts, self.logo)

    @cached_property
    def logo(self) -> Picture | None:
        """The office's logo, where the config names one."""
        path = self.root / self.config.logo
        return load_logo(self.root, path, display_path(path)) if self.config.logo else None

    @cached_property
    def painted_config(self) -> Config:
        """The config with the colours of the set that it names, if any; of an unknown one proof-reading tells."""
        name = self.config.palette_name
        named = [palette.colors for palette in self.palettes.values() if palette.name == name] if name else []
        return self.config.with_palette(named[0] if named else {})

    @cached_property
    def palettes(self) -> dict[str, Palette]:
        """The sets of colours, by the name of their file."""
        files = {name: self.templates.find(f"palettes/{name}") for name in self.templates.names("palettes")}
        return {name: load_typed_file(Palette, *file) for name, file in files.items()}

    def _template(self, model: type[ModelT], name: str, but: str = "") -> ModelT:
        """What a template of the office says, in its words; but: a key whose text stays."""
        return load_typed_file(model, *self.templates.find(name), self.own_words, but)

    @cached_property
    def layouts(self) -> FormLayouts:
        """Every form kind, by the name of its file; each is read when it is first asked for."""
        return FormLayouts(self.templates, self.own_words)

    @cached_property
    def typed_light_rules(self) -> LightRules:
        """How bad each worry is, as the office wrote it."""
        own = self.templates.find_own("lights.yaml")
        return load_typed_file(LightRules, *own, self.own_words) if own else self._shipped_light_rules

    @cached_property
    def light_rules(self) -> LightRules:
        """How bad each worry is, by the preset that the config names, if any; of an unknown one proof-reading tells."""
        name = self.config.light_preset
        presets = self.light_presets.values() if name else ()
        preset = next((preset for preset in presets if preset.name == name), None)
        return preset.over(self.base_light_rules) if preset else self.base_light_rules

    @cached_property
    def base_light_rules(self) -> LightRules:
        """The same without a preset; what its own file lacks of rules that every office needs is as shipped."""
        return self.typed_light_rules.completed_by(self._shipped_light_rules)

    @cached_property
    def _shipped_light_rules(self) -> LightRules:
        return load_typed_file(LightRules, *shipped_template("lights.yaml"), self.own_words)

    @cached_property
    def light_presets(self) -> dict[str, LightPreset]:
        """The published rules of other places, by the name of their file."""
        names = self.templates.names("lights-presets")
        return {name: self._template(LightPreset, f"lights-presets/{name}", but="name") for name in names}

    @cached_property
    def wording(self) -> Wording:
        """By which words a check tells what a text claims."""
        return load_typed_file(Wording, *self.templates.find("wording.yaml"))

    @cached_property
    def upper_headers(self) -> "HeaderWords":
        """By which headers a form of the office above is read."""
        from duban.model.upper_form import HeaderWords

        return load_typed_file(HeaderWords, *self.templates.find("upper-headers.yaml"))

    @cached_property
    def import_words(self) -> "ImportWords":
        """By which words a table that the office has is understood."""
        from duban.model.import_words import ImportWords

        return load_typed_file(ImportWords, *self.templates.find("import.yaml"))

    @cached_property
    def editions(self) -> Editions:
        """For whom reports are made."""
        return self._template(Editions, "editions.yaml", but="name")

    @cached_property
    def letter_kinds(self) -> LetterKinds:
        """The letters in Word that can be made."""
        return load_typed_file(LetterKinds, *self.templates.find("letters.yaml"))

    @cached_property
    def report_books(self) -> ReportBooks:
        """Which workbooks a report consists of; kinds of form that the nearest file leaves out are as shipped."""
        shipped = load_typed_file(ReportBooks, *shipped_template("reports/books.yaml"), self.own_words)
        own = self.templates.find_own("reports/books.yaml")
        return load_typed_file(ReportBooks, *own, self.own_words).merged_over(shipped) if own else shipped

    @cached_property
    def report_sheets(self) -> Mapping[str, ReportSheet]:
        """Every report sheet, by the name of its file without .yaml; each is read when it is first asked for."""
        stems = [name.removesuffix(".yaml") for name in self.templates.names("reports") if name != "books.yaml"]
        return ReadWhenAsked(stems, lambda stem: self._template(ReportSheet, f"reports/{stem}.yaml"))

    @cached_property
    def register_layout(self) -> RegisterLayout:
        """What 办公室登记 looks like; sheets that the nearest file leaves out are as shipped."""
        shipped = load_typed_file(RegisterLayout, *shipped_template("register.yaml"))
        own = self.templates.find_own("register.yaml")
        layout = load_typed_file(RegisterLayout, *own).merged_over(shipped) if own else shipped
        return layout_in_words(layout, self.own_words)

    def notice_template(self, name: str) -> str:
        """The text of a notice, still a template."""
        return self.own_words.in_text(read_template_text(*self.templates.find(f"notices/{name}.txt")))

    def document_template(self, name: str) -> tuple[bytes, str]:
        """A notice in Word, still a template, and what to call its file."""
        path, path_text = self.templates.find(f"notices/{name}.docx")
        return read_template_bytes(path, path_text), path_text

    def to_finding(self, name: str, finding: UnplacedFinding) -> Finding:
        """A finding in a template, at its line."""
        path, path_text = self.templates.find(name)
        if path.suffix == ".yaml":
            return read_yaml(path, path_text).to_finding(finding)
        return Finding(finding.code, Place(path_text), finding.facts)


def open_workspace(config_path: Path, plan_name: str | None) -> Workspace:
    """The workspace of a config file.

    Args:
        config_path: of config.yaml.
        plan_name: a folder, or the name of one in plans/; None takes the config's.

    Raises:
        InputError: where the config or the plan's folder is missing or wrong.
    """
    config = load_typed_file(Config, config_path, display_path(config_path))
    root = config_path.resolve().parent
    plan_folder = find_plan_folder(root, config.plan, plan_name)
    if plan_folder is None:
        plans = sorted(path.parent.name for path in root.glob("plans/*/plan.yaml"))
        raise InputError(
            [Finding("plan-missing", Place(printable_path(plan_name or config.plan)), {"known": join_list(plans)})]
        )
    return Workspace(root, config, plan_folder, config_path)
