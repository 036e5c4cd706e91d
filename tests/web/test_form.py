"""「加入申請情報登録」 (product.md, step 7)."""

import pytest

from db.enrolment.application_form import load_draft
from db.tables.enrolment import Application, FormDraft
from domain.passwords import verify_password
from rig.applications import APPLICANT, PASSWORD, Applications
from rig.site import Site
from tests.web.walk import FILLED, PASSWORD_AGAIN_LABEL, PASSWORD_LABEL, fill, to_form

REQUIRED = {
    "company_name_kana",
    "postal_code",
    "head_office",
    "address",
    "jan_maker_code",
    "wholesaler_id",
    "contact_department",
    "contact_name",
    "contact_mail_address",
    "manager_name",
    "password",
}


async def test_empty_form_tells_every_error_at_once(site: Site, applications: Applications) -> None:
    form, _ = await to_form(site, applications)
    page = await site.press(form, "入力内容を確認する")
    assert page.status == 422
    assert page.title == "エラー：加入申請情報登録 | Inforex"
    assert set(page.errors) == REQUIRED
    assert page.errors["address"] == "＊住所を入力してください。"
    assert page.errors["password"] == "＊パスワードを入力してください。"


async def test_verified_address_and_account_id_are_shown_not_asked(
    site: Site, applications: Applications
) -> None:
    form, _ = await to_form(site, applications)
    assert APPLICANT in form.text
    assert "アカウントIDは自動発行されます。" in form.text


async def test_draft_is_saved_right_or_wrong_and_resumed_by_the_link(
    site: Site, applications: Applications
) -> None:
    form, link = await to_form(site, applications)
    await fill(site, form, 郵便番号="いちまるまる", 氏名="")
    resumed = await site.get(f"{link}/form")
    assert resumed.status == 200
    assert resumed.value("郵便番号") == "いちまるまる"
    assert resumed.value("住所") == FILLED["住所"]


async def test_saving_a_draft_stays_and_complains_of_nothing(
    site: Site, applications: Applications
) -> None:
    form, link = await to_form(site, applications)
    page = await site.press(form, "下書きを保存する", 企業名="新規")
    assert page.path == f"{link}/form"
    assert "下書きを保存しました" in page.text
    assert page.errors == {}
    assert page.value("企業名") == "新規"


async def test_accepted_password_is_kept_as_a_hash_and_need_not_be_typed_again(
    site: Site, applications: Applications
) -> None:
    form, _ = await to_form(site, applications)
    page = await fill(site, form, 住所="")
    assert "パスワードは設定されています。" in page.text
    assert (page.value(PASSWORD_LABEL), page.value(PASSWORD_AGAIN_LABEL)) == ("", "")
    assert PASSWORD not in page.html
    kept = await Application.select(Application.manager_password_hash).first()
    assert kept is not None
    assert verify_password(kept["manager_password_hash"], PASSWORD)
    draft = await FormDraft.select(FormDraft.typed).first()
    assert draft is not None
    assert PASSWORD not in draft["typed"]
    checked = await site.press(page, "入力内容を確認する", 住所="千代田区")
    assert checked.h1 == "入力内容の確認"


async def test_password_is_judged_when_only_the_draft_is_saved(
    site: Site, applications: Applications
) -> None:
    form, _ = await to_form(site, applications)
    page = await site.press(form, "下書きを保存する", 企業名="新規", パスワード="short")
    assert set(page.errors) == {"password", "password_again"}
    assert (await site.get(page.path)).value("企業名") == "新規"


