"""What is kept is held to itself: what is missing, altered or added is told, and put right where the same bytes are."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.clerk import PLAN, Clerk, taishan_answers

JUNE, ISSUED, DAY = "2022-06", "2022-06-10", "2022-06-21"
UNITS = ("督导室", "人事股", "招考股")


def compiled_desk(folder: Path) -> Clerk:
    """A desk after June was built and compiled from three units."""
    clerk = Clerk(folder)
    clerk.build(JUNE, ISSUED, "--quiet")
    answers = taishan_answers()[JUNE]
    clerk.hand_in_all(JUNE, {unit: answers[unit] for unit in UNITS})
    clerk.compile(JUNE, DAY, "--quiet")
    return clerk


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    """Nobody may write into it."""
    return compiled_desk(tmp_path_factory.mktemp("compiled") / "desk")


@pytest.fixture
def clerk(compiled: Clerk, tmp_path: Path) -> Clerk:
    return compiled.copied_to(tmp_path / "desk")


def ledger(clerk: Clerk) -> Path:
    return clerk.folder / "output" / PLAN / "台账"


def original(clerk: Clerk, unit: str) -> Path:
    return next((ledger(clerk) / "原件" / JUNE).glob(f"*-{unit}.xlsx"))


def snapshot(clerk: Clerk) -> Path:
    return next((ledger(clerk) / "快照").glob("*.json"))


def told(clerk: Clerk) -> list[tuple[str, str]]:
    """What `duban verify` says: the codes, each with the last name of its place."""
    findings = clerk.run("duban", "verify", "--json").json["findings"]
    return sorted((finding["code"], Path(finding["place"]).name) for finding in findings)


def without_inbox(clerk: Clerk) -> None:
    """No twin of any return lies in 2-回收 any more."""
    shutil.rmtree(clerk.returns_folder(JUNE))
    clerk.returns_folder(JUNE)


def test_a_sound_ledger_has_nothing_to_tell(clerk: Clerk) -> None:
    result = clerk.run("duban", "verify")
    assert (result.exit, "全部相符" in result.out) == (0, True)
    assert told(clerk) == []


def altered(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2] + b"!" + data[len(data) // 2 + 1 :])


def as_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def renamed(path: Path) -> None:
    path.rename(path.with_name("另一份.xlsx"))


DAMAGES: dict[str, tuple[Callable[[Clerk], Path], Callable[[Path], object], list[str]]] = {
    "an original is edited": (lambda clerk: original(clerk, "人事股"), altered, ["kept-altered"]),
    "an original is truncated": (
        lambda clerk: original(clerk, "人事股"),
        lambda path: path.write_bytes(path.read_bytes()[:500]),
        ["kept-altered"],
    ),
    "an original is emptied": (
        lambda clerk: original(clerk, "人事股"),
        lambda path: path.write_bytes(b""),
        ["kept-altered"],
    ),
    "an original is deleted": (lambda clerk: original(clerk, "人事股"), Path.unlink, ["kept-missing"]),
    "an original is a folder": (lambda clerk: original(clerk, "人事股"), as_folder, ["kept-altered"]),
    "an original has another name": (lambda clerk: original(clerk, "人事股"), renamed, ["kept-added", "kept-restored"]),
    "a snapshot is edited": (snapshot, altered, ["kept-altered"]),
    "a snapshot is deleted": (snapshot, Path.unlink, ["kept-missing"]),
    "all originals are deleted": (lambda clerk: ledger(clerk) / "原件", shutil.rmtree, ["kept-missing"] * 3),
    "an original is added": (
        lambda clerk: original(clerk, "人事股"),
        lambda path: path.with_name(path.name.replace("人事股", "多的")).write_bytes(b"x"),
        ["kept-added"],
    ),
}
"""Ten kinds of damage: where, what is done, and what is told."""


@pytest.mark.parametrize("name", DAMAGES)
def test_verify_tells_each_kind_of_damage(clerk: Clerk, name: str) -> None:
    where, damage, codes = DAMAGES[name]
    without_inbox(clerk)
    damage(where(clerk))
    result = clerk.run("duban", "verify", "--json")
    assert sorted(finding["code"] for finding in result.json["findings"]) == codes
    assert result.exit == 1


def test_a_year_with_ten_kinds_of_damage(clerk: Clerk) -> None:
    """All at once: three returns, snapshots, files too many, 日志, the index, the lock, and what may go."""
    without_inbox(clerk)
    shutil.rmtree(ledger(clerk) / "上一次")
    (ledger(clerk) / "运行.lock").unlink()
    (ledger(clerk) / "原件" / JUNE / "随手放的.txt").write_bytes(b"x")
    altered(original(clerk, "人事股"))
    renamed(original(clerk, "招考股"))
    original(clerk, "督导室").write_bytes(b"")
    snapshot(clerk).unlink()
    (ledger(clerk) / "快照" / f"{'0' * 64}.json").write_bytes(b"{}")
    (ledger(clerk) / "索引.sqlite").write_bytes(b"no database")
    path = entry(clerk, 1)
    path.write_text(path.read_text(encoding="utf-8").replace('"build"', '"bulid"'), encoding="utf-8", newline="\n")
    assert [code for code, _ in told(clerk)] == [
        *("kept-added", "kept-added", "kept-added", "kept-altered", "kept-altered", "kept-missing", "kept-missing"),
        *("log-altered",),
    ]


@pytest.mark.parametrize(
    "name", [name for name in DAMAGES if name.startswith(("an original", "all")) and "added" not in name]
)
def test_verify_mends_an_original_from_its_twin_in_the_inbox(clerk: Clerk, name: str) -> None:
    where, damage, _ = DAMAGES[name]
    before = {path.name: path.read_bytes() for path in (ledger(clerk) / "原件" / JUNE).iterdir()}
    damage(where(clerk))
    if name == "an original is a folder":
        original(clerk, "人事股").rmdir()
    assert "kept-restored" in {code for code, _ in told(clerk)}
    after = {path.name: path.read_bytes() for path in (ledger(clerk) / "原件" / JUNE).iterdir()}
    assert before.items() <= after.items()


@pytest.mark.parametrize("damage", [altered, Path.unlink, lambda path: path.write_bytes(b"")])
def test_an_original_that_does_not_hold_never_counts_and_is_told(
    clerk: Clerk, damage: Callable[[Path], object]
) -> None:
    """人事股 seems never to have answered: that is said on the screen and in the report."""
    without_inbox(clerk)
    damage(original(clerk, "人事股"))
    result = clerk.run("compile", "--period", JUNE, "--as-of", DAY)
    assert result.exit == 1
    assert "台账收存的这份原件" in result.out
    [finding] = clerk.compile(JUNE, DAY).json["ledger"]
    assert finding["place"].endswith("人事股.xlsx")
    assert clerk.compile(JUNE, DAY).json["totals"]["filed"] == 2


@pytest.mark.parametrize("damage", [altered, Path.unlink, lambda path: path.write_bytes(b"")])
def test_an_original_whose_twin_is_handed_in_is_put_back_and_counts(
    clerk: Clerk, damage: Callable[[Path], object]
) -> None:
    path = original(clerk, "人事股")
    before = path.read_bytes()
    damage(path)
    result = clerk.compile(JUNE, "2022-06-22").json
    assert [finding["code"] for finding in result["ledger"]] == ["kept-restored"]
    assert result["totals"]["filed"] == 3
    assert path.read_bytes() == before
    assert len(list(path.parent.iterdir())) == 3
    assert told(clerk) == []


def test_a_file_of_any_size_is_only_looked_at(clerk: Clerk) -> None:
    """More than any return may have, in the place of one: told as altered, and never held."""
    with original(clerk, "人事股").open("r+b") as file:
        file.truncate(300 << 20)
    assert [finding["code"] for finding in clerk.compile(JUNE, DAY).json["ledger"]] == ["kept-restored"]
    with original(clerk, "人事股").open("r+b") as file:
        file.truncate(300 << 20)
    without_inbox(clerk)
    shutil.rmtree(ledger(clerk) / "上一次")
    assert [code for code, _ in told(clerk)] == ["kept-altered"]


# ---- 日志 and its copies in the index


def entry(clerk: Clerk, number: int) -> Path:
    return ledger(clerk) / "日志" / f"{number:06}.json"


@pytest.mark.parametrize(
    "damage",
    [
        lambda clerk: entry(clerk, 1).unlink(),
        lambda clerk: entry(clerk, 2).unlink(),
        lambda clerk: altered(entry(clerk, 1)),
        lambda clerk: entry(clerk, 2).write_bytes(b"{"),
        lambda clerk: entry(clerk, 1).write_bytes(b""),
        lambda clerk: shutil.rmtree(ledger(clerk) / "日志"),
    ],
)
def test_a_lost_entry_is_written_again_from_the_index(clerk: Clerk, damage: Callable[[Clerk], object]) -> None:
    before = [entry(clerk, number).read_bytes() for number in (1, 2)]
    damage(clerk)
    assert [code for code, _ in told(clerk)] == ["log-restored"]
    assert [entry(clerk, number).read_bytes() for number in (1, 2)] == before
    assert told(clerk) == []


def test_a_newest_entry_that_can_be_read_and_is_other_than_its_copy_is_told_until_the_index_is_made_anew(
    clerk: Clerk,
) -> None:
    path = entry(clerk, 2)
    path.write_text(
        path.read_text(encoding="utf-8").replace("2022-06-21", "2022-06-20"), encoding="utf-8", newline="\n"
    )
    assert told(clerk)[-1] == ("log-altered", "000002.json")
    assert clerk.compile(JUNE, DAY).json["ledger"][0]["code"] == "log-altered"
    assert clerk.run("duban", "rebuild").exit == 1
    assert clerk.run("duban", "rebuild").exit == 0


def test_without_the_index_a_lost_entry_is_told(clerk: Clerk) -> None:
    (ledger(clerk) / "索引.sqlite").unlink()
    entry(clerk, 1).unlink()
    assert [code for code, _ in told(clerk)][-1] == "log-missing"


def test_a_report_that_nobody_knows_of_is_kept_beside_the_new_one(clerk: Clerk) -> None:
    """日志 and index are gone: whether she edited the report cannot be known, so hers stays."""
    shutil.rmtree(ledger(clerk) / "日志")
    (ledger(clerk) / "索引.sqlite").unlink()
    script = clerk.reports_folder(JUNE) / "文字稿.txt"
    script.write_text("她写的", encoding="utf-8")
    clerk.compile(JUNE, DAY)
    copies = [path.read_text(encoding="utf-8") for path in clerk.reports_folder(JUNE).glob("文字稿（手改留存*.txt")]
    assert copies == ["她写的"]


PLACES = (
    "",
    "快照",
    "原件",
    "登记",
    "日志",
    "上一次",
    "索引.sqlite",
    "运行.lock",
    "日志/000001.json",
    "日志/000002.json",
)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    "loss",
    [
        "deleted",
        "truncated",
        *(pytest.param(loss, marks=pytest.mark.long) for loss in ("emptied", "a folder", "a file")),
    ],
)
def test_no_loss_in_the_ledger_ends_in_a_traceback_or_goes_unsaid(clerk: Clerk, place: str, loss: str) -> None:
    """Build, compile, verify and rebuild go on or refuse with a sentence; and fewer returns never count unsaid."""
    path = ledger(clerk) / place if place else ledger(clerk)
    without_inbox(clerk)
    lose(path, loss)
    results = [
        clerk.compile(JUNE, DAY, "--none-returned"),
        clerk.build(JUNE, DAY, "--json"),
        clerk.run("duban", "verify", "--json"),
        clerk.run("duban", "rebuild", "--json"),
    ]
    assert {result.exit for result in results} <= {0, 1, 2}
    assert all(result.exit != 2 or result.json["errors"] for result in results)
    compiled = results[0]
    if compiled.exit != 2 and place and compiled.json["totals"]["filed"] < len(UNITS):
        assert compiled.json["ledger"]


def lose(path: Path, loss: str) -> None:
    """Lose a file or a folder in one of the ways in which such things happen."""
    if loss == "truncated":
        for file in [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]:
            file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
        return
    is_folder = path.is_dir()
    if is_folder:
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
    if loss == "a folder" or (loss == "emptied" and is_folder):
        path.mkdir()
    elif loss in {"a file", "emptied"}:
        path.write_bytes(b"")
