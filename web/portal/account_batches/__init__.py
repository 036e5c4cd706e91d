"""What an ID manager does to many accounts at once, each with a preview: all of it or nothing."""

from web.portal.account_batches.batch import do_kept, show_batch
from web.portal.account_batches.changes import read_changes, show_changes
from web.portal.account_batches.invitations import send_again, show_expired, show_sent
from web.portal.account_batches.leavers import (
    choose_leavers,
    read_leavers_file,
    show_leavers,
    show_leavers_file,
)
from web.portal.members_only import id_managers_only

ACCOUNT_BATCHES = id_managers_only(
    [
        show_expired,
        send_again,
        show_sent,
        show_leavers,
        choose_leavers,
        show_leavers_file,
        read_leavers_file,
        show_changes,
        read_changes,
        show_batch,
        do_kept,
    ]
)
