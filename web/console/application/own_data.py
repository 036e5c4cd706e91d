"""An applicant's own data as a file, which an administrator sends to the applicant who asks."""

from datetime import datetime
from typing import Any

from litestar import Response

from db.audit import ActReason
from db.own_data import own_data_of_applicant
from domain.console_roles import accept_reason
from web.console.acts import Act, ActPage, Do
from web.console.application.dependencies import PATH, Opened, open_application
from web.forms import Form
from web.own_data import own_data_file
from web.said import Said


async def _read(opened: Opened, form: Form) -> Do | None:
    evidence = form.accept("evidence", accept_reason, label="確認の根拠")
    if evidence is None:
        return None

    async def do(why: ActReason, now: datetime) -> Response[Any]:
        parts = await own_data_of_applicant(opened.number, evidence, why, now)
        return own_data_file(parts, opened.number, "ja", now)

    return do


def _page(opened: Opened) -> ActPage:
    return ActPage(
        "申請者本人のデータを書き出す",
        (
            "申請者ご本人からの開示のご依頼に応じて、申請者の情報を1つのZIPファイルに書き出します。",
            "卸担当者などほかの方の情報、パスワード、管理者のメモは含みません。",
            "ご本人からのご依頼であることを確かめ、登録されたメールアドレスなど、ご本人に確実に届く方法でお渡しください。",
            "書き出したことは、操作履歴に残ります。",
        ),
        back=opened.here,
        said=Said("申請者本人のデータを書き出しました"),
        shown=(("受付番号", opened.number), ("企業名", opened.facts.company_name or "未入力")),
        button="書き出す",
    )


OWN_DATA = Act(
    path=f"{PATH}/own-data",
    about=open_application,
    page=_page,
    read=_read,
    template="console/act_with_evidence.html",
)
