"""A second factor that is offered: its QR code, until a first code turns it on (S21)."""

from typing import Any

import segno
from markupsafe import Markup

from db.identity import second_factors
from domain.logins import Principal
from domain.second_factor import provisioning_uri
from web.context import now_of, settings_of
from web.cookies import Connection


def qr_code(text: str) -> Markup:
    """Draw a text as a QR code: SVG without a size of its own, with its white margin."""
    drawn = segno.make(text, micro=False).svg_inline(omitsize=True, light="#fff")
    return Markup(drawn)  # noqa: S704 -- segno draws lines; no text of anybody is in it


WRONG_CODE = "確認コードが一致しません。認証アプリに今表示されている確認コードを入力してください。"


async def offer_of(connection: Connection, who: Principal) -> dict[str, Any] | None:
    """Give what the template shows of the secret; None when none is on offer."""
    state = connection.app.state
    keys = settings_of(state).link_keys
    secret = await second_factors.offered_secret(who.owner, keys, now_of(state))
    if secret is None:
        return None
    uri = provisioning_uri(secret, who.written)
    in_fours = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    return {"uri": uri, "qr_code": qr_code(uri), "secret": in_fours}
