"""「担当者を変更する」: a colleague of the contact is to decide instead."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from litestar import Request, Response, post
from litestar.response import Redirect

from db.enrolment.contact_requests import Colleague, hand_over
from domain.mail_addresses import accept_mail_address, domain_of, mailbox_key, within_domain
from domain.refusals import NothingToDecideError
from domain.text import InvalidInput, accept_line
from relay.delivery import Relay
from web.context import Given
from web.forms import Form, read_form
from web.guards import LINK
from web.redirects import SeeOtherError
from web.wholesaler.approval import Way, show
from web.wholesaler.decision import recorded
from web.wholesaler.opening import BY_REQUEST, LinkToDecide, OpenedRequest, paths


@post(paths("/colleague"), opt=LINK, dependencies=BY_REQUEST)
async def name_colleague(
    request: Request[Any, Any, Any],
    opened: Given[OpenedRequest],
    relay: Given[Relay],
    now: Given[datetime],
) -> Response[str] | Redirect:
    """Hand the request over, and say that it was; the link of this page is void then (S29)."""
    form = await read_form(request)
    colleague = _understand(form, opened)
    if colleague is None:
        return show(request, opened, Way.COLLEAGUE, form)
    asked = opened.asked
    try:
        await hand_over(asked.application_number, colleague, revision=asked.revision, now=now)
    except NothingToDecideError as error:
        raise SeeOtherError(f"{opened.here}/{Way.COLLEAGUE}") from error
    return recorded(LinkToDecide(opened.here, opened.link), relay)


def _understand(form: Form, opened: OpenedRequest) -> Colleague | None:
    """Understand every field, noting all errors; None when there is any."""
    short_line = partial(accept_line, most=100)
    rule = partial(
        _accept_colleague, present=opened.asked.contact_mail_address, domains=opened.domains
    )
    department = form.accept("contact_department", short_line, label="部署名")
    name = form.accept("contact_name", short_line, label="氏名")
    mail_address = form.accept("contact_mail_address", rule, label="メールアドレス")
    if department is None or name is None or mail_address is None:
        return None
    return Colleague(department, name, mail_address)


def _accept_colleague(text: str, *, present: str, domains: Sequence[str]) -> str:
    address = accept_mail_address(text)
    if mailbox_key(address) == mailbox_key(present):
        raise InvalidInput(
            "現在の担当者と同じメールアドレスです。新しい担当者のメールアドレスを入力してください。"
        )
    if not any(within_domain(domain_of(address), domain) for domain in domains):
        raise InvalidInput(
            "登録されているドメイン（{domains}）のメールアドレスを入力してください。",
            domains=", ".join(domains),
        )
    return address
