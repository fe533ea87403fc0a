"""A link in a plan's folder that leads out of the workspace: nothing behind it is locked, read, kept or replaced."""

import shutil
from pathlib import Path

import pytest

from duban.store.links import links_out, real_paths
from tests.clerk import PLAN, Clerk, taishan_answers
from tests.test_files import lay, tree

JUNE, DAY, LATER = "2022-06", "2022-06-21", "2022-07-04"
REFUSED = 2
REPORT = "台山市教育系统2022年重点工作任务汇总报告（1—6月）.xlsx"
FOLDERS = [
    *("output", f"output/{PLAN}"),
    *(f"output/{PLAN}/台账{name}" for name in ("", "/日志", "/快照", "/原件", f"/原件/{JUNE}", "/上一次", "/已撤销")),
    *(f"output/{PLAN}/{JUNE}{name}" for name in ("", "/1-下发", "/2-回收", "/3-汇总", "/3-汇总/退回修改")),
]
FILES = [
    *(f"output/{PLAN}/台账/{name}" for name in ("日志/000001.json", "表号密钥.json", "运行.lock", "发布.json")),
    *(f"output/{PLAN}/{JUNE}/{name}" for name in (f"3-汇总/{REPORT}", "办公室登记.xlsx")),
    f"output/{PLAN}/报送日历.xlsx",
]
COMMANDS = {
    "build": ("build", "--period", JUNE, "--as-of", DAY),
    "compile": ("compile", "--period", JUNE, "--as-of", LATER),
    "check": ("duban", "check"),
    **{name: ("duban", name) for name in ("verify", "rebuild", "undo", "renew-key")},
}


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    """A desk after June was built and compiled from two units. Nobody may write into it."""
    clerk = Clerk(tmp_path_factory.mktemp("compiled") / "desk")
    clerk.build(JUNE, "2022-06-10", "--quiet")
    answers = taishan_answers()[JUNE]
    clerk.hand_in_all(JUNE, {unit: answers[unit] for unit in ("督导室", "人事股")})
    clerk.compile(JUNE, DAY, "--quiet")
    return clerk


@pytest.fixture
def clerk(compiled: Clerk, tmp_path: Path) -> Clerk:
    try:
        (tmp_path / "link").symlink_to(tmp_path)
    except OSError:
        pytest.skip("no links on this system")
    (tmp_path / "link").unlink()
    return compiled.copied_to(tmp_path / "desk")


