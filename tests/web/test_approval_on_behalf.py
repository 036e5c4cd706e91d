"""What a contact sees of an approval that an administrator recorded in their place."""

from db.console.acts_on_request import approve_on_behalf
from domain.tokens import Purpose
from rig.applications import Applications, now
from rig.console.acts import WHY
from rig.site import Site


async def approved(applications: Applications) -> str:
    number = await applications.awaiting_approval()
    await approve_on_behalf(number, "電話で確認しました。", revision=1, why=WHY, now=now())
    await applications.steps.issue_ids(applications.order(number))
    return number


async def test_the_link_tells_who_decided_and_names_no_administrator(
    site: Site, applications: Applications
) -> None:
    number = await approved(applications)
    page = await site.get(f"/approval/{await applications.token(Purpose.APPROVAL, number)}")
    assert "Inforexの管理者が、確認のうえ代わりに記録しました" in page.text
    assert WHY.done_by not in page.html
    english = await site.get(f"{page.path}?lang=en")
    assert "an administrator of Inforex recorded it for you" in english.text


async def test_the_receipts_page_tells_it_and_takes_the_dispute(
    site: Site, applications: Applications
) -> None:
    number = await approved(applications)
    page = await site.get(f"/dispute/{await applications.token(Purpose.DISPUTE, number)}")
    assert "Inforexの管理者が代わりに記録しています" in page.text
    disputed = await site.press(page, "心当たりがない")
    assert disputed.status == 200
