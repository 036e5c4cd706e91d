"""A person's own data as one file: a page to read, and the same as JSON for programs."""

import io
import zipfile
from datetime import datetime

from litestar import Response

from db.own_data import Parts, as_json
from domain.business_calendar import JST
from texts.audit_log import ACTS
from texts.mails import MAIL_KINDS
from web.language import Language
from web.pages import TEMPLATES


def own_data_file(
    parts: Parts, whose: str, language: Language, made_at: datetime
) -> Response[bytes]:
    """Give the file; `whose`: 受付番号, or 企業ID and アカウントID, which stand in its name."""
    name = f"inforex-{whose}-{made_at.astimezone(JST):%Y%m%d}"
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(f"{name}.html", _readable(parts, whose, language, made_at))
        file.writestr(f"{name}.json", as_json(parts, made_at))
    return Response(
        content.getvalue(),
        status_code=200,
        media_type="application/zip",
        headers={
            "Content-Disposition": f'attachment; filename="{name}.zip"',
            "Cache-Control": "no-store",
        },
    )


def _readable(parts: Parts, whose: str, language: Language, made_at: datetime) -> str:
    template = TEMPLATES[language].get_template("own_data.html")
    return template.render(
        parts=parts, whose=whose, made_at=made_at, acts=ACTS, mail_kinds=MAIL_KINDS
    )
