"""Where a command may write: not behind links that lead out of the workspace, and not among what is kept there."""

from pathlib import Path

from duban.messages.finding import Finding, InputError, Place
from duban.store.links import lies_in, links_out, real_paths
from duban.workspace.folders import LEDGER_FOLDER, OWN_FOLDERS, RETURNS_FOLDER
from duban.workspace.names import display_path
from duban.workspace.workspace import Workspace


def refuse_linked_places(workspace: Workspace, out: Path | None = None) -> None:
    """Make sure that the plan's folder, and the ledger of a rehearsal, lie where they seem to lie, with all in them.

    What lies in 2-回收 is told file by file instead: that the folder itself is no link out is enough.

    Args:
        workspace: whose plan it is.
        out: the folder of a rehearsal; None for none.

    Raises:
        InputError: with every link that leads out of the workspace, or out of the folder of the rehearsal.
    """
    output, places = workspace.output, real_paths(workspace.places)
    links = links_out(output, places, RETURNS_FOLDER) if lies_in(output.parent, places) else [output.parent]
    if out:
        links += links_out(out / LEDGER_FOLDER, real_paths([out]), RETURNS_FOLDER)
    if links:
        raise InputError([Finding("leads-outside", Place(display_path(link))) for link in dict.fromkeys(links)])


def refuse_own_folder(workspace: Workspace, folder: Path, option: str) -> None:
    """Make sure that nothing is written where forms, returns, reports or a ledger lie, whichever plan's they are.

    Args:
        workspace: whose output it is.
        folder: where a command was asked to write.
        option: by which it was asked.

    Raises:
        InputError: what it wrote would be taken for a return, or stand in the place of a report that was published.
    """
    plans_folder, real_folder = map(Path, real_paths([workspace.output.parent, folder]))
    names = real_folder.relative_to(plans_folder).parts if real_folder.is_relative_to(plans_folder) else ()
    if own := next((name for name in names if name in OWN_FOLDERS), ""):
        raise InputError([Finding("out-in-own-folder", Place(option), {"name": own, "out": display_path(folder)})])
