"""A members' page: who is logged in, and a warning before the session ends (ux 18)."""

from datetime import timedelta
from typing import Any

from litestar import Request, Response

from db.members.sessions import Member
from web.context import now_of
from web.pages import page

WARNING_BEFORE = timedelta(minutes=5)


def member_page(
    request: Request[Any, Any, Any],
    template: str,
    member: Member,
    status: int = 200,
    **context: Any,
) -> Response[str]:
    """Render a template that extends `portal/member.html`."""
    left = member.session_ends_at - now_of(request.app.state)
    warn_after = max(0, int((left - WARNING_BEFORE).total_seconds()))
    return page(
        request,
        template,
        status,
        member=member,
        warn_after=warn_after,
        path=request.url.path,
        **context,
    )
