"""Who acts for the operator in the worlds of a search."""

from datetime import timedelta

from db.audit import ActReason
from rig.applications import now
from rig.console.staff import person


async def two_administrators() -> tuple[ActReason, ...]:
    """Two who began long ago, with the reason that they give for what they do."""
    long_ago = now() - timedelta(days=800)
    people = [
        await person(mail_address=f"{name}@inforex.example", created_at=long_ago)
        for name in ("ichiro", "jiro")
    ]
    return tuple(
        ActReason(each.mail_address, "確認しました。", each.administrator) for each in people
    )
