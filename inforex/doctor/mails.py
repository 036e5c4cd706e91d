"""The mail server, and what the world's mail servers find in the DNS about our sender."""

from collections.abc import AsyncIterator

import dns.resolver
from dns.asyncresolver import Resolver
from dns.exception import DNSException

from domain.mail_addresses import domain_of
from inforex.doctor.findings import Finding, note, ok, unknown, wrong
from mail.smtp import MailDeferredError, greet
from settings import Settings

SERVER = "mail server"
SENDER = "sender"
FOR_EXAMPLES = (".example", ".test", ".invalid", ".localhost")
"""Endings that nobody can own (RFC 2606)."""


async def look_at_mail_server(settings: Settings) -> Finding:
    """Speak with it as for a mail, as far as MAIL FROM; no mail is sent."""
    server = settings.smtp
    where = f"{server.host}:{server.port}"
    try:
        answer = await greet(server, return_path=settings.mail_from)
    except MailDeferredError as error:
        return wrong(
            SERVER,
            f"{where} does not take mails of MAIL_FROM: {error}.",
            "Check SMTP_HOST, SMTP_PORT, SMTP_STARTTLS, SMTP_USERNAME and SMTP_PASSWORD.",
        )
    return ok(SERVER, f"{where} takes mails of MAIL_FROM: {answer}.")


async def look_at_sender(settings: Settings, resolver: Resolver) -> list[Finding]:
    """Whether SPF, DKIM and DMARC speak for the domain of `MAIL_FROM`."""
    domain = domain_of(settings.mail_from)
    if domain.endswith(FOR_EXAMPLES):
        return [
            note(SENDER, f"{domain} is a name for examples.", "Set MAIL_FROM before mails go out.")
        ]
    try:
        return [finding async for finding in _records(domain, settings.dkim_selector, resolver)]
    except (DNSException, OSError) as error:
        return [unknown(SENDER, f"The DNS does not answer for {domain}: {type(error).__name__}.")]


async def _records(domain: str, selector: str | None, resolver: Resolver) -> AsyncIterator[Finding]:
    yield _about_spf(domain, await _texts(domain, "v=spf1", resolver))
    if selector is None:
        yield unknown(SENDER, "DKIM: set DKIM_SELECTOR to what the mail server signs by.")
    else:
        name = f"{selector}._domainkey.{domain}"
        yield _about_key(name, await _texts(name, "", resolver))
    yield _about_dmarc(domain, [found async for found in _policies(domain, resolver)])


def _about_spf(domain: str, found: list[str]) -> Finding:
    if len(found) == 1:
        return ok(SENDER, f"SPF of {domain}: {found[0]}")
    what = "has no SPF record" if not found else f"has {len(found)} SPF records, which voids them"
    return wrong(
        SENDER, f"{domain} {what}.", f'One TXT record of {domain}: "v=spf1 … -all" (RFC 7208).'
    )


def _about_key(name: str, found: list[str]) -> Finding:
    if any("p=" in each and not each.endswith("p=") for each in found):
        return ok(SENDER, f"DKIM: {name} has a key.")
    return wrong(
        SENDER, f"DKIM: {name} has no key.", "Publish what the mail server signs by (RFC 6376)."
    )


def _about_dmarc(domain: str, found: list[str]) -> Finding:
    if found:
        return ok(SENDER, f"DMARC of {domain}: {found[0]}")
    return note(
        SENDER,
        f"{domain} has no DMARC record; large providers refuse or hide mails without.",
        f'A TXT record of _dmarc.{domain}: "v=DMARC1; p=none; rua=mailto:…" (RFC 7489).',
    )


async def _policies(domain: str, resolver: Resolver) -> AsyncIterator[str]:
    """Those of the domain, else of one that it is part of."""
    labels = domain.split(".")
    for above in range(len(labels) - 1):
        name = ".".join(["_dmarc", *labels[above:]])
        for text in await _texts(name, "v=DMARC1", resolver):
            yield text


async def _texts(name: str, beginning: str, resolver: Resolver) -> list[str]:
    """The TXT records of a name that begin so; none where the name has none."""
    try:
        answer = await resolver.resolve(name, "TXT")
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return []
    texts = [b"".join(record.strings).decode(errors="replace") for record in answer]
    return [text for text in texts if text.startswith(beginning)]
