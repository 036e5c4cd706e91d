"""What the check pages show: each value as it was understood, and where it is changed."""

from collections.abc import Iterator

from db.enrolment.drafts import Draft
from domain.enrolment.form import PARTS, TITLES, ApplicationForm
from domain.enrolment.stages import Part
from web.language import Language, translate

Row = tuple[str, str, str | None]


def summary(
    form: ApplicationForm, wholesaler_name: str, draft: Draft, form_url: str, language: Language
) -> list[tuple[str, list[Row]]]:
    """Return each fieldset's title with its rows: label, value, and the field to change it in."""
    parts = [
        (translate(title, language), part_rows(part, form, wholesaler_name, language, form_url))
        for part, title in TITLES.items()
    ]
    _, last = parts[-1]
    last.extend(_account(draft, form_url, language))
    return parts


def part_rows(
    part: Part,
    form: ApplicationForm,
    wholesaler_name: str,
    language: Language,
    form_url: str | None = None,
) -> list[Row]:
    """Return the rows of one fieldset; without a form's address they cannot be changed."""
    values: dict[str, str] = vars(form) | {
        "corporate_number": form.corporate_number or translate("入力なし", language),
        "head_office": translate(form.head_office, language),
        "wholesaler_id": wholesaler_name,
    }
    return [
        (translate(label, language), values[name], form_url and f"{form_url}#{name}")
        for name, label in PARTS[part].items()
    ]


def _account(draft: Draft, form_url: str, language: Language) -> Iterator[Row]:
    """The rows that are no fields of the form: the password is never shown."""
    yield (
        translate("アカウントID", language),
        translate("アカウントIDは自動発行されます。", language),
        None,
    )
    yield (
        translate("パスワード", language),
        translate("設定済み（表示されません）", language),
        f"{form_url}#password",
    )
    yield translate("メールアドレス", language), draft.mail_address, None
