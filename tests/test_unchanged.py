"""A compile of which nothing changed says the same again, writes nothing, and is never stale.

All that a compile reads is held to what its fingerprint covers by watching a whole run; then each kind of input is
changed, and what a clerk gets is held to what a copy without any index gives.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import product
from pathlib import Path

import pytest
from openpyxl import load_workbook

from duban.cli import journey_commands
from duban.journeys import compile as compile_journey
from duban.journeys.unchanged import see_inputs
from duban.model.run_by import RunBy
from duban.store import program
from duban.store.index import INDEX_FILE, Index
from duban.store.lock import ledger_lock
from duban.store.run_log import read_run_log
from tests.clerk import PLAN, ROOT, Clerk, CommandResult, file_hashes, taishan_answers
from tests.test_register_decisions import add_row, hand_in

JUNE, JULY, COMPILED_ON = "2022-06", "2022-07", "2022-06-21"
UNITS = ("基安股", "人事股", "招考股")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    """June's forms are issued, three came back, and an own template lies there. Nobody may change it."""
    clerk = Clerk(tmp_path_factory.mktemp("office") / "desk")
    (clerk.folder / "templates" / "notices").mkdir(parents=True)
    shutil.copy(ROOT / "templates" / "notices" / "remind.txt", clerk.folder / "templates" / "notices")
    clerk.build(JUNE, "2022-06-10", "--quiet")
    for unit in UNITS:
        clerk.hand_in(JUNE, unit, taishan_answers()[JUNE][unit])
    return clerk


