"""A plan folder that came by mail runs nothing, hangs nothing, and reads and writes nothing outside its place."""

import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner

from duban.cli import main
from duban.fields.locked import path_getter
from duban.workspace.shipped import SHIPPED_TEMPLATES
from tests import returns
from tests.test_yaml_bounds import LAUGHS

SECRET = "SECRET-OF-THIS-DESK"
PLAN = """\
计划: {名称: 2022年要点, 年度: 2022, 单位: 某局, 编号: MJ2022, 印发日期: 2022-01-05, 汇总单位: 办公室}
填报: [{表: 进展情况表, 周期: 每月, 从: 6月, 到: 6月, 截止: 21日}]
任务:
  - {序号: 1, 名称: 任务甲, 牵头: 甲局, 完成时限: 11月底前}
  - {序号: 2, 名称: 任务乙, 牵头: 乙局, 完成时限: 12月底前}
"""
UNITS = """\
机构:
  - {名称: 甲局, 代码: JJ}
  - {名称: 乙局, 代码: YJ}
"""
CONFIG = "计划: plans/p\n"
PYTHON = "task.__class__.__module__"
CHAIN = "".join(f"\nx{n}: {{like: x{(n + 1) % 2_000}}}" for n in range(2_000))
JUNE = ("--period", "2022-06", "--as-of", "2022-06-03")
ESCAPE = "{{ cycler.__init__.__globals__.os.system('touch RAN') }}"
OUT = "../../../"
FORBIDDEN = "template-forbidden"
ENDLESS = "{% for a in range(99999999) %}{% for b in range(99999999) %}{% endfor %}{% endfor %}"
REMIND, TEXTS, FORM = "plans/p/notices/remind.txt", "plans/p/texts/own.yaml", "plans/p/forms/progress.yaml"
LIGHTS, STYLES, REGISTER = "plans/p/lights.yaml", "plans/p/styles.yaml", "plans/p/register.yaml"
BOOKS = "plans/p/reports/books.yaml"


def template(name: str) -> str:
    """A shipped template."""
    return (SHIPPED_TEMPLATES / f"{name}.yaml").read_text(encoding="utf-8")


PROGRESS = template("forms/progress")


def renamed(name: str) -> dict[str, str]:
    """The plan with another name for its first unit."""
    return {f"plans/p/{file}.yaml": text.replace("甲局", name) for file, text in (("plan", PLAN), ("units", UNITS))}


