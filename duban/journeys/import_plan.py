"""A table that an office has, in Excel, Word or plain text, becomes the folder of a new plan; or nothing does."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from duban.formats.file_content import read_file
from duban.formats.opened_file import UnreadableFile
from duban.formats.source_document import read_source_document
from duban.importing.chosen_columns import unknown_headers
from duban.importing.kept_words import lost_words
from duban.importing.plan_draft import DraftPlan, draft_plan
from duban.journeys.imported_plan_text import left_out_text, plan_text, units_text
from duban.messages.catalogue import Messages
from duban.messages.finding import Finding, InputError, Place
from duban.model.import_words import ImportWords
from duban.plan_source.typed_plan import mapping_at
from duban.store.faults import refuse_faults
from duban.store.new_folder import refuse_taken, write_new_folder
from duban.store.safe_files import replace_file
from duban.text.file_names import safe_file_name
from duban.value_object import ValueObject, field
from duban.workbook.document import SourceDocument
from duban.workers.confined import WorkerFailure
from duban.workers.pool import WorkerPool
from duban.workspace.names import display_path
from duban.workspace.workspace import Workspace
from duban.workspace.yaml_edit import EntryEdit, dump_typed, edit_entries, read_typed_text
from duban.workspace.yaml_file import parse_yaml, read_yaml

COLUMNS_KEY = "导入栏目"


class ImportResult(ValueObject):
    """What was made.

    Attributes:
        folder: of the new plan.
        findings: what is doubtful, by its place in the sources.
        left_out: how many texts stand only as comments at the end of plan.yaml.
        messages: the sentences of the findings.
        own_words: what was written as 用词 into the config of a new office.
    """

    folder: Path
    plan: DraftPlan
    findings: tuple[Finding, ...]
    left_out: int
    messages: Messages
    own_words: Mapping[str, str] = field(default_factory=dict)

    @property
    def doubtful_tasks(self) -> int:
        """How many tasks have something doubtful of their own."""
        return sum(bool(task.findings) for task in self.plan.tasks)


def import_plan(
    workspace: Workspace, files: Sequence[Path], columns: Mapping[str, str], folder_name: str, year: int
) -> ImportResult:
    """Write the folder of a plan out of tables that an office has.

    Args:
        workspace: in whose plans/ it goes.
        files: together one plan.
        columns: header → key of a plan, as the clerk says now; remembered in config.yaml.
        folder_name: of the new plan; empty for its year.
        year: of the plan; 0: as the title says.

    Raises:
        InputError: a file cannot be read, there are no tasks or no year in it, a column is no key or not there, the
            name is none of a folder, there is something in the folder, or nothing can be written.
    """
    words = workspace.import_words
    if folder_name and safe_file_name(folder_name) != folder_name:
        raise InputError([Finding("import-folder-name", Place("--as"), {"name": folder_name})])
    _check_columns(columns, workspace)
    documents = dict(zip(map(display_path, files), read_documents(files, workspace), strict=True))
    plan = draft_plan(documents, words, {**workspace.config.import_columns, **columns}, year)
    first = Place(next(iter(documents)))
    if plan is None:
        raise InputError([Finding("import-no-tasks", first)])
    if not plan.head.year:
        raise InputError([Finding("import-no-year", first)])
    _refuse_unknown_headers(columns, plan, words)
    folder = workspace.root / "plans" / (folder_name or str(plan.head.year))
    refuse_taken(folder, "import-plan-exists")
    text = plan_text(plan, words, workspace.messages, list(documents), _plan_codes(folder.parent))
    units = units_text(plan, words, workspace.messages)
    headers = {header for task in plan.tasks for header in task.record.columns.headers}
    lost = [lost for document in documents.values() for lost in lost_words(document, text + units, headers)]
    contents = {"plan.yaml": (text + left_out_text(lost, workspace.messages)).encode(), "units.yaml": units.encode()}
    write_new_folder(folder, contents)
    _remember(workspace, columns)
    return ImportResult(folder, plan, tuple(plan.findings), len(lost), workspace.messages)


def _plan_codes(folder: Path) -> list[str]:
    """The codes of the plans in a folder; broken ones are passed over."""
    plans = (read_yaml(path, "") for path in sorted(folder.glob("*/plan.yaml")))
    return [str(mapping_at(plan.data, "计划").get("编号", "")) for plan in plans]


def _check_columns(columns: Mapping[str, str], workspace: Workspace) -> None:
    keys = workspace.import_words.columns
    wrong = {header: key for header, key in columns.items() if key not in keys}
    if wrong:
        place = Place("--column")
        raise InputError(
            Finding("import-column-key", place, {"header": header, "key": key, "known": list(keys)})
            for header, key in wrong.items()
        )


def _refuse_unknown_headers(columns: Mapping[str, str], plan: DraftPlan, words: ImportWords) -> None:
    """What was said of a column that is not there would do nothing, and be remembered for good."""
    all_columns = list(dict.fromkeys(column for task in plan.tasks for column in task.record.columns.columns))
    headers = [column.header.replace("\n", "") for column in all_columns if column.header]
    if unknown := unknown_headers(columns, all_columns, words):
        place = Place("--column")
        raise InputError(Finding("import-column-header", place, {"header": one, "known": headers}) for one in unknown)


def read_documents(files: Sequence[Path], workspace: Workspace) -> Iterator[SourceDocument]:
    """What stands in each file; a worker reads it, for a damaged one may kill its reader.

    Args:
        files: in whose order they are given.
        workspace: its config says how much time and memory a file may take.

    Raises:
        InputError: with every file that cannot be read.
    """
    limits = workspace.config.reading
    with WorkerPool(_read_source, 1, limits.seconds, limits.memory << 20) as pool:
        contents = [_bytes_of(path) for path in files]
        mistakes: list[Finding] = []
        documents: list[SourceDocument] = []
        for path, (_, result) in zip(files, pool.run(contents), strict=True):
            if isinstance(result, SourceDocument):
                documents.append(result)
            elif isinstance(result, WorkerFailure):
                mistakes.append(Finding(f"import-lost-{result}", Place(display_path(path))))
            else:
                mistakes.append(_refusal(path, result))
    if mistakes:
        raise InputError(mistakes)
    yield from documents


_REASONS = frozenset(
    {"encrypted", "scan", "word-file", "archive", "too-large", "long-cell", "many-letters", "empty-file", "html"}
)


def _refusal(path: Path, error: UnreadableFile) -> Finding:
    """Why a file is not read; not every reason has a sentence of its own here."""
    reason = error.code if error.code in _REASONS else "unreadable"
    return Finding(f"import-{reason}", Place(display_path(path)), error.facts)


def _bytes_of(path: Path) -> bytes:
    with refuse_faults("cannot-read", path):
        try:
            return read_file(path)
        except UnreadableFile as error:
            raise InputError([_refusal(path, error)]) from error


def _read_source(data: bytes) -> SourceDocument | UnreadableFile:
    """What stands in a file, or why that cannot be known. This runs in a worker."""
    try:
        if not data:
            raise UnreadableFile("empty-file")  # noqa: TRY301 - as for all that is unreadable
        return read_source_document(data)
    except UnreadableFile as error:
        return error


def _remember(workspace: Workspace, columns: Mapping[str, str]) -> None:
    """Write what the clerk said of columns into config.yaml, and nothing else."""
    if not columns:
        return
    text = read_typed_text(workspace.config_file)
    before = parse_yaml(text, "").data.get(COLUMNS_KEY)
    merged = {**(before if isinstance(before, Mapping) else {}), **columns}
    if before is None:
        text = f"{text.rstrip()}\n\n{dump_typed({COLUMNS_KEY: merged})}"
    else:
        text = edit_entries(text, [EntryEdit((COLUMNS_KEY,), entry=merged)])
    with refuse_faults("cannot-write", workspace.config_file):
        replace_file(workspace.config_file.resolve(), text.encode())