@pytest.mark.parametrize(
    ("password", "again", "field", "message"),
    [
        ("short", "short", "password", "12文字以上にしてください。"),
        ("password1234", "password1234", "password", "推測されやすいパスワードです。"),
        (
            "新規食品-シンキショクヒン",
            "新規食品-シンキショクヒン",
            "password",
            "推測されやすい言葉です。",
        ),
        (PASSWORD, "correct-horse", "password_again", "1つめと一致しません。"),
        (PASSWORD, "", "password_again", "1つめと一致しません。"),
        ("", PASSWORD, "password", "パスワードを入力してください。"),
    ],
)
async def test_weak_or_different_passwords_are_told(  # noqa: PLR0913, PLR0917 -- the columns above
    site: Site, applications: Applications, password: str, again: str, field: str, message: str
) -> None:
    form, _ = await to_form(site, applications)
    page = await fill(site, form, **{PASSWORD_LABEL: password, PASSWORD_AGAIN_LABEL: again})
    assert message in page.errors[field]
    assert not await Application.exists().where(Application.manager_password_hash.is_not_null())


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("459876", "6桁のコード（JAN短縮タイプ用）は登録できません。"),
        ("45987654", "8桁のJANコード（短縮タイプ）は登録できません。"),
        ("45987654321", "11桁のコードは登録できません。"),
        ("2012345", "201で始まる番号"),
        ("9771234", "977で始まる番号"),
        ("4598765000010", "最後の1桁（チェックデジット）が合いません。"),
        ("JAN4598765", "数字で入力してください。"),
    ],
)
async def test_wrong_maker_code_says_what_to_do_and_stays(
    site: Site, applications: Applications, code: str, message: str
) -> None:
    form, _ = await to_form(site, applications)
    page = await fill(site, form, 代表JANメーカーコード=code)
    assert message in page.errors["jan_maker_code"]
    assert page.value("代表JANメーカーコード") == code
    assert set(page.errors) == {"jan_maker_code"}


@pytest.mark.parametrize(
    "code", ["4598765000015", "45-98765-00001-5", "４５９８７６５００００１５"]
)
async def test_whole_code_offers_the_maker_codes_it_contains(
    site: Site, applications: Applications, code: str
) -> None:
    form, _ = await to_form(site, applications)
    page = await fill(site, form, 代表JANメーカーコード=code)
    offered = [e.get("value") for e in page.tree.iter("input") if e.get("name") == "jan_candidate"]
    assert offered == ["459876500", "4598765000"]
    checked = await site.press(page, "入力内容を確認する", **{"459876500": "459876500"})
    assert checked.h1 == "入力内容の確認"
    assert "459876500 変更" in checked.text


async def test_company_without_any_code_reads_why_there_are_no_ids(
    site: Site, applications: Applications
) -> None:
    form, link = await to_form(site, applications)
    assert "企業ID及びパスワードをご取得いただけません。" in form.text, "within the form, not away"
    start = await site.get(link)
    page = await site.get(start.link("JANコード取得の無い企業様は"))
    assert "企業ID及びパスワードをご取得いただけません。" in page.text
    assert (await site.get(page.link("加入申請に戻る"))).h1 == "Inforexへの加入申請"


async def test_contact_cannot_be_the_applicant(site: Site, applications: Applications) -> None:
    form, _ = await to_form(site, applications)
    page = await fill(site, form, 認証先卸担当者メールアドレス=APPLICANT.upper())
    assert "申請者と同じメールアドレスです。" in page.errors["contact_mail_address"]


async def test_likely_slip_in_the_contacts_address_is_a_warning(
    site: Site, applications: Applications
) -> None:
    form, _ = await to_form(site, applications)
    page = await fill(site, form, 認証先卸担当者メールアドレス="suzuki@gmial.com")
    assert page.h1 == "入力内容の確認"
    assert "suzuki@gmail.com の入力間違いではありませんか。" in page.text


async def test_wholesaler_that_is_not_listed_cannot_be_chosen(
    site: Site, applications: Applications
) -> None:
    page, _ = await to_form(site, applications)
    for wholesaler in ("999", "1 ", "１", "x"):
        page = await fill(site, page, 認証先卸企業名=wholesaler)
        assert "お取引のある卸売業を選択してください。" in page.errors["wholesaler_id"]


async def test_maker_abroad_gives_its_own_kind_of_number(
    site: Site, applications: Applications
) -> None:
    form, _ = await to_form(site, applications)
    page = await fill(
        site, form, 本社所在地="国外", 郵便番号="SW1A 1AA", 電話番号="+44 20 7946 0000"
    )
    assert page.h1 == "入力内容の確認"
    assert "SW1A 1AA" in page.text


