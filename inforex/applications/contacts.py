"""What is done in place of a wholesaler's contact, or about who that is."""

from dataclasses import replace
from functools import partial

from db.audit import ActReason
from db.console.acts_on_request import approve_on_behalf, change_contact
from db.enrolment.application_form import newest_form
from db.enrolment.facts import load_facts
from domain.enrolment.acts import ApplicationAct
from domain.mail_addresses import accept_mail_address
from domain.text import accept_line
from inforex.applications.acts import act
from inforex.command import At, Checked, option
from inforex.who_and_why import HEARD, evidence

LINE = Checked(partial(accept_line, most=100))


@act(ApplicationAct.APPROVE, "卸に代わって承認する")
@evidence(required=True, help=HEARD)
@option(
    "--confirmed",
    is_flag=True,
    required=True,
    expose_value=False,
    help="取引があることを確かめたときに付けます。承認は元に戻せません",
)
async def approve(number: str, why: ActReason, at: At, *, evidence: str) -> None:
    """Approve where the contact said so by telephone."""
    revision = (await load_facts(number)).revision
    await approve_on_behalf(number, evidence, revision=revision, why=why, now=at.now)


@act(ApplicationAct.CHANGE_CONTACT, "卸担当者を変更する")
@option("--wholesaler", "wholesaler_id", type=int, metavar="ID", help="認証先卸企業の番号")
@option("--department", "contact_department", type=LINE, metavar="TEXT", help="部署名")
@option("--name", "contact_name", type=LINE, metavar="TEXT", help="氏名")
@option(
    "--address",
    "contact_mail_address",
    type=Checked(accept_mail_address),
    metavar="ADDRESS",
    help="メールアドレス",
)
async def contact(number: str, why: ActReason, at: At, **fields: object) -> None:
    """Have somebody else asked."""
    revision = (await load_facts(number)).revision
    form = await newest_form(number)
    named = {name: value for name, value in fields.items() if value is not None}
    changed = replace(form, **named)  # type: ignore[arg-type]  # each option's type is its field's
    await change_contact(number, changed, revision=revision, why=why, now=at.now)