@pytest.fixture(scope="module")
def compiled_desk(desk: Clerk, tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    """The same, compiled. What a run said is remembered for the folder in which it stands: `clerk` is put there."""
    clerk = desk.copied_to(tmp_path_factory.mktemp("compiled") / "desk")
    compiled(clerk)
    clerk.copied_to(clerk.folder.with_name("as compiled"))
    return clerk


@pytest.fixture
def clerk(compiled_desk: Clerk) -> Clerk:
    """That desk as it was when June had just been compiled."""
    shutil.rmtree(compiled_desk.folder)
    shutil.copytree(compiled_desk.folder.with_name("as compiled"), compiled_desk.folder)
    return compiled_desk


def compiled(clerk: Clerk, *more: object) -> CommandResult:
    return clerk.run("compile", "--period", JUNE, "--as-of", COMPILED_ON, *more)


def run_count(clerk: Clerk) -> int:
    return len(read_run_log(ledger_of(clerk)).entries)


def ledger_of(clerk: Clerk) -> Path:
    return clerk.folder / "output" / PLAN / "台账"


def forget(clerk: Clerk) -> None:
    """Take what was said last out of the index."""
    with Index(ledger_of(clerk) / INDEX_FILE) as index:
        assert index.write([("delete from last_words", [()])])


def forgetful(clerk: Clerk, folder: Path) -> Clerk:
    """The same desk elsewhere, where nothing is remembered of what was said."""
    other = clerk.copied_to(folder)
    forget(other)
    return other


def said(clerk: Clerk, result: CommandResult) -> tuple[int, str, str]:
    """What a command said and how it ended, wherever the desk stands."""
    folder = str(clerk.folder)
    return result.exit, result.out.replace(folder, ""), result.output.replace(folder, "")


def stat_by_file(folder: Path) -> dict[Path, tuple[int, int]]:
    files = (path for path in folder.rglob("*") if not path.name.startswith(INDEX_FILE))
    return {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in files if path.is_file()}


# ---- nothing changed


@pytest.mark.parametrize("how", [(), ("--json",), ("--quiet",)])
def test_what_is_said_again_is_what_a_whole_run_says(clerk: Clerk, tmp_path: Path, how: tuple[str, ...]) -> None:
    """To the letter and with its exit code; nothing is written, not even an entry of 日志."""
    compiled(clerk, *how)
    other = forgetful(clerk, tmp_path / "other")
    before, count = stat_by_file(clerk.folder), run_count(clerk)
    assert said(clerk, compiled(clerk, *how)) == said(other, compiled(other, *how))
    assert stat_by_file(clerk.folder) == before
    assert (run_count(clerk), run_count(other)) == (count, count + 1)
    assert file_hashes(clerk.folder) == file_hashes(other.folder)


def test_the_first_run_alone_tells_what_is_new(desk: Clerk, tmp_path: Path) -> None:
    clerk = desk.copied_to(tmp_path / "desk")
    first, again = compiled(clerk), compiled(clerk)
    assert ("新增：" in first.out, "新增：" in again.out) == (True, False)
    assert set(again.out.splitlines()) < set(first.out.splitlines())


def test_it_makes_no_difference_how_many_work(clerk: Clerk) -> None:
    count = run_count(clerk)
    assert compiled(clerk, "--jobs", 1).exit == 1
    assert run_count(clerk) == count


def test_nothing_heavy_is_imported(clerk: Clerk) -> None:
    program = (
        f"import sys\nsys.path.insert(0, {str(ROOT)!r})\nfrom duban.cli.journey_commands import compile_command\n"
        f"try: compile_command(['--period', {JUNE!r}, '--as-of', {COMPILED_ON!r}])\n"
        "except SystemExit: print(*sys.modules, sep='\\n', file=sys.stderr)"
    )
    command = [sys.executable, "-c", program]
    run = subprocess.run(command, cwd=clerk.folder, capture_output=True, check=True, text=True)
    assert not {"duban.validation", "jinja2", "xlsxwriter", "python_calamine", "openpyxl"} & {*run.stderr.split()}


# ---- whatever changed


def edit(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\n")


def edit_sheet(path: Path) -> None:
    book = load_workbook(path)
    book[book.sheetnames[0]]["A1"] = "另题"
    book.save(path)


def _return(clerk: Clerk) -> Path:
    return clerk.returns_folder(JUNE) / f"{UNITS[0]}.xlsx"


def _hand_in(clerk: Clerk) -> None:
    clerk.hand_in(JUNE, "职终股", taishan_answers()[JUNE]["职终股"])


def _correct(clerk: Clerk) -> None:
    answers = taishan_answers()[JUNE]["人事股"]
    clerk.hand_in(JUNE, "招考股", {**answers, "milestones": {}, "tasks": {}})


def _decide(clerk: Clerk) -> None:
    """人事股 reported once more, another person filled it in, and she takes the first."""
    hand_in(clerk, "人事股", "后.xlsx", by="另一人")
    compiled(clerk)
    add_row(clerk, "采用版本", 文件="人事股.xlsx", 采用="是", 确认人="王五")


def _decide_before_a_return(clerk: Clerk) -> None:
    """The next run adds rows to a register in which something is decided."""
    _decide(clerk)
    compiled(clerk)
    _hand_in(clerk)


def _newest_entry(clerk: Clerk) -> Path:
    return max((ledger_of(clerk) / "日志").iterdir())


def _config(clerk: Clerk) -> Path:
    return clerk.folder / "config.yaml"


CHANGES: dict[str, Callable[[Clerk], object]] = {
    "a byte of a return": lambda clerk: edit(_return(clerk)),
    "an answer": lambda clerk: edit_sheet(_return(clerk)),
    "a return more": _hand_in,
    "a later return": _correct,
    "a return less": lambda clerk: _return(clerk).unlink(),
    "a return under another name": lambda clerk: _return(clerk).rename(_return(clerk).with_name("补报.xlsx")),
    "a file in a folder": lambda clerk: shutil.copytree(ROOT / "examples" / PLAN, clerk.returns_folder(JUNE) / "来信"),
    "a file where Python keeps its own": lambda clerk: shutil.copytree(
        ROOT / "examples" / PLAN, clerk.returns_folder(JUNE) / "__pycache__"
    ),
    "an empty file": lambda clerk: (clerk.returns_folder(JUNE) / "x.txt").touch(),
    "a lock of Excel's": lambda clerk: (clerk.period_folder(JUNE) / "~$办公室登记.xlsx").touch(),
    "a comment in the plan": lambda clerk: edit(clerk.folder / "plans" / PLAN / "plan.yaml"),
    "the units": lambda clerk: edit(clerk.folder / "plans" / PLAN / "units.yaml"),
    "the plan's own template": lambda clerk: shutil.copytree(
        ROOT / "templates" / "notices", clerk.folder / "plans" / PLAN / "notices"
    ),
    "the config": lambda clerk: _config(clerk).write_text(f"计划: plans/{PLAN}\n配色: 素雅\n", encoding="utf-8"),
    "the holidays": lambda clerk: edit(clerk.folder / "plans" / "holidays.yaml"),
    "an own template": lambda clerk: edit(clerk.folder / "templates" / "notices" / "remind.txt"),
    "an own template less": lambda clerk: shutil.rmtree(clerk.folder / "templates"),
    "a report that is edited": lambda clerk: edit_sheet(clerk.report(JUNE)),
    "a report that is gone": lambda clerk: clerk.papers(JUNE).unlink(),
    "a text that is edited": lambda clerk: edit(clerk.reports_folder(JUNE) / "文字稿.txt"),
    "a correction copy that is gone": lambda clerk: next(clerk.reports_folder(JUNE).glob("退回修改/*")).unlink(),
    "the register": lambda clerk: edit_sheet(clerk.period_folder(JUNE) / "办公室登记.xlsx"),
    "the register that is gone": lambda clerk: (clerk.period_folder(JUNE) / "办公室登记.xlsx").unlink(),
    "a decision": _decide,
    "a decision, and a return more": _decide_before_a_return,
    "a form that is gone": lambda clerk: clerk.form_path(JUNE, UNITS[0]).unlink(),
    "an entry of 日志 that is altered": lambda clerk: edit(_newest_entry(clerk)),
    "an entry of 日志 that is gone": lambda clerk: _newest_entry(clerk).unlink(),
    "an original that is altered": lambda clerk: edit(next((ledger_of(clerk) / "原件" / JUNE).iterdir())),
    "an original that is gone": lambda clerk: next((ledger_of(clerk) / "原件" / JUNE).iterdir()).unlink(),
    "a snapshot that is gone": lambda clerk: next((ledger_of(clerk) / "快照").iterdir()).unlink(),
    "undo": lambda clerk: clerk.run("duban", "undo"),
    "a build": lambda clerk: clerk.build(JUNE, "2022-06-10", "--quiet"),
    "a build of the next period": lambda clerk: clerk.build(JULY, "2022-07-01", "--quiet"),
    "a compile as of another day": lambda clerk: clerk.compile(JUNE, "2022-06-22"),
    "verify": lambda clerk: clerk.run("duban", "verify", "--lost", "x"),
}  # fmt: skip
"""What may happen between two runs."""


@pytest.mark.parametrize("change", sorted(CHANGES.keys() - {"verify"}))  # which is refused, so that nothing changed
def test_whatever_changed_is_seen(clerk: Clerk, change: str) -> None:
    """Also where it makes no difference to a report: the next run is a whole one."""
    before = fingerprint(clerk)
    CHANGES[change](clerk)
    assert fingerprint(clerk) != before


TELLING = [
    *("a later return", "a return less", "a report that is edited", "a correction copy that is gone", "undo"),
    *("the register that is gone", "a decision", "a decision, and a return more", "a build of the next period"),
    *("an entry of 日志 that is altered", "an original that is gone", "a compile as of another day", "verify"),
]
"""Of these a run tells something, puts something aside, or goes another way."""


@pytest.mark.parametrize("change", TELLING)
def test_the_runs_behind_a_change_are_those_of_a_desk_where_nothing_is_remembered(
    clerk: Clerk, tmp_path: Path, change: str
) -> None:
    """What they say, how they end, and every file that they leave: the first, which is whole, and the one behind it."""
    CHANGES[change](clerk)
    other = forgetful(clerk, tmp_path / "other")
    for _ in range(2):
        assert said(clerk, compiled(clerk)) == said(other, compiled(other))
        assert file_hashes(clerk.folder) == file_hashes(other.folder)
        forget(other)


def test_an_empty_folder_and_a_link_are_seen(clerk: Clerk) -> None:
    states = [fingerprint(clerk)]
    folder = clerk.returns_folder(JUNE) / "补报"
    link = folder / "x"
    steps: list[Callable[[], None]] = [folder.mkdir, lambda: link.symlink_to(_return(clerk)), link.unlink]
    for step in steps:
        step()
        states.append(fingerprint(clerk))
    assert states[1] == states[3]
    assert len({*states}) == 3


@pytest.mark.parametrize("path", ["plans/holidays.yaml", "templates"])
def test_where_a_link_leads_is_seen(clerk: Clerk, path: str) -> None:
    """Also where what it leads to is looked at anyway."""
    place, inside = clerk.folder / path, clerk.folder / "plans" / PLAN
    kept = [place.rename(inside / "one"), inside / "two"]
    copy = shutil.copytree if kept[0].is_dir() else shutil.copy
    copy(kept[0], kept[1])
    states = []
    for target in kept:
        place.unlink(missing_ok=True)
        place.symlink_to(target)
        states.append(fingerprint(clerk))
    assert states[0] != states[1]


def test_where_a_link_leads_by_way_of_another_is_seen(clerk: Clerk, tmp_path: Path) -> None:
    """The other one lies outside, and leads back in."""
    folders = [clerk.returns_folder(JUNE) / name for name in ("一批", "二批")]
    for folder in folders:
        folder.mkdir()
        shutil.copy(_return(clerk), folder / "1.xlsx")
    outside, states = tmp_path / "本月", []
    (clerk.returns_folder(JUNE) / "来信.xlsx").symlink_to(outside / "1.xlsx")
    for folder in folders:
        outside.unlink(missing_ok=True)
        outside.symlink_to(folder)
        states.append(fingerprint(clerk))
    assert states[0] != states[1]


def test_a_day_of_change_alone_is_nothing(clerk: Clerk) -> None:
    before = fingerprint(clerk)
    os.utime(_return(clerk), (0, 0))
    assert fingerprint(clerk) == before


@pytest.mark.parametrize("kind", ["a pipe", "a link out"])
def test_where_all_cannot_be_seen_every_run_is_whole(clerk: Clerk, tmp_path: Path, kind: str) -> None:
    path = clerk.returns_folder(JUNE) / "x"
    if kind == "a pipe":
        os.mkfifo(path)
    else:
        (tmp_path / "elsewhere").touch()
        path.symlink_to(tmp_path / "elsewhere")
    counts = [run_count(clerk) for _ in range(3) if compiled(clerk).exit == 1]
    assert counts == [3, 4, 5]


def fingerprint(clerk: Clerk) -> str:
    inputs = see_inputs(_config(clerk), None, (), (), None)
    assert inputs
    return inputs.fingerprint


# ---- what the command and the program are


def _tomorrow(monkeypatch: pytest.MonkeyPatch, _folder: Path) -> None:
    day = date.fromisoformat("2032-01-01")
    monkeypatch.setattr(journey_commands, "today", lambda: day)


def _other_program(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """One byte of one template differs."""
    shutil.copytree(ROOT / "templates", folder / "templates")
    edit(folder / "templates" / "lights.yaml")
    monkeypatch.setattr(program, "_FOLDERS", (ROOT / "duban", folder / "templates"))


def _other_library(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    (folder / "libraries" / "another-1.0.dist-info").mkdir(parents=True)
    monkeypatch.syspath_prepend(folder / "libraries")


PROGRAMS: dict[str, Callable[[pytest.MonkeyPatch, Path], None]] = {
    "another day": _tomorrow,
    "another program": _other_program,
    "another library": _other_library,
    "another Python": lambda monkeypatch, _: monkeypatch.setattr(sys, "version", "4.0.0"),
    "a password": lambda monkeypatch, _: monkeypatch.setenv("DUBAN_PASSWORDS", "123456"),
}


def forget_program() -> None:
    """What one process looks at once."""
    program.program_contents.cache_clear()
    program.installed_libraries.cache_clear()


@pytest.fixture
def anew() -> Iterator[None]:
    """What is known of the program is looked at again, before and behind a test."""
    forget_program()
    yield
    forget_program()


@pytest.mark.usefixtures("anew")
@pytest.mark.parametrize("change", PROGRAMS.values(), ids=PROGRAMS)
def test_another_day_or_program_is_another_run(
    clerk: Clerk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[pytest.MonkeyPatch, Path], None]
) -> None:
    change(monkeypatch, tmp_path)
    count = run_count(clerk)
    assert compiled(clerk).exit == 1
    assert run_count(clerk) == count + 1
    compiled(clerk)
    assert run_count(clerk) == count + 1


@pytest.mark.parametrize(
    "options", [["--json"], ["--quiet"], ["--any-day"], ["--none-returned"], ["--plan", PLAN], ["--form", "JZ"]]
)
def test_another_option_is_another_run(clerk: Clerk, options: list[str]) -> None:
    count = run_count(clerk)
    compiled(clerk, *options)
    assert run_count(clerk) == count + 1


def test_a_rehearsal_is_always_whole(clerk: Clerk, tmp_path: Path) -> None:
    for count in (1, 2):
        compiled(clerk, "--out", tmp_path / "out")
        assert len(read_run_log(tmp_path / "out" / "台账").entries) == count


# ---- while a run is at work


def _after(monkeypatch: pytest.MonkeyPatch, module: object, name: str, step: Callable[[], object]) -> None:
    """Let a step happen right after a function has done its work, the first time."""
    call, pending = getattr(module, name), [step]

    def wrapped(*arguments: object, **options: object) -> object:
        result = call(*arguments, **options)
        if pending:
            pending.pop()()
        return result

    monkeypatch.setattr(module, name, wrapped)


MOMENTS: dict[str, tuple[object, str]] = {
    "once it knows where all lies": (journey_commands, "_options_and_day"),
    "once it has read all": (compile_journey, "make_outputs"),
    "once it is published": (compile_journey, "_publish_reports"),
    "once it has said so": (journey_commands, "_say"),
}
SAVED = ["the config", "the register", "a return more", "a text that is edited"]


@pytest.mark.parametrize(("moment", "change"), [*product(MOMENTS, SAVED)])
def test_what_is_saved_while_a_run_is_at_work_is_seen_by_the_next(
    clerk: Clerk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str, change: str
) -> None:
    """Whether this run read what was there before or what came: the next one says what a whole one says."""
    edit(_return(clerk))
    with monkeypatch.context() as patched:
        _after(patched, *MOMENTS[moment], lambda: CHANGES[change](clerk))
        compiled(clerk)
    other = forgetful(clerk, tmp_path / "other")
    assert said(clerk, compiled(clerk)) == said(other, compiled(other))
    assert file_hashes(clerk.folder) == file_hashes(other.folder)


def test_another_run_at_work_is_told_first(clerk: Clerk) -> None:
    """Nothing is compared while another writes."""
    with ledger_lock(ledger_of(clerk), RunBy("李四")):
        refused = compiled(clerk)
    assert refused.exit == 2
    assert "李四" in refused.output


@pytest.mark.parametrize("column", ["key", "exit_code", "out", "err"])
def test_words_that_are_garbled_are_none(clerk: Clerk, column: str) -> None:
    with Index(ledger_of(clerk) / INDEX_FILE) as index:
        assert index.write([(f"update last_words set {column} = 7", [()])])
    count = run_count(clerk)
    assert compiled(clerk).exit == 1
    assert run_count(clerk) == count + 1


def test_an_index_that_is_none_makes_a_whole_run(clerk: Clerk) -> None:
    (ledger_of(clerk) / INDEX_FILE).write_bytes(b"x" * 5000)
    count = run_count(clerk)
    assert compiled(clerk).exit == 1
    assert run_count(clerk) == count + 1


# ---- all that a run reads is covered


_WATCH = """
import os, sys
log = os.open({log!r}, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

def note(kind, path):
    if isinstance(path, (str, bytes, os.PathLike)):
        os.write(log, kind.encode() + b" " + os.path.abspath(os.fsencode(path)) + b"\\0")

def hook(event, arguments):
    if event in ("os.listdir", "os.scandir"):
        note("list", arguments[0])
    elif event == "sqlite3.connect" and arguments[0] != ":memory:":
        note("open", arguments[0])
    elif event == "open":
        mode, flags = arguments[1] or "", arguments[2] or 0
        if not flags & os.O_WRONLY and not set(mode) & set("wxa"):
            note("open", arguments[0])

def watched(call):
    def stat(path, *arguments, **options):
        note("stat", path)
        return call(path, *arguments, **options)
    return stat

def variable(variables, name):
    frame = sys._getframe(1)
    while frame.f_code.co_filename.strip("<>").removesuffix(".py").endswith(("os", "_collections_abc")):
        frame = frame.f_back
    if "/duban/" in frame.f_code.co_filename and not frame.f_code.co_filename.endswith("/unchanged.py"):
        os.write(log, b"variable " + name.encode() + b"\\0")
    return getitem(variables, name)

sys.path.insert(0, {root!r})
from duban.cli.journey_commands import compile_command
getitem, type(os.environ).__getitem__ = type(os.environ).__getitem__, variable
os.stat, os.lstat, os.readlink = map(watched, (os.stat, os.lstat, os.readlink))
sys.addaudithook(hook)
compile_command({arguments!r})
"""
"""Whatever a run and its workers open, list or ask the system about, each behind what it is."""


def test_all_that_a_run_reads_is_covered(desk: Clerk, tmp_path: Path) -> None:
    """Or it is of Python's own or the system's. Nothing need be thought of: it is watched."""
    clerk = desk.copied_to(tmp_path / "desk")
    inputs = see_inputs(clerk.folder / "config.yaml", None, (), (), None)
    assert inputs
    log = tmp_path / "log"
    arguments = ["--period", JUNE, "--as-of", COMPILED_ON, "--jobs", "2"]
    script = _WATCH.format(log=str(log), root=str(ROOT), arguments=arguments)
    subprocess.run([sys.executable, "-P", "-c", script], cwd=clerk.folder, check=False, capture_output=True)
    lines = {line.partition(" ")[::2] for line in log.read_bytes().decode().split("\0")[:-1]}
    places = [*inputs.places, ROOT / "duban", ROOT / "templates", *_installation()]
    read = {(kind, Path(name)) for kind, name in lines if kind != "variable"}
    above = {("stat", folder) for place in places for folder in place.resolve().parents}  # they may be links
    above.add(("list", ROOT))  # where Python looks for the package
    unknown = {(kind, path) for kind, path in read - above if not _is_below(path, places)}
    assert unknown == set()
    assert {("open", path) for path in _files_of(clerk)} <= read
    assert {name for kind, name in lines if kind == "variable"} == {"DUBAN_PASSWORDS"}


def _installation() -> list[Path]:
    """Where Python, its libraries and what it compiled lie, and where the system tells of itself."""
    folders = [*sys.path, sys.prefix, sys.base_prefix, sys.pycache_prefix, "/proc", "/dev", "/sys"]
    return [Path(folder) for folder in folders if folder and Path(folder) != ROOT]


def _is_below(path: Path, places: Iterable[Path]) -> bool:
    return any(path == place or place in path.parents for place in places)


def _files_of(clerk: Clerk) -> list[Path]:
    """Some of which it is sure that a run reads them: what is watched is all that is read."""
    plan = clerk.folder / "plans" / PLAN
    return [_config(clerk), plan / "plan.yaml", plan / "units.yaml", *clerk.returns_folder(JUNE).iterdir()]
