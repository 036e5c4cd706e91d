"""From one thing that a start needs to the next."""

from collections.abc import AsyncIterator, Mapping

from dns.asyncresolver import Resolver
from dns.resolver import NoResolverConfiguration

from clock import utc_now
from inforex.doctor.database import look_at_database
from inforex.doctor.findings import Finding, unknown
from inforex.doctor.installation import look_at_disk, read_settings
from inforex.doctor.mails import SENDER, look_at_mail_server, look_at_sender
from inforex.doctor.temporal import look_at_temporal
from settings import Settings, database_url


async def look(environment: Mapping[str, str]) -> AsyncIterator[Finding]:
    """Look at everything, whatever of it is wrong."""
    settings, findings = read_settings(environment)
    for finding in findings:
        yield finding
    for finding in await look_at_database(database_url(environment), settings, utc_now):
        yield finding
    for finding in await look_at_temporal(utc_now()):
        yield finding
    if settings is not None:
        yield await look_at_mail_server(settings)
        for finding in [*await _look_at_sender(settings), *look_at_disk(settings)]:
            yield finding


async def _look_at_sender(settings: Settings) -> list[Finding]:
    try:
        return await look_at_sender(settings, Resolver())
    except NoResolverConfiguration:
        return [unknown(SENDER, "This machine asks no DNS.")]
