"""What `inforex audit laws` does and says."""

from collections.abc import Sequence

from temporalio.service import RPCError

from auditor.audit import audit
from auditor.law import Breach
from db.engine import bare_connection
from inforex.command import At, RefusedError, WrongError
from inforex.language import _
from inforex.screen import Screen
from relay.connection import connect_to_temporal
from settings import link_keys


async def tell_breaches(at: At, histories: str) -> None:
    """Tell every breach; raises `WrongError` for any, and `RefusedError` without Temporal."""
    found = await _look(at, histories)
    at.show(found, lambda screen: _show(found, screen))
    if found:
        raise WrongError(_("成り立っていないことが{count:,}件あります。", count=len(found)))
    if not at.as_json:
        at.screen.say(_("すべて成り立っています。"))


async def _look(at: At, histories: str) -> Sequence[Breach]:
    try:
        client = await connect_to_temporal()
        async with bare_connection() as connection:
            keys = link_keys(at.environment)
            return await audit(connection, client, at.now, histories=histories, keys=keys)
    except (RuntimeError, RPCError) as error:
        raise RefusedError(
            _("Temporalで確かめられません（{trouble}）。", trouble=type(error).__name__)
        ) from error


def _show(found: Sequence[Breach], screen: Screen) -> None:
    if found:
        columns = (_("対象"), _("成り立っていないこと"), _("内容"))
        screen.table(columns, [(each.subject, each.law, each.found) for each in found])
