"""Everything that can be typed after `inforex applications`."""

from inforex.applications.applicants import address, deadline, withdraw
from inforex.applications.companies import lift, revoke, settle, suspend
from inforex.applications.contacts import approve, contact
from inforex.applications.decisions import clear, decline, send_back
from inforex.applications.hands import release, take
from inforex.applications.mails import retry, send_again
from inforex.applications.notes import note
from inforex.applications.queue import list_queue
from inforex.applications.search import search
from inforex.applications.show import show
from inforex.command import group

APPLICATIONS = group(
    "applications",
    "申請を確認し、判断する",
    (
        *(list_queue, search, show),
        *(clear, send_back, decline),
        *(approve, contact),
        *(address, deadline, withdraw),
        *(retry, send_again),
        *(suspend, lift, revoke, settle),
        *(note, take, release),
    ),
)
