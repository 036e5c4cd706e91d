"""Secrets come from outside and have no default; keys are rotated, the old still read (S44)."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from db.identity import second_factors
from db.mailing import mails
from db.tables.enrolment import Link
from domain.logins import MEMBERS
from domain.tokens import Purpose, derive_token, token_hash
from mail.traces import knows_return_path, return_path
from rig.applications import Applications
from rig.mail_specimens import MAIL_FROM
from rig.members import id_manager
from rig.second_factors import turned_on
from rig.site import Site
from settings import Settings, WrongSettingError
from tests.deployment.files import PROJECT

LONG = "k" * 32
SECRETS = {"LINK_KEYS": LONG, "CSRF_SECRET": "s" * 32}
NEWER = b"a key that is newer than all others"

every_secret = pytest.mark.parametrize("name", SECRETS)


def without(name: str, **instead: str) -> dict[str, str]:
    return {other: value for other, value in SECRETS.items() if other != name} | instead


def refused(environment: dict[str, str], name: str) -> bool:
    """Whether a start ends with a message that names the variable."""
    with pytest.raises(WrongSettingError, match=name):
        Settings.from_environment(environment)
    return True


@every_secret
def test_s44_there_is_no_default_for_a_secret(name: str) -> None:
    assert Settings.from_environment(SECRETS)
    assert refused(without(name), name)
    assert refused(without(name, **{name: "  "}), name)


@every_secret
def test_s44_a_secret_that_can_be_guessed_is_refused(name: str) -> None:
    assert refused(without(name, **{name: LONG[1:]}), name)


def test_s44_each_of_several_keys_has_to_be_long() -> None:
    assert refused(without("LINK_KEYS", LINK_KEYS=f"{LONG} short"), "LINK_KEYS")


@every_secret
def test_s44_a_secret_is_read_from_a_file(name: str, tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text(f"{'f' * 32}\n")
    settings = Settings.from_environment(without(name, **{f"{name}_FILE": str(file)}))
    assert "f" * 32 in {settings.csrf_secret, *(key.decode() for key in settings.link_keys)}
    assert refused(without(name, **{f"{name}_FILE": str(tmp_path / "nothing")}), f"{name}_FILE")


def test_s44_no_file_of_an_installation_holds_a_secret() -> None:
    files = [PROJECT / name for name in ("docker-compose.yml", "Dockerfile", "settings.py")]
    for file in files:
        written = re.findall(r"(?:LINK_KEYS|CSRF_SECRET)\s*[:=]\s*(\S{8,})", file.read_text())
        assert written == [], file


@pytest.mark.parametrize(
    ("purpose", "page"),
    [(Purpose.STATUS, "/status"), (Purpose.APPROVAL, "/approval"), (Purpose.APPLY, "/apply")],
)
async def test_s44_a_link_that_an_older_key_made_opens_its_page_and_is_mailed_again(
    site: Site, applications: Applications, purpose: Purpose, page: str
) -> None:
    made: Any = applications.invited if purpose is Purpose.APPLY else applications.awaiting_approval
    number = await made()
    before = await applications.token(purpose, number)
    newer = replace(applications.settings, link_keys=(NEWER, *applications.settings.link_keys))
    assert await Applications(newer).token(purpose, number) == before
    assert (await site.get(f"{page}/{before}")).status == 200


async def test_s44_the_newest_key_makes_new_links(applications: Applications) -> None:
    newer = replace(applications.settings, link_keys=(NEWER, *applications.settings.link_keys))
    number = await Applications(newer).invited()
    (row,) = await Link.select().where(Link.application == number)
    made = derive_token(NEWER, Purpose.APPLY, number, row["generation"], row["salt"])
    assert row["token_hash"] == token_hash(made)


async def test_s44_a_second_factor_that_an_older_key_sealed_still_opens(
    site: Site, applications: Applications
) -> None:
    account = (await (await id_manager(applications)).account()).id
    owner, settings = MEMBERS.owner(account), applications.settings
    app = await turned_on(owner, settings, site.clock.now)
    keys, now = (NEWER, *settings.link_keys), site.clock.now
    assert await second_factors.verify(owner, app.code(now), keys, now)


async def test_s44_a_bounce_of_a_mail_that_went_under_an_older_key_is_still_known(
    applications: Applications,
) -> None:
    key = f"{await applications.invited()}/invitation/1"
    salt, keys = await mails.salt_of(key), applications.settings.link_keys
    came_back = f"To: <{return_path(key, salt, MAIL_FROM, keys)}>\n".encode()
    assert knows_return_path(came_back, key, salt, (NEWER, *keys))
    assert not knows_return_path(came_back, key, salt, (NEWER,))