def put_behind_link(path: Path, target: Path) -> dict[str, bytes]:
    """Move what lies at a path elsewhere and leave a link to it. Returns what lies there."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if path.exists():
        shutil.move(path, target)
    elif path.suffix:
        target.write_bytes(b"theirs")
    else:
        lay(target, "theirs")
    path.symlink_to(target)
    return tree(target.parent)


@pytest.mark.parametrize("place", [*FOLDERS, *FILES])
def test_a_link_out_is_told_before_anything_is_locked(clerk: Clerk, tmp_path: Path, place: str) -> None:
    before = put_behind_link(clerk.folder / place, tmp_path / "elsewhere" / Path(place).name)
    result = clerk.run(*COMMANDS["compile"])
    assert (result.exit, result.output.count("[leads-outside]")) == (REFUSED, 1), result.output
    assert f"{place}：" in result.output or f"{place}:" in result.output
    assert tree(tmp_path / "elsewhere") == before


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_that_reads_the_ledger_looks_for_links_first(clerk: Clerk, tmp_path: Path, command: str) -> None:
    before = put_behind_link(clerk.folder / f"output/{PLAN}/台账", tmp_path / "elsewhere/台账")
    result = clerk.run(*COMMANDS[command])
    assert (result.exit, "[leads-outside]" in result.output) == (REFUSED, True), result.output
    assert tree(tmp_path / "elsewhere") == before


def test_all_links_out_are_told_at_once(clerk: Clerk, tmp_path: Path) -> None:
    for place in FILES:
        put_behind_link(clerk.folder / place, tmp_path / "elsewhere" / Path(place).name)
    assert clerk.run(*COMMANDS["compile"]).output.count("[leads-outside]") == len(FILES)


@pytest.mark.parametrize("place", ["output", f"output/{PLAN}", f"output/{PLAN}/{JUNE}/2-回收"])
def test_a_link_that_stays_in_the_workspace_goes_on_working(clerk: Clerk, place: str) -> None:
    put_behind_link(clerk.folder / place, clerk.folder / "别处" / Path(place).name)
    assert [clerk.run(*COMMANDS[name]).exit for name in ("build", "compile", "verify")] == [0, 0, 0]


def test_a_link_within_the_plan_folder_goes_on_working(clerk: Clerk) -> None:
    plan_folder = clerk.folder / "output" / PLAN
    put_behind_link(plan_folder / "台账", plan_folder / "旧台账/台账")
    put_behind_link(plan_folder / JUNE / "3-汇总", plan_folder / "报告/3-汇总")
    assert [clerk.run(*COMMANDS[name]).exit for name in ("build", "compile", "verify")] == [0, 0, 0]


def test_a_workspace_that_lies_behind_a_link_goes_on_working(clerk: Clerk, tmp_path: Path) -> None:
    """As a whole: a link on the desktop to a share."""
    put_behind_link(clerk.folder, tmp_path / "share" / "desk")
    assert [clerk.run(*COMMANDS[name]).exit for name in ("build", "compile", "verify")] == [0, 0, 0]


def test_an_output_that_is_typed_whole_may_lie_anywhere(clerk: Clerk, tmp_path: Path) -> None:
    """And be a link itself; what is in it may lead out of it as little as out of the workspace."""
    (clerk.folder / "output").rename(tmp_path / "elsewhere")
    (tmp_path / "mount").symlink_to(tmp_path / "elsewhere")
    config = clerk.folder / "config.yaml"
    config.write_text(f"{config.read_text(encoding='utf-8')}输出: {tmp_path / 'mount'}\n", encoding="utf-8")
    assert [clerk.run(*COMMANDS[name]).exit for name in ("build", "compile", "verify")] == [0, 0, 0]
    put_behind_link(tmp_path / "elsewhere" / PLAN / "台账", tmp_path / "third" / "台账")
    assert clerk.run(*COMMANDS["compile"]).exit == REFUSED


@pytest.mark.parametrize("place", ["台账", REPORT, "文字稿.txt"])
def test_a_rehearsal_writes_and_reads_nothing_behind_a_link(clerk: Clerk, tmp_path: Path, place: str) -> None:
    """The folder is typed and may be a link; what is in it may not lead out of it."""
    (tmp_path / "out").mkdir()
    (tmp_path / "typed").symlink_to(tmp_path / "out")
    before = put_behind_link(tmp_path / "out" / place, tmp_path / "elsewhere" / place)
    result = clerk.run(*COMMANDS["compile"], "--out", tmp_path / "typed")
    assert (result.exit, "[leads-outside]" in result.output) == (REFUSED, True), result.output
    assert tree(tmp_path / "elsewhere") == before
    (tmp_path / "out" / place).unlink()
    assert clerk.run(*COMMANDS["compile"], "--out", tmp_path / "typed").exit == 0


def test_the_ledger_of_a_rehearsal_is_never_the_plans(clerk: Clerk, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out/台账").symlink_to(clerk.folder / f"output/{PLAN}/台账")
    result = clerk.run(*COMMANDS["compile"], "--out", tmp_path / "out")
    assert (result.exit, "[leads-outside]" in result.output) == (REFUSED, True), result.output


@pytest.mark.parametrize("out", [f"output/{PLAN}", "link", f"plans/../output/{PLAN}"])
def test_the_plans_own_folder_may_be_typed_by_any_name(clerk: Clerk, out: str) -> None:
    """Then the ledger of the run is the plan's own, under one name."""
    (clerk.folder / "link").symlink_to(clerk.folder / "output" / PLAN)
    built = clerk.run("build", "--period", "2022-07", "--as-of", LATER, "--out", out)
    assert built.exit == 0, built.output
    assert clerk.run(*COMMANDS["compile"], "--out", out).exit == 0
    assert clerk.run("duban", "verify").exit == 0


