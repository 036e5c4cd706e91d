"""A second factor for the tests: turned on, and the app that shows its codes."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pyotp

from db.identity import second_factors
from db.identity.credentials import Credentials
from db.identity.login import CodeNeeded, open_login
from db.identity.login_records import Origin
from settings import Settings

STEP = timedelta(seconds=30)


@dataclass(frozen=True)
class App:
    """The authenticator app of an owner, and the recovery codes on paper."""

    owner: str
    secret: str
    recovery_codes: tuple[str, ...]

    def code(self, at: datetime) -> str:
        """What the app shows at that time."""
        return pyotp.TOTP(self.secret).at(at)

    def wrong_code(self, at: datetime) -> str:
        """A code that is right at no time near this one."""
        near = {self.code(at + step * STEP) for step in range(-2, 3)}
        return next(
            code
            for code in ("000000", "111111", "222222", "333333", "444444", "555555")
            if code not in near
        )


async def turned_on(owner: str, settings: Settings, at: datetime) -> App:
    """Somebody turned the second factor on two steps before, so that the present code is unused."""
    at -= 2 * STEP
    await second_factors.offer(owner, settings.link_keys, at)
    secret = await second_factors.offered_secret(owner, settings.link_keys, at)
    assert secret is not None
    code = pyotp.TOTP(secret).at(at)
    codes = await second_factors.confirm(owner, code, settings.link_keys, at)
    assert codes is not None
    return App(owner, secret, codes)


async def ask_for_code(credentials: Credentials, at: datetime) -> str | None:
    """The token of a login that waits for its code; None when its password opened nothing."""
    here = Origin(browser="Chrome / Windows", network="192.0.2.1")
    opened = await open_login(credentials, here, replaces="", now=at)
    return opened.token if isinstance(opened, CodeNeeded) else None
