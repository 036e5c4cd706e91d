"""What `inforex doctor` finds wrong, part by part, and how it says to mend it."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from clock import utc_now
from db.engine import database
from domain.logins import MEMBERS
from inforex.doctor.database import look_at_database
from inforex.doctor.findings import Finding, Standing
from inforex.doctor.installation import look_at_disk, read_settings
from inforex.doctor.mails import look_at_mail_server, look_at_sender
from rig.databases import administer, for_owner
from rig.dns_server import names
from rig.second_factors import turned_on
from rig.servers import free_ports
from settings import Settings
from tests.conftest import CSRF_SECRET, LINK_KEY
from tests.inforex.test_program import inforex
from tests.mail.receiving import scripted_server

OWNER = MEMBERS.owner(1)
DOMAIN = "inforex-kakunin.jp"


async def look(settings: Settings) -> list[Finding]:
    return await look_at_database(settings.database_url, settings, utc_now)


def about(findings: list[Finding], what: str) -> list[Finding]:
    return [finding for finding in findings if finding.about == what]


def test_a_setting_that_cannot_be_used_is_named() -> None:
    settings, (finding,) = read_settings({"CSRF_SECRET": "short"})
    assert settings is None
    assert finding.standing is Standing.WRONG
    assert "LINK_KEYS needs at least 32 characters" in finding.says


def test_passwords_in_the_clear_are_noted_but_not_on_this_machine(settings: Settings) -> None:
    environment = {"LINK_KEYS": LINK_KEY, "CSRF_SECRET": CSRF_SECRET}
    _, found = read_settings({**environment, "BASE_URL": "http://inforex.test"})
    assert [each.standing for each in found] == [Standing.OK, Standing.NOTE]
    for url in (settings.base_url, "http://localhost:8000"):
        _, found = read_settings({**environment, "BASE_URL": url})
        assert [each.standing for each in found] == [Standing.OK]


def test_a_directory_that_is_not_there_is_wrong(settings: Settings, tmp_path: Path) -> None:
    there, not_there = (
        look_at_disk(replace(settings, bounce_maildir=tmp_path / name)) for name in ("", "missing")
    )
    assert {each.standing for each in there} == {Standing.OK}
    assert not_there[1].standing is Standing.WRONG
    assert "BOUNCE_MAILDIR): No such file" in not_there[1].says


async def test_a_database_in_order_has_nothing_wrong(settings: Settings) -> None:
    found = await look(settings)
    assert [(each.about, each.standing) for each in found] == [
        ("database", Standing.OK),
        ("database", Standing.OK),
        ("clock", Standing.OK),
        ("keys", Standing.OK),
    ]


async def test_a_database_that_is_away_or_empty_says_what_to_do(
    settings: Settings, postgres: str
) -> None:
    (port,) = free_ports(1)
    (away,) = await look_at_database(f"postgresql://inforex@127.0.0.1:{port}/x", settings, utc_now)
    assert away.standing is Standing.WRONG
    assert "DATABASE_URL" in away.remedy
    (empty,) = await look_at_database(postgres, settings, utc_now)
    assert empty.standing is Standing.WRONG
    assert empty.remedy == "Run `inforex migrate`."


async def test_a_missing_migration_is_counted(settings: Settings, owner_url: str) -> None:
    await administer(owner_url, "DELETE FROM migration WHERE id = (SELECT max(id) FROM migration)")
    (found,) = await look(settings)
    assert (found.standing, found.says) == (Standing.WRONG, "It lacks 1 migrations.")


async def test_a_database_that_takes_no_writes_is_wrong(settings: Settings, owner_url: str) -> None:
    name = settings.database_url.partition("?")[0].rpartition("/")[2]
    await administer(owner_url, f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    found = await look(settings)
    assert "It cannot be written to: ReadOnlySQLTransactionError." in [each.says for each in found]


async def test_s42_a_role_that_could_change_the_audit_log_is_noted(settings: Settings) -> None:
    owner = for_owner(settings.database_url)
    (noted,) = [
        each
        for each in await look_at_database(owner, settings, utc_now)
        if each.standing is Standing.NOTE
    ]
    assert "can change the audit log" in noted.says


@pytest.mark.parametrize("off", [timedelta(hours=1), timedelta(hours=-1)])
async def test_clocks_that_differ_are_wrong(settings: Settings, off: timedelta) -> None:
    found = await look_at_database(settings.database_url, settings, lambda: utc_now() + off)
    (clock,) = about(found, "clock")
    assert clock.standing is Standing.WRONG
    assert "by 3600." in clock.says or "by 3599." in clock.says


async def test_keys_tell_who_needs_them(settings: Settings) -> None:
    first, second, third = b"1" * 32, b"2" * 32, b"3" * 32
    async with database(settings.database_url):
        for nth, key in enumerate([first, second, second, third]):
            sealing = replace(settings, link_keys=(key,))
            await turned_on(MEMBERS.owner(nth), sealing, utc_now())
    ours = replace(settings, link_keys=(second, first, b"4" * 32))
    lost, newest, needed, unneeded = about(await look(ours), "keys")
    assert lost.standing is Standing.WRONG
    assert lost.says.startswith("1 second factors were sealed by a key that LINK_KEYS lacks")
    assert newest.says == "The newest of 3 sealed 2 second factors."
    assert needed.says == "Key 2 of LINK_KEYS sealed 1 second factors."
    assert needed.remedy.startswith("It must stay")
    assert unneeded.remedy.startswith("It may go")


async def test_the_mail_server_is_spoken_to_as_far_as_the_sender(settings: Settings) -> None:
    async with scripted_server({"MAIL": "250 sender ok"}) as server:
        taken = await look_at_mail_server(replace(settings, smtp=server))
    assert taken.standing is Standing.OK
    assert "sender ok" in taken.says
    async with scripted_server({"MAIL": "550 not this sender"}) as server:
        refused = await look_at_mail_server(replace(settings, smtp=server))
    assert refused.standing is Standing.WRONG
    assert "550 not this sender" in refused.says


async def test_no_mail_server_is_wrong(settings: Settings) -> None:
    (port,) = free_ports(1)
    nobody = replace(settings, smtp=replace(settings.smtp, port=port))
    assert (await look_at_mail_server(nobody)).standing is Standing.WRONG


WHOLE = {
    DOMAIN: ("v=spf1 mx -all", "something-verification=1"),
    f"mail1._domainkey.{DOMAIN}": ("v=DKIM1; k=rsa; p=MIIBIjANBg",),
    f"_dmarc.{DOMAIN}": ("v=DMARC1; p=quarantine",),
}


def sender(settings: Settings, address: str = f"no-reply@{DOMAIN}") -> Settings:
    return replace(settings, mail_from=address, dkim_selector="mail1")


async def test_a_sender_whom_spf_dkim_and_dmarc_speak_for(settings: Settings) -> None:
    async with names(WHOLE) as resolver:
        found = await look_at_sender(sender(settings), resolver)
    assert [each.standing for each in found] == [Standing.OK] * 3


@pytest.mark.parametrize(
    ("lacking", "standing", "remedy"),
    [
        ({DOMAIN: ("other",)}, Standing.WRONG, "v=spf1"),
        ({DOMAIN: ("v=spf1 mx -all", "v=spf1 -all")}, Standing.WRONG, "v=spf1"),
        ({f"mail1._domainkey.{DOMAIN}": ("v=DKIM1; p=",)}, Standing.WRONG, "RFC 6376"),
        ({f"_dmarc.{DOMAIN}": ()}, Standing.NOTE, "v=DMARC1"),
    ],
    ids=["no SPF", "two SPF", "a revoked key", "no DMARC"],
)
async def test_a_record_that_lacks_is_told_with_what_to_publish(
    settings: Settings, lacking: dict[str, tuple[str, ...]], standing: Standing, remedy: str
) -> None:
    records = {name: texts for name, texts in {**WHOLE, **lacking}.items() if texts}
    async with names(records) as resolver:
        found = await look_at_sender(sender(settings), resolver)
    (finding,) = [each for each in found if each.standing is not Standing.OK]
    assert finding.standing is standing
    assert remedy in finding.remedy


async def test_the_policy_of_the_domain_above_counts(settings: Settings) -> None:
    below = f"mail.{DOMAIN}"
    records = {below: ("v=spf1 mx -all",), f"_dmarc.{DOMAIN}": ("v=DMARC1; p=reject",)}
    async with names(records) as resolver:
        found = await look_at_sender(sender(settings, f"no-reply@{below}"), resolver)
    assert found[-1].says == f"DMARC of {below}: v=DMARC1; p=reject"


async def test_without_a_selector_or_a_dns_nothing_is_claimed(settings: Settings) -> None:
    async with names(WHOLE) as resolver:
        found = await look_at_sender(replace(sender(settings), dkim_selector=None), resolver)
        assert found[1].standing is Standing.UNKNOWN
        assert "DKIM_SELECTOR" in found[1].says
    resolver.lifetime = 0.2
    (nothing,) = await look_at_sender(sender(settings), resolver)
    assert nothing.standing is Standing.UNKNOWN


async def test_a_name_for_examples_asks_no_dns(settings: Settings) -> None:
    async with names({}) as resolver:
        (finding,) = await look_at_sender(settings, resolver)
    assert finding.standing is Standing.NOTE


async def test_the_program_tells_all_that_is_wrong_and_ends_with_1(settings: Settings) -> None:
    temporal, smtp = free_ports(2)
    environment = {
        "DATABASE_URL": settings.database_url,
        "LINK_KEYS": LINK_KEY,
        "CSRF_SECRET": CSRF_SECRET,
        "TEMPORAL_ADDRESS": f"127.0.0.1:{temporal}",
        "SMTP_PORT": str(smtp),
    }
    told = await inforex("doctor", **environment)
    assert told.code == 1
    assert "wrong    temporal: Temporal cannot be reached" in told.out
    assert "→ Check TEMPORAL_ADDRESS" in told.out
    assert told.err == "2 of 9 are wrong.\n"
    as_json = json.loads((await inforex("doctor", "--json", **environment)).out)
    assert [each["about"] for each in as_json if each["standing"] == "wrong"] == [
        "temporal",
        "mail server",
    ]
