"""Mails are written from the facts, once: a repeat is the same mail, to the byte."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from cryptography.fernet import InvalidToken

from db.enrolment.mail_facts import load_mail_facts
from db.mailing import mails
from db.mailing.mails import ClaimedMail
from db.mailing.member_facts import load_member_facts
from domain.mail_kinds import MailKind
from domain.processes import ProcessKind, kind_of
from domain.sealing import seal, unseal
from mail.digest_letters import HelpdeskDigest
from mail.flood_letter import AlertFlood
from mail.letters import language_of, letter_for
from mail.links import Links
from mail.member_letters import MEMBER_LETTERS
from mail.member_links import MemberLinks
from mail.rendering import AnyLetter, render
from settings import Settings


class MailWriter:
    """Writes each mail as the facts are, unless it was written before."""

    def __init__(self, settings: Settings, clock: Callable[[], datetime]) -> None:
        self._settings = settings
        self._clock = clock

    async def content(self, mail: ClaimedMail) -> bytes | None:
        """Give the mail to the byte; None when it is not to be sent any more.

        Raises `LookupError` where a fact or link it needs does not exist, and `InvalidToken` once
        when none of the keys opens what was written: its links are of no use by then.
        """
        sealed = await mails.first_written(mail.key, partial(self._sealed, mail))
        if sealed is None:
            return None
        try:
            return unseal(self._settings.link_keys, _purpose(mail), sealed).encode()
        except InvalidToken:
            await mails.forget_content(mail.key)
            raise

    async def _sealed(self, mail: ClaimedMail) -> str:
        letter, language = await self._letter(mail)
        message = render(
            letter,
            mail,
            mail_from=self._settings.mail_from,
            helpdesk=self._settings.helpdesk,
            now=self._clock(),
            language=language,
        )
        return seal(self._settings.link_keys, _purpose(mail), message.as_bytes().decode())

    async def _letter(self, mail: ClaimedMail) -> tuple[AnyLetter, str]:
        """What a mail says, and in which language."""
        base_url, keys = self._settings.base_url, self._settings.link_keys
        if kind_of(mail.process) is ProcessKind.DIGEST:
            return await HelpdeskDigest.about(mail.process, base_url, self._clock()), "ja"
        if mail.kind == AlertFlood.kind:
            return await AlertFlood.about(mail.generation, base_url), "ja"
        if mail.company is not None:
            links = MemberLinks(base_url, keys, mail.account or 0, mail.generation)
            facts_of_member = await load_member_facts(mail.key)
            return await MEMBER_LETTERS[mail.kind].about(facts_of_member, links), "ja"
        facts = await load_mail_facts(
            mail.process,
            mail.revision,
            with_times=mail.kind == MailKind.RECEIPT,
            with_last_done=mail.kind == MailKind.ALERT_DONE,
        )
        links_to_application = Links(base_url, keys, mail.process, mail.generation)
        letter = await letter_for(mail.kind, facts, links_to_application)
        return letter, language_of(mail.kind, facts)


def _purpose(mail: ClaimedMail) -> str:
    return f"content of {mail.key}"
