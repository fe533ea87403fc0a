"""Demos played to their end, with a copy of what lay on the desk after each compile."""

import contextlib
import io
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import yaml

from examples import two_levels
from examples.demo import ROOT, Stage, Step, steps_of
from tests.recount.edition import other_editions
from tests.recount.records import Run

LETTERS = ("督办单", "预警通知单", "延期申请表", "绩效评估报告", "总结", "约谈通知", "书面检查")
"""All that a clerk may ask for after a compile; where there is cause for none, the command refuses."""


def play_demo(plan: str, folder: Path) -> tuple[Run, ...]:
    """Play a plan's demo in a folder of its own; its runs of compile, in order."""
    with contextlib.redirect_stdout(io.StringIO()):
        return tuple(_runs(plan, folder))


def play_levels(folder: Path) -> Iterator[Run]:
    """Play offices one above another; of each the one run of compile, with what leaders and other readers get."""
    script = yaml.safe_load((ROOT / "examples/two-levels/answers.yaml").read_text(encoding="utf-8"))
    days = {step["office"]: step["compiled"] for step in script["steps"] if "compiled" in step}
    with contextlib.redirect_stdout(io.StringIO()):
        desks = two_levels.play(folder)
        for name, day in days.items():
            desk, stage = desks[name].context(day), Stage(name, desks[name].folder)
            step = Step(desk.layout.name, desk.period.code)
            stage.write_page(step)
            _write_editions(stage, step)
            yield Run(step.form, step.period, day, stage.own, desk.returns_folder, desk.reports_folder)


def _write_editions(stage: Stage, step: Step) -> None:
    """The report, the page and the 通报 of every other edition, as far as the program writes them."""
    for edition in other_editions():
        for write in (
            partial(stage.write_edition, step),
            partial(stage.write_page, step),
            partial(stage.write_letters, step, "通报"),
        ):
            with contextlib.suppress(SystemExit), contextlib.redirect_stderr(io.StringIO()):
                write(edition=edition.name)


def _runs(plan: str, folder: Path) -> Iterator[Run]:
    script = yaml.safe_load((ROOT / "examples" / plan / "answers.yaml").read_text(encoding="utf-8"))
    stage = Stage(plan, folder / "desk")
    stage.set_up()
    for place, step in enumerate(steps_of(script)):
        if step.amend:
            stage.amend(step.amend)
            continue
        stage.play(step, script["answers"].get(step.answers or step.key, {}))
        if step.compiled:
            desk, kept = stage.desks[step.key], folder / f"{place}"
            returns = shutil.copytree(desk.returns_folder, kept / "2-回收")
            stage.write_page(step)
            _write_editions(stage, step)
            with contextlib.suppress(SystemExit), contextlib.redirect_stderr(io.StringIO()):
                stage.write_letters(step, *LETTERS)
            reports = shutil.copytree(desk.reports_folder, kept / "3-汇总")
            office = shutil.copytree(stage.own, kept / "plan")
            yield Run(step.form, step.period, step.compiled, office, returns, reports)
