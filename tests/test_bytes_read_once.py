"""What is hashed, what is read and what is kept are the same bytes, whatever becomes of the file meanwhile."""

import contextlib
import pickle
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path

import pytest

from duban.formats import file_content
from duban.formats.file_content import FileContent, read_file
from duban.formats.opened_file import UnreadableFile
from duban.journeys import reader_pool
from duban.journeys.context import open_context
from duban.journeys.load_file import load_file
from duban.journeys.reviewing import return_reader
from duban.model.decision import Decisions
from duban.model.return_ import Return
from duban.store.ledger import Ledger
from duban.text.hashes import sha256_hex
from duban.workers.pool import WorkerPool
from duban.workspace import yaml_file
from duban.workspace.file_bounds import read_typed_bytes
from tests.clerk import Clerk, taishan_answers

JUNE = "2022-06"
OF_JUNE = ["--period", JUNE, "--as-of", "2022-06-27", "--quiet"]
UNIT = "督导室"


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    """June's forms are out, and one return has come."""
    clerk = Clerk(tmp_path_factory.mktemp("once") / "desk")
    clerk.build(JUNE, "2022-06-03")
    clerk.hand_in(JUNE, UNIT, taishan_answers()[JUNE][UNIT])
    return clerk


@pytest.fixture
def clerk(issued: Clerk, tmp_path: Path) -> Clerk:
    return issued.copied_to(tmp_path / "desk")


def altering(alter: Callable[[Path], object]) -> Callable[..., FileContent]:
    """A file is altered as soon as it has been read."""

    def load(path: Path, **options: bool) -> FileContent:
        content = load_file(path, **options)
        if "2-回收" in path.parts:
            alter(path)
        return content

    return load


@pytest.mark.parametrize("alter", [Path.unlink, lambda path: path.write_bytes(b"PK half")])
def test_a_return_is_kept_as_it_was_read(
    clerk: Clerk, monkeypatch: pytest.MonkeyPatch, alter: Callable[[Path], object]
) -> None:
    """It goes away or is replaced right after it was hashed; the next day judges by what was kept."""
    data = (clerk.returns_folder(JUNE) / f"{UNIT}.xlsx").read_bytes()
    monkeypatch.setattr(reader_pool, "load_file", altering(alter))
    first = clerk.compile(JUNE, "2022-06-27")
    assert first.outcomes == {f"{UNIT}.xlsx": "accepted"}
    (original,) = clerk.folder.glob(f"output/*/台账/原件/{JUNE}/*")
    assert original.read_bytes() == data
    monkeypatch.undo()
    (clerk.returns_folder(JUNE) / f"{UNIT}.xlsx").unlink(missing_ok=True)
    again = clerk.compile(JUNE, "2022-06-28", "--none-returned")
    assert again.json["totals"]["filed"] == first.json["totals"]["filed"] == 1