@pytest.mark.parametrize(
    "out",
    [f"output/{PLAN}/{JUNE}/{name}" for name in ("1-下发", "2-回收", "3-汇总", "3-汇总/试算")]
    + [f"output/{PLAN}/台账", f"output/{PLAN}/台账/原件/{JUNE}", "output/another/2022-06/2-回收", "link"],
)
@pytest.mark.parametrize("command", ["build", "compile"])
def test_a_rehearsal_never_lies_among_forms_returns_reports_or_a_ledger(clerk: Clerk, out: str, command: str) -> None:
    """Its files would be read as returns, told as added to the ledger, or stand in a report's place."""
    (clerk.folder / "link").symlink_to(clerk.returns_folder(JUNE))
    before = tree(clerk.folder)
    result = clerk.run(*COMMANDS[command], "--out", out)
    assert (result.exit, "[out-in-own-folder]" in result.output) == (REFUSED, True), result.output
    assert tree(clerk.folder) == before


def test_a_rehearsal_below_the_plans_folder_is_one(clerk: Clerk) -> None:
    """What it writes there is not in the plan's 日志, and its own ledger knows all that it keeps."""
    entries = clerk.folder / f"output/{PLAN}/台账/日志"
    before = tree(entries)
    out = clerk.folder / f"output/{PLAN}/试算"
    assert [clerk.run(*COMMANDS["compile"], "--out", out).exit for _ in range(2)] == [0, 0]
    assert tree(entries) == before


def test_a_form_of_a_rehearsal_that_is_a_link_is_not_compared_with(clerk: Clerk, tmp_path: Path) -> None:
    form = clerk.form_path(JUNE, "督导室").name
    (tmp_path / "out").mkdir()
    before = put_behind_link(tmp_path / "out" / form, tmp_path / "elsewhere" / form)
    result = clerk.run(*COMMANDS["build"], "--out", tmp_path / "out")
    assert (result.exit, "[leads-outside]" in result.output) == (REFUSED, True), result.output
    assert tree(tmp_path / "elsewhere") == before


def test_links_among_the_returns_are_told_one_by_one(clerk: Clerk, tmp_path: Path) -> None:
    """Of these a department may know; they stop nothing."""
    lay(tmp_path, "elsewhere/甲.xlsx")
    (clerk.returns_folder(JUNE) / "甲.xlsx").symlink_to(tmp_path / "elsewhere/甲.xlsx")
    (clerk.returns_folder(JUNE) / "夹").symlink_to(tmp_path / "elsewhere")
    result = clerk.compile(JUNE, LATER)
    assert (result.codes("甲.xlsx"), result.codes("夹")) == (["link-outside"], ["link-outside"])


def test_what_is_lost_is_not_looked_for_behind_a_link(clerk: Clerk, tmp_path: Path) -> None:
    """Of the original that is gone there is a twin, but not here."""
    original = next((clerk.folder / f"output/{PLAN}/台账/原件" / JUNE).glob("*-人事股.xlsx"))
    shutil.rmtree(clerk.returns_folder(JUNE))
    (tmp_path / "elsewhere").mkdir()
    original.rename(tmp_path / "elsewhere/人事股.xlsx")
    (clerk.returns_folder(JUNE) / "人事股.xlsx").symlink_to(tmp_path / "elsewhere/人事股.xlsx")
    result = clerk.run("duban", "verify", "--json")
    assert [finding["code"] for finding in result.json["findings"]] == ["kept-missing"]
    assert not original.exists()


def test_what_leads_back_is_looked_at_once(tmp_path: Path) -> None:
    lay(tmp_path, "a/b/c", "out/d")
    (tmp_path / "a/b/back").symlink_to(tmp_path / "a")
    (tmp_path / "a/self").symlink_to("self")
    (tmp_path / "a/b/broken").symlink_to("nowhere")
    (tmp_path / "a/b/away").symlink_to(tmp_path / "out")
    assert links_out(tmp_path / "a", real_paths([tmp_path / "a"]), "") == [tmp_path / "a/b/away"]