REFUSED = {
    "a notice that runs a command": (REMIND, ESCAPE, FORBIDDEN),
    "a notice that never ends": (REMIND, ENDLESS, FORBIDDEN),
    "a notice that reads a file": (REMIND, "{% include '../../../secret.txt' %}", FORBIDDEN),
    "a notice of one long text": (REMIND, "{{ plan.name }}" * 5_000, "template-endless"),
    "a notice in no known encoding": (REMIND, "\udcff\udcff", "yaml-encoding"),
    "a notice of 5 MB": (REMIND, "字" * 2_000_000, "file-too-large"),
    "a hint that runs a command": (FORM, PROGRESS.replace("填写{{ period.label }}", ESCAPE), FORBIDDEN),
    "a column that shows Python": (FORM, PROGRESS.replace("shows: task.name", f"shows: {PYTHON}"), "value-choice"),
    "a small text that runs a command": (TEXTS, f'mark-was: "{ESCAPE}"', FORBIDDEN),
    "a sentence that runs a command": (TEXTS, f'yaml-gbk: {{severity: note, says: "{ESCAPE}"}}', FORBIDDEN),
    "a sentence that quotes without end": (TEXTS, "a: \"{{ word('a', word=word) }}\"", FORBIDDEN),
    "a reason that runs a command": (LIGHTS, template("lights").replace("reason: ", f'reason: "{ESCAPE}" #', 1), ""),
    "sentences that are a list": (TEXTS, "- a\n- b\n", "value-shape"),
    "sentences that are a text": (TEXTS, "just words", "value-shape"),
    "a sentence of numbers": (TEXTS, "yaml-gbk: {severity: note, says: 5}\nscript-file: 7", "value-shape"),
    "a severity that is none": (TEXTS, "yaml-gbk: {severity: worst, says: a}", "value-choice"),
    "a file name that leads out": (TEXTS, "script-file: ../../../../E.txt", "file-name"),
    "an absolute file name": (TEXTS, "packing-file: /tmp/E.xlsx", "file-name"),
    "a drive": (TEXTS, "calendar-file: 'C:E.xlsx'", "file-name"),
    "another system's way out": (TEXTS, "calendar-events-file: '..\\..\\E.ics'", "file-name"),
    "a device": (TEXTS, "script-file: CON.txt", "file-name"),
    "a name that ends in a blank": (TEXTS, "correction-folder: '退回 '", "file-name"),
    "a name of control signs": (TEXTS, 'settled-folder: "a\\u202eb"', "file-name"),
    "a name of 300 characters": (TEXTS, f"script-file: {'名' * 300}.txt", "file-name"),
    "a folder that leads out": (TEXTS, "amended-folder: ../../x", "file-name"),
    "a report that leads out": (BOOKS, template("reports/books").replace('file: "', f'file: "{OUT}', 1), "file-name"),
    "a register that leads out": (REGISTER, template("register").replace("file: ", f"file: {OUT}", 1), "file-name"),
    "a form whose name leads out": (FORM, PROGRESS.replace("name: ", "name: a/../../", 1), "file-name"),
    "a year of 5,000 digits": ("plans/p/plan.yaml", PLAN.replace("年度: 2022", f"年度: {'9' * 5_000}"), "value-number"),
    "a score that fills the memory": (
        *("plans/p/plan.yaml", PLAN.replace("编号: MJ2022", "编号: MJ2022, 满分: 1e999999999"), "value-number"),
    ),
    "a border that Excel does not have": (STYLES, "x: {border: 99999}", "value-range"),
    "letters larger than any page": (STYLES, "x: {size: 1.0e+300}", "value-range"),
    "a name that no cell takes": ("plans/p/plan.yaml", PLAN.replace("任务甲", "甲" * 45_000), "cell-text-too-long"),
    "a plan of nested lists": ("plans/p/plan.yaml", "[" * 100_000, "yaml-unbounded"),
    "units of nine times nine": ("plans/p/units.yaml", LAUGHS, "yaml-unbounded"),
    "20,000 wrong keys": ("plans/p/plan.yaml", PLAN + "".join(f"错{n}: 1\n" for n in range(20_000)), "key-unknown"),
    "a plan that is a Python object": ("plans/p/plan.yaml", "!!python/object/apply:os.system [id]", ""),
    "lights as a Python object": (LIGHTS, "!!python/object/apply:os.system [id]", ""),
    "holidays without end": ("plans/holidays.yaml", "2022: &a {off: [*a]}", "yaml-unbounded"),
    "an output elsewhere": ("config.yaml", CONFIG + "输出: ../elsewhere\n", "path-outside"),
    "a plan elsewhere": ("config.yaml", "计划: plans/../../x\n", "path-outside"),
    "templates elsewhere": ("config.yaml", CONFIG + "模板: ..\\x\n", "path-outside"),
    "a code with a way out": ("plans/p/plan.yaml", PLAN.replace("MJ2022", "../MJ"), "plan-code"),
    "a unit's code with a way out": ("plans/p/units.yaml", UNITS.replace("代码: JJ", "代码: ../J"), "unit-code"),
}
HARMLESS: dict[str, dict[str, str]] = {
    "styles in a circle": {STYLES: template("styles") + "\nx: {like: y}\ny: {like: x}\n"},
    "styles in a chain": {
        STYLES: template("styles") + "".join(f"\nx{n}: {{like: x{(n + 1) % 999}}}" for n in range(999))
    },
    "a unit whose name leads out": renamed("../../../甲局"),
    "a unit called like a template": renamed("'{{ 7*7 }}'"),
    "a task that is a formula": {"plans/p/plan.yaml": PLAN.replace("任务甲", "'=HYPERLINK(\"http://x\")'")},
    "a task whose number has 5,000 digits": {"plans/p/plan.yaml": PLAN.replace("序号: 1", f"序号: {'9' * 5_000}")},
    "titles that open without end": {"plans/p/plan.yaml": PLAN.replace("任务甲", f"任务甲{'《' * 30_000}")},
    "a plan called like a template": {"plans/p/plan.yaml": PLAN.replace("2022年要点", f'"{ESCAPE}"')},
}