def test_an_archive_that_changes_is_told_and_gives_nothing(clerk: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    """What lies in it is unpacked again when its turn comes, and held to the hash of the archive."""
    form = clerk.returns_folder(JUNE) / f"{UNIT}.xlsx"
    with zipfile.ZipFile(form.with_name("回收.zip"), "w") as package:
        package.write(form, form.name)
    form.unlink()
    real = reader_pool.ReaderPool._remember

    def remember(pool: reader_pool.ReaderPool, content: FileContent, result: object) -> object:
        read = real(pool, content, result)  # type: ignore[arg-type]
        if read.member_names:
            content.file_ref.path.write_bytes(b"PK other")
        return read

    monkeypatch.setattr(reader_pool.ReaderPool, "_remember", remember)
    told = clerk.compile(JUNE, "2022-06-27")
    assert told.codes(f"{UNIT}.xlsx") == ["changed-while-read"]
    assert list(clerk.folder.glob(f"output/*/台账/原件/{JUNE}/*")) == []


def test_an_archive_is_held_to_its_hash_each_time_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("a.csv", "a,b\n1,2\n")
    content = load_file(path).member("a.csv")
    file_content._unpack_again.cache_clear()
    assert content.read() == b"a,b\n1,2\n"
    file_content._unpack_again.cache_clear()
    path.write_bytes(b"PK other")
    with pytest.raises(UnreadableFile) as caught:
        content.read()
    assert caught.value.code == "changed-while-read"
    path.unlink()
    with pytest.raises(UnreadableFile) as caught:
        content.read()
    assert caught.value.code == "changed-while-read"


def test_a_form_among_several_is_read_from_the_bytes_of_its_workbook(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"PK whole")
    content = load_file(path)
    path.unlink()
    assert content.form("TS2022-2022-06-JZ-DDS-0A1B2C-0000").read() == b"PK whole"
    assert content.digest == sha256_hex(b"PK whole")


def test_a_file_that_grows_is_read_no_further_than_any_may(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its size is looked at before; it has grown since."""
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"x" * 100)
    monkeypatch.setattr(file_content, "MAX_UNPACKED_BYTES", 50)
    sizes: list[int] = []
    monkeypatch.setattr(file_content, "check_size", lambda size, _most: sizes.append(size))
    assert len(read_file(path)) == 51
    assert sizes == [100, 51]


@pytest.mark.parametrize(
    ("arguments", "least"), [(["check"], 20), (["build", *OF_JUNE], 10), (["compile", *OF_JUNE], 20)]
)
def test_a_command_parses_each_file_of_the_office_once(
    clerk: Clerk, monkeypatch: pytest.MonkeyPatch, arguments: list[str], least: int
) -> None:
    """Those of the plan, and the templates that it needs; a compile looks before where they lie."""
    read: list[Path] = []

    def read_bytes(path: Path) -> bytes:
        read.append(path)
        return read_typed_bytes(path)

    monkeypatch.setattr(yaml_file, "read_typed_bytes", read_bytes)
    clerk.run("duban", *arguments)
    assert len(read) > least  # a build reads the one layout that its plan uses
    looked_at = [Path("config.yaml")] if "compile" in arguments else []
    assert [path for path, count in Counter(read).items() if count > 1] == looked_at


def test_a_snapshot_is_read_before_workers_are_forked(clerk: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of them would read it: in a large office that is the work of a hundred returns."""

    def run(_pool: WorkerPool[FileContent, Return], contents: Iterable[FileContent]) -> Iterator[tuple[object, object]]:
        for content in contents:
            monkeypatch.setattr(Ledger, "snapshot_bytes", None)
            yield content, reader(content)

    monkeypatch.setattr(WorkerPool, "run", run)
    with contextlib.chdir(clerk.folder):
        context = open_context(Path("config.yaml"), None, None, JUNE, date(2022, 6, 27), None, compiling=True)
        reader = return_reader(context, {}, Decisions())
        with reader_pool.ReaderPool(context, reader, 1) as readers:
            ((_, return_),) = readers.read([clerk.returns_folder(JUNE) / f"{UNIT}.xlsx"])
    assert return_.form.form_id.unit == return_.unit_code


def test_a_worker_that_begins_afresh_reads_the_snapshot_itself(clerk: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sent to it are only the plan and where the ledger lies."""
    with contextlib.chdir(clerk.folder):
        context = open_context(Path("config.yaml"), None, None, JUNE, date(2022, 6, 27), None, compiling=True)
        (form_id,) = (form_id for form_id in context.current_forms.form_ids.values() if form_id.unit == "DDS")
        snapshot, digest = context.issued.snapshot(form_id)
        sent = pickle.dumps(context.issued)
        assert pickle.loads(sent).snapshot(form_id) == (snapshot, digest)
        monkeypatch.setattr(Ledger, "snapshot_bytes", None)
        with pytest.raises(TypeError):
            pickle.loads(sent).snapshot(form_id)
