"""Every component on one page, and what each must do on its own."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from domain.business_calendar import JST, format_jst
from rig.page_check import check_page
from texts.japanese_parts import mark_japanese
from web.pages import STATIC_FILES
from web.unbroken import unbroken

ROOT = Path(__file__).parents[2]
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
        "connect-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


@dataclass
class TypedForm:
    """A form as the components see it."""

    values: dict[str, str] = field(default_factory=dict)
    errors: Sequence[tuple[str, str]] = ()
    warnings: dict[str, str] = field(default_factory=dict)

    def value(self, name: str) -> str:
        return self.values.get(name, "")

    def error(self, name: str) -> str | None:
        return dict(self.errors).get(name)

    def warning(self, name: str) -> str | None:
        return self.warnings.get(name)


MISTAKES = TypedForm(
    values={
        "company_name": "株式会社<テスト>",
        "contact_mail": "suzuki@gmial.com",
        "password": "correct horse battery",
        "wholesaler": "2",
    },
    errors=[
        ("company_kana", "企業名カナを全角カタカナで入力してください。"),
        ("jan_maker_code", "代表JANメーカーコードは7桁、9桁、10桁のいずれかで入力してください。"),
        ("wholesaler", "認証先卸企業名を選択してください。"),
        ("password", "パスワードは12文字以上で入力してください。"),
        ("decision", "「承認する」か「承認しない」を選択してください。"),
        ("consent", "利用規約をお読みになり、同意のチェックを入れてください。"),
        ("", "もう一度「申請する」を押してください。"),
    ],
    warnings={"contact_mail": "gmail.com の入力間違いではありませんか。"},
)

OPENS_AT = datetime(2026, 11, 30, 9, 0, tzinfo=JST)

ENTRIES = [
    SimpleNamespace(
        title="申請", state="done", label="完了", when="2026年12月2日(水) 20:04", detail=None
    ),
    SimpleNamespace(
        title="卸担当者の確認",
        state="current",
        label="現在",
        when=None,
        detail="2026年12月3日(木) から確認中です。",
    ),
    SimpleNamespace(title="IDの発行", state="next", label="これから", when=None, detail=None),
]


def environment() -> Environment:
    folders = [ROOT / "web" / "templates", Path(__file__).parent]
    made = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        loader=ChoiceLoader([FileSystemLoader(folder) for folder in folders]),
        extensions=["jinja2.ext.i18n"],
    )
    made.install_null_translations(newstyle=True)  # type: ignore[attr-defined]  # the extension adds it
    made.filters |= {"jst": format_jst, "unbroken": unbroken}
    return made


def render(template: str, **context: object) -> str:
    every_page = {
        "language": "ja",
        "language_switch_url": "/language/en",
        "helpdesk": SimpleNamespace(
            telephone="03-3548-3854", mail_address="support@inforex.example", opens_at=None
        ),
        "said": None,
        "csrf_input": Markup('<input type="hidden" name="csrf_token" value="token">'),
        "static": lambda path: f"/static/{path}",
    }
    return environment().get_template(template).render(every_page | context)


def style_guide(form: TypedForm) -> str:
    return render("style_guide.html", form=form, entries=ENTRIES)


def part(source: str, form: TypedForm, **context: object) -> str:
    """One component, as a page would call it."""
    imported = '{% import "components.html" as c with context %}'
    template = environment().from_string(imported + source)
    return " ".join(template.render(form=form, **context).split())


@pytest.mark.parametrize("form", [TypedForm(), MISTAKES], ids=["fresh", "with mistakes"])
def test_style_guide_is_a_page_without_defects(form: TypedForm) -> None:
    check_page(style_guide(form), HEADERS)


def test_every_token_is_defined_and_used_and_nothing_leaves_the_site() -> None:
    css = (ROOT / "web" / "static" / "inforex.css").read_text()
    defined = set(re.findall(r"(--[\w-]+):", css))
    assert defined == set(re.findall(r"var\((--[\w-]+)\)", css))
    assert "url(" not in css
    assert "@import" not in css
    assert len(css.encode()) < 30_000


def test_error_page_offers_the_way_on_and_shows_its_number() -> None:
    page = render(
        "error.html",
        title="ページを表示できませんでした",
        explanation="システムに問題が起きました。",
        what_to_do=["しばらく待ってから、もう一度お試しください。"],
        links=[("トップページへ", "/")],
        error_number="7F3A91C2",
        home="/",
    )
    check_page(page, HEADERS)
    assert "7F3A91C2" in page
    assert '<a class="button button-primary" href="/">トップページへ</a>' in page


def test_helpdesk_and_language_switch_stand_on_every_page_in_both_languages() -> None:
    english = mark_japanese(render(
        "error.html", language="en", title="t", explanation="e", what_to_do=[], links=[],
        error_number=None, home="/",
    ))  # fmt: skip
    check_page(english, HEADERS)
    assert 'href="tel:0335483854">03-3548-3854' in english
    assert 'lang="ja">日本語</a>' in english


def test_closed_helpdesk_says_so() -> None:
    closed = SimpleNamespace(
        telephone="03-0000-0000", mail_address="a@b.example", opens_at=OPENS_AT
    )
    page = render("style_guide.html", form=TypedForm(), entries=[], helpdesk=closed)
    assert "ただいま受付時間外です" in page
    assert "ただいま受付時間内です" not in page
    assert "次の受付開始：2026年11月30日(月) 09:00" in page


def test_mistakes_are_told_above_the_heading_and_below_the_field_in_the_same_words() -> None:
    page = style_guide(MISTAKES)
    message = "パスワードは12文字以上で入力してください。"
    assert page.index(f'<a href="#password">{message}</a>') < page.index("<h1>")
    assert f'<p class="error-text" id="password-error">＊{message}</p>' in page
    assert "<title>エラー：加入申請情報登録 | Inforex</title>" in page


def test_page_without_mistakes_has_no_summary() -> None:
    page = style_guide(TypedForm())
    assert "error-summary" not in page
    assert "エラー：" not in page


def test_field_names_its_support_its_extra_and_its_error_in_this_order() -> None:
    field_ = part(
        '{{ c.text_field(form, "code", "コード", support="数字", extra_described_by="more") }}',
        TypedForm(errors=[("code", "数字で入力してください。")]),
    )
    assert 'aria-describedby="code-support more code-error" aria-invalid="true"' in field_


def test_warning_is_told_but_the_field_is_not_wrong() -> None:
    field_ = part(
        '{{ c.text_field(form, "mail", "メール") }}',
        TypedForm(warnings={"mail": "お確かめください。"}),
    )
    assert 'aria-describedby="mail-warning"' in field_
    assert "aria-invalid" not in field_


def test_label_says_whether_the_field_is_required() -> None:
    assert "※必須" in part('{{ c.text_field(form, "a", "A") }}', TypedForm())
    assert "※任意" in part('{{ c.text_field(form, "a", "A", required=False) }}', TypedForm())


def test_typed_text_comes_back_escaped_and_a_password_never_comes_back() -> None:
    form = TypedForm(values={"a": '"><b>', "p": "correct horse"})
    assert 'value="&#34;&gt;&lt;b&gt;"' in part('{{ c.text_field(form, "a", "A") }}', form)
    assert "correct horse" not in part('{{ c.password_field(form, "p", "P") }}', form)


def test_textarea_keeps_the_first_empty_line() -> None:
    template = (
        '{% import "components.html" as c with context %}{{ c.textarea_field(form, "r", "R") }}'
    )
    form = TypedForm(values={"r": "\nsecond"})
    assert ">\n\nsecond</textarea>" in environment().from_string(template).render(form=form)


def test_chosen_option_is_chosen_again_whether_number_or_text() -> None:
    source = '{{ c.select_field(form, "w", "W", [(1, "A"), ("2", "B")]) }}'
    assert '<option value="1" selected>' in part(source, TypedForm(values={"w": "1"}))
    assert '<option value="2" selected>' in part(source, TypedForm(values={"w": "2"}))


def test_error_summary_leads_to_the_first_radio_button() -> None:
    source = '{{ c.radio_field(form, "d", "D", [("a", "A", None), ("b", "B", "hint")]) }}'
    field_ = part(source, TypedForm(values={"d": "b"}, errors=[("d", "選択してください。")]))
    assert '<input id="d" name="d" type="radio" value="a">' in field_
    assert 'id="d-2" name="d" type="radio" value="b" checked aria-describedby="d-2-hint"' in field_


def test_change_link_names_what_it_changes() -> None:
    shown = part('{{ c.shown_value("企業名", "テスト", "/x") }}', TypedForm())
    assert '変更<span class="visually-hidden">（企業名）</span></a>' in shown


def test_rules_take_colours_by_what_they_are_for() -> None:
    """What names a colour itself stays as it is where pages are dark."""
    css = re.sub(r"/\*.*?\*/", "", (STATIC_FILES / "inforex.css").read_text(), flags=re.DOTALL)
    rules = re.findall(r"([^{}]+)\{([^{}]*)\}", css)
    assert {
        selector.strip()
        for selector, body in rules
        if ":root" not in selector and "var(--color-" in body
    } == {":focus-visible", "a:not(.button):focus-visible", ".qr-code"}
