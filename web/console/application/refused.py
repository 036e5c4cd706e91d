"""The page for an act that came too late, or a second time: nothing was changed, and why."""

from litestar import Response

from db.console.refusals import why_refused
from db.console.timeline import What, timeline
from db.enrolment.facts import load_facts
from domain.refusals import RefusalError
from texts import applications as words
from web.console.application.moments import told
from web.console.application.opening import Opened
from web.console.pages import console_page

_DONE_BY_PEOPLE = frozenset(What) - {What.MAIL, What.FOUND, What.NOTE}


async def refused_page(opened: Opened, error: RefusalError) -> Response[str]:
    """Say why, where the application stands by now, and what happened last."""
    facts = await load_facts(opened.number)
    moments = [m for m in await timeline(opened.number) if m.what in _DONE_BY_PEOPLE]
    return console_page(
        opened.request,
        "console/application/refused.html",
        opened.staff,
        409,
        opened=opened,
        why=why_refused(error),
        standing=words.WAITS_FOR[facts.stage],
        latest=told(moments[-1]),
    )
