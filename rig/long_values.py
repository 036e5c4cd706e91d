"""As much as the fields take, in the rows that lists show: for tests that look at tables."""

from dataclasses import dataclass, replace
from datetime import timedelta

from db.access.requests import AskedBy, ask_for_address
from db.console.cases import take
from db.console.company_acts import lift_suspension, suspend
from db.console.replies import Reply, add_reply
from db.console.wholesalers import WholesalerEntry, add_domain, add_wholesaler
from db.tables.operation import Mail
from db.throttle import count
from domain.limits import LimitKind, of_networks
from rig.applications import Applications, another_form, now
from rig.console.acts import GROUND, WHY
from rig.console.staff import Person
from rig.members import Ids, colleague, id_manager_of

NAME = "株式会社" + "長い名前の食品製造販売" * 8 + "東日本"
WORD = "Wolfeschlegelsteinhausenbergerdorff" * 2
PERSON = "寿限無 寿限無五劫の擦り切れ海砂利水魚の水行末雲来末風来末食う寝る処に住む処"
ADDRESS = f"{'a' * 60}@{'very-long-domain-name-of-a-maker.' * 3}example"
NETWORK = "2001:db8:85a3:8d3:1319:8a2e:370:7348"
REASON = "電話で確認しました。折り返し先は登録の番号です。" * 12


@dataclass(frozen=True)
class Made:
    """What the addresses of pages name."""

    number: str
    ids: Ids
    wholesaler: int


async def long_values(applications: Applications, who: Person) -> Made:
    """Make one of nearly everything, each as long as it may be; `who` has a case in hand."""
    why = replace(WHY, reason=REASON, administrator=who.administrator)
    long = {"company_name": NAME, "contact_name": PERSON, "contact_department": NAME[:90]}
    numbers = [
        await applications.awaiting_approval(f"{n}{ADDRESS}", another_form(**long, **more))
        for n, more in enumerate(({}, {"contact_mail_address": f"x@{ADDRESS.partition('@')[2]}"}))
    ]
    await take(numbers[1], who.administrator, now())
    await applications.approve(numbers[0])
    await applications.steps.issue_ids(applications.order(numbers[0]))
    ids = await id_manager_of(numbers[0])
    other = await colleague(ids)
    for each in (ids, other):
        await each.change(person_name=PERSON, department=NAME[:100], last_login_at=now())
    await other.change(mail_address=f"b{ADDRESS}", mail_bounced_at=now())
    await suspend(ids.company_id, why, now())
    await lift_suspension(ids.company_id, why, now())
    settings = applications.settings
    wait, to = settings.access_change_wait, settings.alert_mail_address
    asking = AskedBy(why, GROUND, wait, to, settings.link_keys, now())
    await ask_for_address(ids.company_id, other.account_id, f"c{ADDRESS}", asking)
    await Mail.update(server_answer=f"550 5.1.1 {ADDRESS} {WORD}").where(Mail.state == "queued")
    for limit in of_networks(LimitKind.LOGIN_NETWORK, NETWORK, 1, timedelta(hours=1)):
        for _ in range(limit.most + 1):
            await count(limit, now())
    await add_reply(Reply(NAME[:90], REASON), why, now())
    entry = WholesalerEntry(NAME[:95], "", "+81-3-0000-7777", listed=True)
    wholesaler = await add_wholesaler(entry, why, now())
    await add_domain(wholesaler, ADDRESS.partition("@")[2], why, now())
    return Made(numbers[1], ids, wholesaler)
