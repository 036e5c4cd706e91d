"""How many mails one mailbox gets that others can cause, and when it may have the next (S12).

All kinds together have one cap. Three things have a share of their own beside it, so that nobody
keeps a person from them by using up the cap: the link to the form, the recovery of IDs and
password, and notices of what was done to the person's account.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.mail_kinds import MailKind

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Share(StrEnum):
    """What a mail is counted with."""

    FORM_LINK = "form_link"
    RECOVERY = "recovery"
    NOTICE = "notice"
    OTHERS = "others"

    @property
    def within_company(self) -> bool:
        """Whether it counts for each company alone, so that none uses up what another needs."""
        return self in {Share.RECOVERY, Share.NOTICE}


class Nearness(StrEnum):
    """Whose mailbox it is to those who cause the mails."""

    ANYBODY = "anybody"
    CONTACT = "contact"
    """Of a domain on the register of wholesalers, which many applicants ask."""

    OWN = "own"
    """Of the domain, or the very mailbox, of an ID manager of the company that it is about."""


@dataclass(frozen=True)
class Cap:
    """At most a number of mails in any window of this length."""

    most: int
    window: timedelta


_SHARES: dict[str, Share] = {
    MailKind.INVITATION: Share.FORM_LINK,
    MailKind.INVITATION_REMINDER: Share.FORM_LINK,
    MailKind.RECOVERY: Share.RECOVERY,
    MailKind.ADDRESS_CHANGED: Share.NOTICE,
    MailKind.ADDRESS_CHANGE_ASKED: Share.NOTICE,
    MailKind.ROLE_RECEIVED: Share.NOTICE,
    MailKind.ROLE_HANDED_OVER: Share.NOTICE,
    MailKind.DEPUTY_ASKED: Share.NOTICE,
    MailKind.DEPUTY_ASKING: Share.NOTICE,
    MailKind.DEPUTY_BEGUN: Share.NOTICE,
    MailKind.DEPUTY_OFF: Share.NOTICE,
    MailKind.DEPUTY_ENDED: Share.NOTICE,
    MailKind.APPROVAL_REQUEST: Share.OTHERS,
    MailKind.APPROVAL_REMINDER: Share.OTHERS,
    MailKind.APPROVAL_RESEND: Share.OTHERS,
    MailKind.APPROVAL_WITHDRAWN: Share.OTHERS,
    MailKind.APPROVAL_LAPSED: Share.OTHERS,
    MailKind.ACCOUNT_INVITATION: Share.OTHERS,
    MailKind.PASSWORD_RESET: Share.OTHERS,
    MailKind.ADDRESS_REGISTERED: Share.OTHERS,
    MailKind.ADDRESS_CONFIRMATION: Share.OTHERS,
}

_OWN_SHARES = {
    Share.FORM_LINK: Cap(5, DAY),
    Share.RECOVERY: Cap(20, DAY),
    Share.NOTICE: Cap(20, DAY),
}

ANYBODY_A_DAY = 10
PER_CONTACT = 60
"""A day to a wholesaler's contact, unless the operator says otherwise."""

OWN_A_DAY = 200


def share_of(kind: str) -> Share | None:
    """The share of a kind of mail; None for what nobody else can cause, and never waits."""
    return _SHARES.get(kind)


def kinds_of(share: Share) -> tuple[str, ...]:
    """The kinds of mail that are counted together."""
    return tuple(kind for kind, its in _SHARES.items() if its is share)


def caps(share: Share, nearness: Nearness, per_contact: int) -> tuple[Cap, ...]:
    """The caps of a mailbox; `per_contact`: mails a day to a wholesaler's contact."""
    if share in _OWN_SHARES:
        return (_OWN_SHARES[share],)
    match nearness:
        case Nearness.CONTACT:
            # A tenth in an hour: it would spread over the day anyway, and no mailbox is flooded.
            return Cap(max(1, per_contact // 10), HOUR), Cap(per_contact, DAY)
        case Nearness.OWN:
            return (Cap(OWN_A_DAY, DAY),)
        case _:
            return (Cap(ANYBODY_A_DAY, DAY),)


def goes_at(cap: Cap, taken: Sequence[datetime], ahead: int, now: datetime) -> datetime | None:
    """When a mail may go that has so many others ahead of it; None: now.

    `taken`: when the mails went out that are still in the window, the oldest first.
    """
    free = max(0, cap.most - len(taken))
    if ahead < free:
        return None
    # Those ahead take what is free, then each place again when its mail leaves the window.
    places = [*taken[-cap.most :], *[now] * free]
    again, place = divmod(ahead - free, cap.most)
    return places[place] + cap.window * (again + 1)
