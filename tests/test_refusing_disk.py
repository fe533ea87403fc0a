"""A disk that refuses a command: it ends with a sentence that names every file, and nothing has changed."""

import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from duban.store import publishing
from tests.clerk import PLAN, Clerk
from tests.killing import CANNOT_FORK, content, forked
from tests.test_files import AS_ROOT
from tests.test_killed_commands import HELD, OF_EACH_RUN, first_compile, second_compile, with_reports, with_returns

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

JUNE = "2022-06"
REFUSED = 2


@pytest.fixture(scope="module")
def returned(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    clerk = Clerk(tmp_path_factory.mktemp("disk") / "desk")
    with_returns(clerk)
    return clerk


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    """Compiled once, and then an edited report and a corrected return."""
    clerk = Clerk(tmp_path_factory.mktemp("disk") / "desk")
    with_reports(clerk)
    return clerk


def truth(clerk: Clerk) -> dict[str, str]:
    return content(clerk.folder / "output" / PLAN, *HELD)


def reports(clerk: Clerk) -> list[Path]:
    return sorted(clerk.reports_folder(JUNE).glob("*.xlsx"))


def test_all_reports_that_are_open_in_excel_are_named_at_once(reported: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    """And nothing is written: the clerk closes them and runs it again."""
    before = truth(reported)
    names = [path.name for path in reports(reported)]

    def probe(path: Path) -> None:
        if path.name in names:
            raise PermissionError(13, "locked", str(path))

    monkeypatch.setattr(publishing, "_probe", probe)
    result = reported.run("compile", "--period", JUNE, "--as-of", "2022-07-04")
    assert result.exit == REFUSED
    assert len(names) > 1
    assert [name for name in names if name not in result.output] == []
    assert "请关闭正在打开该文件的 Excel 或 WPS" in result.output
    assert truth(reported) == before


@pytest.fixture
def immutable(reported: Clerk) -> Iterator[list[Path]]:
    """Reports that not even root may replace."""
    paths = reports(reported)
    if not AS_ROOT or subprocess.run(["chattr", "+i", *paths], check=False, capture_output=True).returncode:
        pytest.skip("this disk knows no immutable files")
    yield paths
    subprocess.run(["chattr", "-i", *paths], check=True)


def test_all_reports_that_are_immutable_are_named_at_once(reported: Clerk, immutable: list[Path]) -> None:
    before = truth(reported)
    result = reported.run("compile", "--period", JUNE, "--as-of", "2022-07-04")
    assert result.exit == REFUSED
    assert [path.name for path in immutable if path.name not in result.output] == []
    assert truth(reported) == before


@CANNOT_FORK
@pytest.mark.parametrize("size", [0, 5_000])
def test_a_limit_of_size_changes_nothing(returned: Clerk, size: int) -> None:
    """`ulimit -f`: what is larger is refused, halfway through."""
    before = truth(returned)

    def run() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # as Python sets it at its start
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        raise SystemExit(returned.compile(JUNE, "2022-06-27").exit)

    assert forked(run) == REFUSED
    assert truth(returned) == before


@pytest.fixture
def small_disk(returned: Clerk, tmp_path: Path) -> Iterator[Clerk]:
    """The desk on a disk of its own, on which there is room for nothing more."""
    mount = ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(tmp_path)]
    if not AS_ROOT or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("no disk may be mounted here")
    yield returned.copied_to(tmp_path / "desk")
    subprocess.run(["umount", "--lazy", tmp_path], check=True)


@pytest.mark.parametrize("kilobytes_left", [0, 40])
def test_a_full_disk_changes_nothing(small_disk: Clerk, kilobytes_left: int) -> None:
    """And when there is room again, the rerun ends as if there had always been."""
    before = truth(small_disk)
    filler = small_disk.folder / "filler"
    statistics = os.statvfs(small_disk.folder)
    filler.write_bytes(b"x" * (statistics.f_bavail * statistics.f_bsize - kilobytes_left * 1024))
    result = small_disk.run("compile", "--period", JUNE, "--as-of", "2022-06-27")
    assert result.exit == REFUSED
    assert "磁盘已满" in result.output
    assert truth(small_disk) == before
    filler.unlink()
    first_compile(small_disk)
    assert content(small_disk.folder / "output" / PLAN, *OF_EACH_RUN)


@pytest.mark.skipif(AS_ROOT or os.name == "nt", reason="root may write anywhere")
def test_a_folder_that_may_only_be_read_is_told(reported: Clerk) -> None:
    before = truth(reported)
    folder = reported.reports_folder(JUNE)
    folder.chmod(0o500)
    result = reported.run("compile", "--period", JUNE, "--as-of", "2022-07-04")
    folder.chmod(0o700)
    assert result.exit == REFUSED
    assert truth(reported) == before


def test_after_a_refusal_the_rerun_ends_as_undisturbed(
    reported: Clerk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No false copy of an edited report, and nothing is found twice."""
    undisturbed, refused = reported.copied_to(tmp_path / "a"), reported.copied_to(tmp_path / "b")
    second_compile(undisturbed)
    with monkeypatch.context() as patch:
        patch.setattr(publishing, "sync_folder", full)
        assert refused.compile(JUNE, "2022-07-04").exit == REFUSED
    second_compile(refused)
    trees = [content(clerk.folder / "output" / PLAN, *OF_EACH_RUN) for clerk in (undisturbed, refused)]
    assert trees[0] == trees[1]


def full(folder: Path) -> None:
    """What a full disk says."""
    raise OSError(28, "No space left on device", str(folder))
