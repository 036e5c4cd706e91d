"""Who of the console asks for an act upon an account, and on what ground (S20, S48)."""

from typing import Any

from litestar import Request

from db.access.asking import Asking
from db.console.sessions import Staff
from db.console_acts import Why
from domain.business_calendar import format_jst
from domain.companies.access_acts import RULES, AccessAct, Ground, Rule
from domain.console_roles import accept_reason, permissions_of
from web.console.acting import read_why
from web.console.staff_only import AdministratorOnlyError
from web.context import now_of, settings_of
from web.forms import Form


def rule_for(act: AccessAct, role: str, staff: Staff) -> Rule:
    """What an act takes; raises `AdministratorOnlyError` for whoever may not do it at all."""
    rule = RULES[act, role]
    if not staff.may(rule.permission):
        raise AdministratorOnlyError
    return rule


def read_ground(form: Form, staff: Staff, rule: Rule) -> tuple[Why, Ground] | None:
    """Read reason and, where it is needed, evidence; None and errors where one is missing."""
    evidence: str | None = ""
    if rule.evidence:
        evidence = form.accept("evidence", accept_reason, label="確認の根拠")
    why = read_why(form, staff)
    if evidence is None or why is None:
        return None
    return why, Ground(permissions_of(staff.role), evidence)


def asking(request: Request[Any, Any, Any], why: Why, ground: Ground) -> Asking:
    """Put together what every change that is asked for needs."""
    settings = settings_of(request.app.state)
    return Asking(
        why,
        ground,
        settings.access_change_wait,
        settings.alert_mail_address,
        settings.link_keys,
        now_of(request.app.state),
    )


def waits_until(request: Request[Any, Any, Any], rule: Rule) -> str:
    """When a change takes effect that is asked for now and that nobody agrees to or stops."""
    if not rule.waits:
        return ""
    wait = settings_of(request.app.state).access_change_wait
    return format_jst(wait.after(now_of(request.app.state)))
