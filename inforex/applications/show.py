"""`inforex applications show`: everything about one application."""

from db.enrolment.dossier import load_dossier
from inforex.applications.acts import unknown
from inforex.applications.dossier_page import show_dossier
from inforex.command import At, command
from inforex.who_and_why import number


@command(
    "show",
    "一つの申請のすべて",
    "一つの申請のすべてを表示します。現在の状態、申請内容とその変更、審査で見つかったこと、\n"
    "判断の記録、メール、お知らせの予定です。",
    shows=True,
)
@number
async def show(at: At, number: str) -> None:
    """Show it; raises `RefusedError` where there is none."""
    try:
        dossier = await load_dossier(number)
    except LookupError as error:
        raise unknown(number) from error
    at.show(dossier, lambda screen: show_dossier(dossier, screen))
