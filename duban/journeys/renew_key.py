"""Another key for a plan's form codes, in place of one that is lost."""

from duban.journeys.context import Context
from duban.journeys.run_record import describe_run
from duban.journeys.turn import plan_turn, publish_run
from duban.messages.finding import Finding, InputError, Place
from duban.model.run_entry import RunCommand
from duban.store.key_file import form_key_json, form_key_path, new_form_key, read_form_key
from duban.store.ledger import Ledger
from duban.value_object import replace
from duban.workspace.names import display_path


def renew_form_key(context: Context) -> None:
    """Make a key where there is no sound one. Returns that the ledger keeps go on counting; of forms none is known.

    Raises:
        InputError: there is one, or it cannot be written.
    """
    with plan_turn(context) as turn:
        path = form_key_path(context.ledger)
        if _has_sound_key(context.ledger):
            raise InputError([Finding("form-key-present", Place(display_path(path)))])
        key = replace(new_form_key(context.ledger), snapshots=frozenset())
        publish_run(turn, describe_run(context, RunCommand.RENEW_KEY), {path: form_key_json(key)})


def _has_sound_key(ledger: Ledger) -> bool:
    try:
        return bool(read_form_key(ledger).secret)
    except InputError:
        return False