def desk(folder: Path, files: Mapping[str, str]) -> Path:
    """A workspace of two units with these files in place of its own, and beside it a secret."""
    (folder / "secret.txt").write_text(SECRET, encoding="utf-8")
    own = {"config.yaml": CONFIG, "plans/p/plan.yaml": PLAN, "plans/p/units.yaml": UNITS, "plans/holidays.yaml": ""}
    for name, text in {**own, **files}.items():
        path = folder / "desk" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", errors="surrogateescape")
    return folder / "desk" / "config.yaml"


def run(config: Path, *arguments: str) -> tuple[int, str]:
    """Exit and words of a command; nothing may lie outside of the desk afterwards, and the secret is not quoted."""
    result = CliRunner().invoke(main, [*arguments, "--config", str(config)])
    outside = {path.name for path in config.parent.parent.iterdir()}
    assert outside == {"desk", "secret.txt"}
    assert not (Path.cwd() / "RAN").exists()
    assert SECRET not in result.output
    assert "Traceback" not in result.output
    return result.exit_code, result.output


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_folder_is_refused_at_its_place(tmp_path: Path, name: str) -> None:
    file, text, code = REFUSED[name]
    config = desk(tmp_path, {file: text})
    exit_code, words = run(config, "check")
    assert exit_code == 2, words
    assert f"[{code}]" in words or not code
    assert not (config.parent / "output").exists()


@pytest.mark.parametrize("name", HARMLESS)
def test_what_only_looks_hostile_is_shown_and_runs_nothing(tmp_path: Path, name: str) -> None:
    """Values are never templates, formulas or paths."""
    config = desk(tmp_path, HARMLESS[name])
    exit_code, words = run(config, "build", *JUNE)
    assert exit_code in (0, 1), words
    assert len([*(config.parent / "output/p/2022-06/1-下发").glob("*.xlsx")]) == 3


def test_no_path_of_a_kept_layout_leads_into_python() -> None:
    """A ledger may have come by mail as well."""
    row = returns.snapshot().assignment.milestone_rows(returns.office().plan.tasks[0])[0]
    assert path_getter("task.name")(row)
    assert path_getter(PYTHON)(row) is None


@pytest.mark.parametrize("linked", ["plan.yaml", "units.yaml", "notices/remind.txt", "texts/own.yaml", "forms"])
def test_links_out_of_the_folder_are_not_followed(tmp_path: Path, linked: str) -> None:
    """Neither a file nor a folder of files."""
    config = desk(tmp_path, {})
    path = config.parent / "plans/p" / linked
    path.unlink(missing_ok=True)
    path.parent.mkdir(exist_ok=True)
    target = tmp_path / ("secret.txt" if "." in linked else "secret")
    if linked == "forms":
        target = config.parent / "elsewhere"
        target.mkdir()
        (target / "own.yaml").write_text(SECRET, encoding="utf-8")
    try:
        path.symlink_to(target)
    except OSError:
        pytest.skip("no links on this system")
    exit_code, words = run(config, "check")
    assert exit_code == 2
    assert "[file-link]" in words


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes on this system")
@pytest.mark.parametrize("piped", ["plans/p/plan.yaml", REMIND, "config.yaml", "plans/other/plan.yaml"])
def test_a_pipe_is_no_file(tmp_path: Path, piped: str) -> None:
    """It would never end."""
    config = desk(tmp_path, {})
    path = config.parent / piped
    path.unlink(missing_ok=True)
    path.parent.mkdir(exist_ok=True)
    os.mkfifo(path)
    exit_code, _ = run(config, "check")
    assert exit_code in (0, 1, 2)