@pytest.mark.parametrize(
    ("label", "text", "field", "message"),
    [
        ("企業名", "新規\u202e食品", "company_name", "3文字目に、目に見えない文字（U+202E）"),
        ("住所", "千代田区\n千代田", "address", "改行やタブは使えません。"),
        ("住所", "あ" * 201, "address", "200文字以内で入力してください。"),
        ("氏名", "田中\u200b花子", "manager_name", "3文字目に、目に見えない文字（U+200B）"),
        ("氏名カナ", "田中", "manager_name_kana", "全角カタカナで入力してください。"),
        ("郵便番号", "600001", "postal_code", "先頭の0が抜けているようです。"),
        ("電話番号", "+1 212 555 0100", "telephone", "日本の国番号（+81）ではない"),
        ("法人番号", "7.00001E+12", "corporate_number", "下の桁が失われています。"),
        ("代表JANメーカーコード", "4.90123E+12", "jan_maker_code", "下の桁が失われています。"),
        ("法人番号", "7000012050003", "corporate_number", "打ち間違いがあるようです。"),
        ("郵便番号", "100-000", "postal_code", "7桁の数字で入力してください。"),
        ("電話番号", "1234", "telephone", "10桁または11桁の数字で入力してください。"),
        ("本社所在地", "東京", "head_office", "本社所在地を選択してください。"),
    ],
)
async def test_value_that_cannot_be_taken_says_what_to_do(  # noqa: PLR0913, PLR0917 -- the columns
    site: Site, applications: Applications, label: str, text: str, field: str, message: str
) -> None:
    form, _ = await to_form(site, applications)
    page = await fill(site, form, **{label: text})
    assert message in page.errors[field]
    assert set(page.errors) == {field}


@pytest.mark.parametrize(
    ("label", "typed", "understood"),
    [
        ("企業名", "\ufeff新規食品株式会社\u200b", "新規食品株式会社"),
        ("住所", "\u202a千代田区千代田1-1\u202c", "千代田区千代田1-1"),
        ("法人番号", "T7000\u200b012050002", "7000012050002"),
        ("電話番号", "+81 (0)3 3548 3854", "03-3548-3854"),
        (
            "認証先卸担当者メールアドレス",
            "卸 太郎 <oroshi @ mihon-oroshi.example>.",
            "oroshi@mihon-oroshi.example",
        ),
        (
            "認証先卸担当者メールアドレス",
            "mailto:oro..shi.@docomo.ne.jp",
            "oro..shi.@docomo.ne.jp",
        ),
    ],
)
async def test_value_as_people_paste_it_is_understood(
    site: Site, applications: Applications, label: str, typed: str, understood: str
) -> None:
    form, _ = await to_form(site, applications)
    page = await fill(site, form, **{label: typed})
    assert page.h1 == "入力内容の確認"
    assert understood in page.text
    assert typed not in page.text


async def test_any_bytes_can_be_saved_as_a_draft(site: Site, applications: Applications) -> None:
    form, link = await to_form(site, applications)
    page = await fill(site, form, 企業名="a\x00\x01\ufffe<b>&\U0001f600", 住所="' OR 1=1 --")
    assert page.status == 422
    number = str((await Application.select().first() or {})["application_number"])
    assert (await load_draft(number)).typed["address"] == "' OR 1=1 --"
    assert (await site.get(f"{link}/form")).value("企業名") == "a<b>&\U0001f600"


async def test_surrogates_and_broken_utf8_can_be_saved_as_a_draft(
    site: Site, applications: Applications
) -> None:
    form, link = await to_form(site, applications)
    token = form.form_of("下書きを保存する")[0].find("input")
    assert token is not None
    body = f"csrf_token={token.get('value')}&action=save&company_name=%ED%A0%80%FF%00a"
    response = await site.client.post(
        f"{link}/form",
        content=body,
        headers={"content-type": "application/x-www-form-urlencoded"},
        follow_redirects=True,
    )
    assert site.checked(response).value("企業名").endswith("a")
