"""「利用規約の改定」: a member consents to the version in force before anything else opens."""

from datetime import datetime
from typing import Any

from litestar import Request, Response, get, post

from db.members.sessions import Member
from db.members.terms_consent import give_consent
from db.terms import Terms, current_terms
from domain.logins import MEMBERS
from domain.text import InvalidInput
from web.context import Injected
from web.forms import Form, query_form, read_form
from web.login.session import landing
from web.pages import page
from web.portal.members_only import CONSENT, members_to_consent
from web.said import Said, Told, told
from web.terms.document import articles


@get(CONSENT)
async def show_revised_terms(
    request: Request[Any, Any, Any], member: Injected[Member], now: Injected[datetime]
) -> Response[str]:
    """Show the text, and ask for the consent."""
    return _page(request, member, await current_terms(now), query_form(request))


@post(CONSENT)
async def consent_to_terms(
    request: Request[Any, Any, Any], member: Injected[Member], now: Injected[datetime]
) -> Response[str] | Told:
    """Note the consent to the version that was shown, if it is still the one in force."""
    form = await read_form(request)
    terms = await current_terms(now)
    form.accept("agreed", _accept_agreement)
    if form.ok and form.typed("terms") != terms.text_sha256:
        form.replace("agreed", "")
        form.add_error("agreed", "利用規約が改定されました。新しい内容をご確認ください。")
    if not form.ok:
        return _page(request, member, terms, form)
    await give_consent(member, terms, now)
    said = Said(
        InvalidInput("利用規約（第{version}版）に同意いただきました", version=terms.version),
        ("引き続き、Inforexをご利用いただけます。",),
    )
    return told(landing(MEMBERS, form.typed("return_to")), said)


def _accept_agreement(text: str) -> None:
    if text != "yes":
        raise InvalidInput("利用規約をお読みになり、同意のチェックを入れてください。")


def _page(
    request: Request[Any, Any, Any], member: Member, terms: Terms, form: Form
) -> Response[str]:
    return page(
        request,
        "portal/terms_consent.html",
        200 if form.ok else 422,
        member=member,
        form=form,
        terms=terms,
        return_to=form.typed("return_to"),
        japanese=articles(terms.body),
        english=articles(terms.body_english),
    )


TERMS_CONSENT = members_to_consent([show_revised_terms, consent_to_terms])
