"""What the secret link of an application gives to the handlers of the pages under it."""

from datetime import datetime

from litestar.di import Provide
from litestar.params import FromPath

from db.enrolment.application_form import Draft, load_draft
from db.enrolment.links import FoundLink
from domain.tokens import Purpose
from web.context import Injected
from web.links import open_link
from web.pages import SeeOtherError


async def open_apply_link(token: FromPath[str], now: Injected[datetime]) -> FoundLink:
    """Find the application of a link that works."""
    return await open_link(token, Purpose.APPLY, now)


async def open_status_link(token: FromPath[str], now: Injected[datetime]) -> FoundLink:
    """Find the application of the link of the receipt mail."""
    return await open_link(token, Purpose.STATUS, now)


async def open_draft(token: FromPath[str], link: Injected[FoundLink]) -> Draft:
    """Find the form of an application whose address is verified and that was not submitted.

    Otherwise raises `SeeOtherError`, to the page that shows the state of the application (S31).
    """
    if link.used_at is not None:
        raise SeeOtherError(f"/apply/{token}/done")
    draft = await load_draft(link.application_number)
    if not draft.verified:
        raise SeeOtherError(f"/apply/{token}")
    return draft


BY_LINK = {"link": Provide(open_apply_link)}
BY_STATUS = {"link": Provide(open_status_link)}
BY_DRAFT = BY_LINK | {"draft": Provide(open_draft)}
