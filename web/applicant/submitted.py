"""Everything that the applicant sent, for the status page and as a PDF for filing."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typst
from litestar import Request, Response, get
from noto_cjk_sans_jp_regular import FONT_PATH

from db.enrolment.application_form import Submission, load_submission
from db.enrolment.links import FoundLink
from domain.business_calendar import format_jst
from domain.enrolment.form import TITLES
from domain.text import InvalidInput
from web.applicant.check import Row, part_rows
from web.applicant.dependencies import BY_STATUS
from web.context import Injected
from web.guards import LINK
from web.language import Language, language_of, say, translate

_LAYOUT = Path(__file__).parent / "application.typ"


@dataclass(frozen=True)
class SubmittedPart:
    """One part of what was sent, in the language of the page."""

    title: str
    rows: list[Row]


def submitted_parts(sent: Submission, language: Language) -> list[SubmittedPart]:
    """All that was sent, part by part; of the password only that there is one."""
    form = sent.revision.form
    parts = [
        SubmittedPart(
            translate(title, language), part_rows(part, form, sent.wholesaler_name, language)
        )
        for part, title in TITLES.items()
    ]
    parts[-1].rows.extend(_account(sent, language))
    return [*parts, SubmittedPart(translate("申請の記録", language), list(_record(sent, language)))]


def _account(sent: Submission, language: Language) -> Iterator[Row]:
    yield translate("メールアドレス", language), sent.mail_address, None
    yield (
        translate("パスワード", language),
        translate("設定済み（表示されません）", language),
        None,
    )


def _record(sent: Submission, language: Language) -> Iterator[Row]:
    yield translate("受付番号", language), sent.application_number, None
    at = format_jst(sent.revision.submitted_at, language)
    yield translate("申請日時", language), at, None
    agreed = InvalidInput(
        "第{version}版（{when}）",
        version=sent.terms_version,
        when=format_jst(sent.consented_at, language),
    )
    yield translate("同意した利用規約", language), say(agreed, language), None


@get("/status/{token:str}/application.pdf", opt=LINK, dependencies=BY_STATUS)
async def download_application(
    request: Request[Any, Any, Any], link: Injected[FoundLink]
) -> Response[bytes]:
    """Give what was sent as a PDF that carries its own font."""
    sent = await load_submission(link.application_number)
    content = _content(sent, language_of(request))
    name = f"inforex-application-{sent.application_number}.pdf"
    return Response(
        await asyncio.to_thread(_pdf, content),
        media_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _content(sent: Submission, language: Language) -> str:
    parts = submitted_parts(sent, language)
    return json.dumps(
        {
            "title": translate("Inforex 加入申請の控え", language),
            "number_label": translate("受付番号", language),
            "number": sent.application_number,
            "language": language,
            "parts": [
                {
                    "title": part.title,
                    "rows": [{"label": label, "value": value} for label, value, _ in part.rows],
                }
                for part in parts
            ],
            "note": translate(
                "この控えは、申請者が申請した内容を示すものです。IDの発行を証明するものではありません。",
                language,
            ),
        }
    )


def _pdf(content: str) -> bytes:
    """Make the PDF; it takes some 40 ms, so call it in a thread."""
    return typst.compile(
        _LAYOUT,
        font_paths=[Path(FONT_PATH).parent],
        ignore_system_fonts=True,
        sys_inputs={"sent": content},
    )
