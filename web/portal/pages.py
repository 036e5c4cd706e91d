"""A members' page: who is logged in, and a warning before the session ends (ux 18)."""

from typing import Any

from litestar import Request, Response

from db.members.sessions import Member
from web.login.session import warn_after
from web.pages import page


def member_page(
    request: Request[Any, Any, Any],
    template: str,
    member: Member,
    status: int = 200,
    **context: Any,
) -> Response[str]:
    """Render a template that extends `portal/member.html`."""
    return page(
        request,
        template,
        status,
        member=member,
        warn_after=warn_after(request, member),
        path=request.url.path,
        **context,
    )
