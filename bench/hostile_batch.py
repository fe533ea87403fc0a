"""A batch of which some files mean harm: what becomes of each, how long the run takes, how large each process grows.

    python bench/hostile_batch.py 2000 /tmp/desk

makes so many units with a task each in a new folder, hands their forms in as they were issued (so every answer is
late), puts a hostile file in the place of each twentieth, and runs the two commands.
"""

import json
import shutil
import subprocess
import sys
import threading
import time
from itertools import cycle
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parents[1]
sys.path[0] = str(ROOT)  # not this folder, where `bench` would mean a file of it

from bench.scaled import unit_code  # noqa: E402
from tests.abused.hostile import hostile  # noqa: E402

PERIOD, ISSUED, LATE = "2022-06", "2022-06-03", "2022-07-30"
_HOSTILE_SHARE = 20
"""One file in so many."""
_MIB = 1 << 20
_PLAN = """计划: {名称: 二千单位, 年度: 2022, 单位: 督查室, 编号: ERQ, 印发日期: 2022-06-02}
填报:
  - {表: 进展情况表, 周期: 每月, 从: 6月, 到: 12月, 截止: 20日, 填报对象: 牵头}
任务:
"""


def make_desk(folder: Path, units: int) -> None:
    """A workspace whose plan gives each of so many units one task that fell due on 10 June."""
    plan = folder / "plans" / "many-2022"
    plan.mkdir(parents=True)
    shutil.copy(ROOT / "plans" / "holidays.yaml", folder / "plans")
    (folder / "config.yaml").write_text("计划: plans/many-2022\n", encoding="utf-8")
    names = [f"第{number}镇街道办事处" for number in range(1, units + 1)]
    listed = "".join(f"  - {{名称: {name}, 代码: {unit_code(number)}}}\n" for number, name in enumerate(names, 1))
    (plan / "units.yaml").write_text(f"机构:\n{listed}", encoding="utf-8")
    tasks = "".join(
        f"  - {{序号: {number}, 名称: 第{number}项, 牵头: {name}, 节点: [{{6月10日前: 完成第{number}项。}}]}}\n"
        for number, name in enumerate(names, 1)
    )
    (plan / "plan.yaml").write_text(_PLAN + tasks, encoding="utf-8")


def hand_in(folder: Path) -> tuple[int, int]:
    """The forms as they were issued, each twentieth a hostile file instead. Returns how many of both."""
    period_folder = folder / "output" / "many-2022" / PERIOD
    forms = sorted(period_folder.glob("1-下发/*-第*.xlsx"))
    inbox = period_folder / "2-回收"
    inbox.mkdir(exist_ok=True)
    harmful = cycle(hostile(forms[0].read_bytes()).items())
    for number, form in enumerate(forms, 1):
        if number % _HOSTILE_SHARE:
            shutil.copy(form, inbox)
        else:
            name, data = next(harmful)
            (inbox / f"{number}-{name}").write_bytes(data)
    return len(forms), len(forms) // _HOSTILE_SHARE


def run_measured(folder: Path, *command: str) -> tuple[dict[str, Any], str]:
    """A command's one object, and a line with its exit, its time and the largest size of each of its processes."""
    start, largest = time.monotonic(), dict[str, int]()
    with subprocess.Popen(
        [sys.executable, *command, "--json"], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        watch = threading.Thread(target=_watch, args=(psutil.Process(process.pid), largest), daemon=True)
        watch.start()
        output, errors = process.communicate()
    sizes = "、".join(f"{who} {size // _MIB} MiB" for who, size in sorted(largest.items()))
    seconds = time.monotonic() - start
    sys.stderr.write(errors.decode(errors="replace"))
    printed = json.loads(output or b"{}")
    sys.stderr.writelines(f"{error}\n" for error in printed.get("errors", ())[:5])
    return printed, f"exit {process.returncode}, {seconds:.0f} s, {sizes}"


def _watch(parent: psutil.Process, largest: dict[str, int]) -> None:
    """Look at a process and its workers ten times a second until it ends; of the workers the largest counts."""
    while parent.is_running() and parent.status() != psutil.STATUS_ZOMBIE:
        try:
            sizes = {"parent": parent.memory_info().rss}
            sizes["largest worker"] = max((child.memory_info().rss for child in parent.children()), default=0)
        except psutil.Error:
            continue
        for who, size in sizes.items():
            largest[who] = max(largest.get(who, 0), size)
        time.sleep(0.1)


def main(units: int, folder: Path) -> None:
    """Print what came of it, a line a step."""
    make_desk(folder, units)
    built, how = run_measured(folder, str(ROOT / "build_forms.py"), "--period", PERIOD, "--as-of", ISSUED)
    print(f"build: {len(built.get('forms', ()))} forms; {how}", flush=True)
    compile_script = str(ROOT / "compile_reports.py")
    days = "--period", PERIOD, "--as-of", LATE
    empty, how = run_measured(folder, compile_script, "--none-returned", "--out", "none", *days)
    print(f"compile, none returned: {empty.get('totals')}; {how}", flush=True)
    count, harmful = hand_in(folder)
    compiled, how = run_measured(folder, compile_script, "--jobs", "2", *days)
    files = compiled.get("files", [])
    unnamed = sum(not file["findings"] for file in files)
    print(f"compile, {count} files, {harmful} of them hostile: {len(files)} told of, {unnamed} without a word; {how}")
    print(compiled.get("totals"))


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]).resolve())
