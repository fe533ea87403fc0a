"""Offices one above another: what one compiles fills the form of the next, and a person checks it in between.

`python examples/demo.py two-levels` plays the steps of examples/two-levels/answers.yaml. Each office has a folder there
with its own plan, and a workspace of its own; a form travels between two of them as a file, as it would by mail.

    steps:     in order. issued: the office builds its forms. compiled: its units' answers come back, and it compiles.
               fills: the office fills, as of a day, the form that the named office above issued to `unit`; what
               `checked` has for it is typed in by a person, and the form comes back to the office above.
    answers:   office → unit → heading and rows, as in examples/demo.py.
    checked:   office → what a person adds to the form that was filled.
"""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from duban.cli.fill_command import fill_command
from duban.cli.journey_commands import build_command, compile_command
from duban.journeys.context import Context, open_context
from duban.workspace.names import display_path
from examples.demo import ROOT, bring_form_key, fill_form, run

FOLDER = ROOT / "examples" / "two-levels"


@dataclass(frozen=True)
class Desk:
    """One office. folder: its workspace. filled: the forms of the office above that it filled in."""

    name: str
    folder: Path
    filled: list[Path] = field(default_factory=list)

    @property
    def config(self) -> list[str]:
        """The option that says whose desk it is."""
        return ["--config", str(self.folder / "config.yaml")]

    def context(self, day: date) -> Context:
        """Its plan and its first form as of a day."""
        return open_context(self.folder / "config.yaml", None, None, None, day, None, compiling=True)

    def set_up(self) -> None:
        """A fresh workspace with its plan."""
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(FOLDER / self.name, self.folder / "plans" / self.name)
        shutil.copy(ROOT / "plans" / "holidays.yaml", self.folder / "plans")
        (self.folder / "config.yaml").write_text(f"计划: plans/{self.name}\n", encoding="utf-8")
        bring_form_key(self.folder / "output" / self.name)


def play(folder: Path) -> dict[str, Desk]:
    """Play all steps afresh below a folder. Returns the desks by the names of the offices."""
    script = yaml.safe_load((FOLDER / "answers.yaml").read_text(encoding="utf-8"))
    desks = {name: Desk(name, folder / name) for name in script["offices"]}
    for desk in desks.values():
        desk.set_up()
    print("示例：填报内容为虚构。\n")
    for step in script["steps"]:
        desk = desks[step["office"]]
        print(f"———— {desk.name}")
        if "issued" in step:
            run(build_command, [*desk.config, "--as-of", step["issued"].isoformat()])
        elif "compiled" in step:
            hand_in(desk, step["compiled"], script["answers"].get(desk.name, {}))
            run(compile_command, [*desk.config, "--as-of", step["compiled"].isoformat()])
        else:
            fill(desk, desks[step["fills"]], step["unit"], step["as_of"], script["checked"][desk.name])
        print()
    print(f"看一看：{display_path(folder)}")
    return desks


def hand_in(desk: Desk, day: date, answers: Mapping[str, Any]) -> None:
    """The answers of an office's units, each in a copy of its form."""
    context = desk.context(day)
    for unit, own_answers in answers.items():
        form = next(context.forms_folder.glob(f"{unit}-*.xlsx"))
        fill_form(form, context.returns_folder / f"{unit}.xlsx", context.layout, own_answers)


def fill(desk: Desk, above: Desk, unit: str, day: date, checked: Mapping[str, Any]) -> None:
    """The form of the office above comes by mail, is filled in, checked by a person, and sent back."""
    context = above.context(day)
    form = next(context.forms_folder.glob(f"{unit}-*.xlsx"))
    received = desk.folder / "来文" / form.name
    received.parent.mkdir(exist_ok=True)
    shutil.copy(form, received)
    run(fill_command, [*desk.config, "--as-of", day.isoformat(), str(received)])
    filled = desk.context(day).reports_folder / "上报" / form.name
    desk.filled.append(filled)
    fill_form(filled, context.returns_folder / f"{unit}.xlsx", context.layout, checked)
