"""Where a mail of an application goes when it is sent once more."""

from db.console.past_mails import PastMail, recipient_of
from db.enrolment.facts import load_facts
from domain.mail_kinds import Audience, MailKind
from rig.applications import APPLICANT, Applications, now

BEFORE = "to-whom@it-went.example"


def past_mail(number: str, kind: MailKind) -> PastMail:
    return PastMail(
        key=f"{number}/{kind}/1",
        process=number,
        kind=kind,
        generation=1,
        revision=0,
        company=None,
        account=None,
        recipient=BEFORE,
        salt=None,
        queued_at=now(),
        state="sent",
        server_answer="",
    )


async def test_only_mails_to_the_applicant_follow_the_applicant(
    applications: Applications,
) -> None:
    """Above all none with a link of the contact's; nor the one that tells a replaced mailbox."""
    number = await applications.invited()
    facts = await load_facts(number)
    follow = {kind for kind in MailKind if kind.audience is Audience.APPLICANT}
    follow.remove(MailKind.ADDRESS_REPLACED)
    to = {kind: recipient_of(facts, past_mail(number, kind)) for kind in MailKind}
    assert to == {kind: APPLICANT if kind in follow else BEFORE for kind in MailKind}
