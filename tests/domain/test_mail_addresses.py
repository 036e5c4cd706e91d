import pytest

from domain.known_mail_domains import CARRIER, FREE, ISP, OFTEN_MISTYPED
from domain.mail_addresses import (
    MailDomainClass,
    accept_mail_address,
    classify,
    domain_of,
    likely_typo,
    mailbox_key,
    within_domain,
)
from domain.mailbox_names import as_sent
from domain.text import InvalidInput


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("taro@example.co.jp", "taro@example.co.jp"),
        (" Taro.Yamada+x@EXAMPLE.co.jp\u3000", "Taro.Yamada+x@example.co.jp"),
        ("ｔａｒｏ＠ｅｘａｍｐｌｅ．ｃｏ．ｊｐ", "taro@example.co.jp"),
        ("taro@example。jp", "taro@example.jp"),
        ("taro@mihon-oroshi.example", "taro@mihon-oroshi.example"),
        ("taro@maker.test", "taro@maker.test"),
        ("taro@パンの店.jp", "taro@xn--u9j1ksdy54r.jp"),
        ("taro@日本abc.jp", "taro@xn--abc-s08fl0d.jp"),
    ],
)
def test_an_address_is_taken_in_one_form(typed: str, address: str) -> None:
    assert accept_mail_address(typed) == address
    assert accept_mail_address(address) == address


@pytest.mark.parametrize(
    "typed",
    [
        "山田 花子 <taro@example.jp>",
        '"山田, 花子" <taro@example.jp>',
        "taro@example.jp <taro@example.jp>",
        "taro@example.jp <mailto:taro@example.jp>",
        "<taro@example.jp>",
        "＜taro@example.jp＞",
        "mailto:taro@example.jp",
        "MAILTO:taro@example.jp?subject=%E7%94%B3%E8%AB%8B",
        "taro@example.jp (山田)",
        "taro @ example.jp",
        "taro@\u3000example.jp",
        "taro@example.jp.",
        "taro@example.jp。",
        "taro@example.jp;",
        "\ufefftaro@\u200bexample.jp\u202a",
        '"taro"@example.jp',
    ],
)
def test_what_is_pasted_around_an_address_is_dropped(typed: str) -> None:
    assert accept_mail_address(typed) == "taro@example.jp"


@pytest.mark.parametrize(
    ("typed", "address", "sent"),
    [
        ("hana..ko@docomo.ne.jp", "hana..ko@docomo.ne.jp", '"hana..ko"@docomo.ne.jp'),
        (".hanako.@ezweb.ne.jp", ".hanako.@ezweb.ne.jp", '".hanako."@ezweb.ne.jp'),
        ('"hanako."@a2.ezweb.ne.jp', "hanako.@a2.ezweb.ne.jp", '"hanako."@a2.ezweb.ne.jp'),
        ('"hana ko"@example.jp', '"hana ko"@example.jp', '"hana ko"@example.jp'),
        ('"a@b"@example.jp', '"a@b"@example.jp', '"a@b"@example.jp'),
        ('"hana..ko"@example.jp', '"hana..ko"@example.jp', '"hana..ko"@example.jp'),
        (r'"a\"b"@example.jp', r'"a\"b"@example.jp', r'"a\"b"@example.jp'),
        ("taro@example.jp", "taro@example.jp", "taro@example.jp"),
    ],
)
def test_an_unusual_mailbox_is_taken_and_sent_to_in_quotes(
    typed: str, address: str, sent: str
) -> None:
    assert accept_mail_address(typed) == address
    assert accept_mail_address(address) == address
    assert as_sent(address) == sent
    assert accept_mail_address(sent) == address


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("taro", "「@」がありません"),
        ("ありません", "言葉や名前"),
        ("not yet known", "言葉や名前"),
        ("taro@", "前と後ろの両方"),
        ("@example.jp", "前と後ろの両方"),
        ("taro@@example.jp", "「@」が2つ以上"),
        ("taro@example.jp, jiro@example.jp", "メールアドレスが2つ以上"),
        ("taro@example.jp;jiro@example.jp", "メールアドレスが2つ以上"),
        ("taro@example.jp jiro@example.jp", "メールアドレスが2つ以上"),
        ("taro@example.jp、jiro@example.jp", "メールアドレスが2つ以上"),
        ("<taro@example.jp>, <jiro@example.jp>", "メールアドレスが2つ以上"),
        ("taro@example.jp\nBcc: jiro@example.jp", "メールアドレスが2つ以上"),
        ("taro@example.jp\r\n.", "言葉や空白"),
        ("ta ro@example.jp", "言葉や空白"),
        ("taro@example.jp までお願いします", "言葉や空白"),
        ("宛先は、taro@example.jp", "言葉や空白"),
        ("x" * 65 + "@example.jp", "64文字まで"),
        ("山田@example.jp", "使えない文字（山）"),
        ("ta(ro@example.jp", r"使えない文字（\(）"),
        ("ta(ro@docomo.ne.jp", r"使えない文字（\(）"),
        ("taro..yamada@example.jp", "「.」の位置"),
        ("taro.@example.jp", "「.」の位置"),
        (".taro@gmail.com", "「.」の位置"),
        ("taro@localhost", "途中まで"),
        ("taro@test", "途中まで"),
        ("taro@example,co,jp", "使えない文字（,）"),
        ("taro@[192.0.2.1]", r"使えない文字（\[）"),
        ("taro@example.local", "「example.co.jp」のように"),
        ("taro@192.0.2.1", "「example.co.jp」のように"),
        ("taro@example..jp", "「example.co.jp」のように"),
    ],
)
def test_each_wrong_address_is_told_what_is_wrong(typed: str, said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        accept_mail_address(typed)


def test_nothing_typed_asks_for_input() -> None:
    with pytest.raises(InvalidInput, match=r"^入力してください。$"):
        accept_mail_address("\u3000")


def test_254_characters_are_taken_and_255_are_not() -> None:
    label = "a" * 60
    longest = f"{'x' * 64}@{label}.{label}.{label}.example"[: 254 - 3].rstrip(".") + ".jp"
    assert accept_mail_address(longest) == longest
    assert len(longest) == 254
    most_pasted = f"{' ' * (1000 - len(longest))}{longest}"
    assert accept_mail_address(most_pasted) == longest
    for too_long in (f" {most_pasted}", f"x{longest[1:]}.jp"):
        with pytest.raises(InvalidInput, match="254文字以内"):
            accept_mail_address(too_long)
    with pytest.raises(InvalidInput, match="254文字以内"):
        accept_mail_address("x" * (255 - len("@example.jp")) + "@example.jp")


def test_what_is_too_long_only_as_it_is_sent_is_refused() -> None:
    typed = f"{'x' * 64}@{'é.' * 24}example"
    assert len(typed) < 254
    with pytest.raises(InvalidInput, match="254文字以内"):
        accept_mail_address(typed)


@pytest.mark.parametrize(
    "domain", ["ex\u0430mple.com", "xn--exmple-4nf.com", "gr\u03b5\u0435k.com"]
)
def test_a_domain_that_mixes_scripts_is_refused(domain: str) -> None:
    with pytest.raises(InvalidInput, match="種類の異なる文字"):
        accept_mail_address(f"taro@{domain}")


def test_a_mailbox_is_the_same_whatever_the_case() -> None:
    assert mailbox_key("Taro@example.jp") == mailbox_key("taro@example.jp")


def test_the_domain_of_an_address_is_after_the_at_sign() -> None:
    assert domain_of("taro@mail.example.jp") == "mail.example.jp"


def test_a_domain_below_the_registered_one_is_within_it() -> None:
    assert within_domain("mihon.example", "mihon.example")
    assert within_domain("tokyo.mihon.example", "mihon.example")
    assert not within_domain("notmihon.example", "mihon.example")
    assert not within_domain("example", "mihon.example")


@pytest.mark.parametrize(
    ("domain", "kind"),
    [
        ("gmail.com", MailDomainClass.FREE),
        ("mail.gmail.com", MailDomainClass.FREE),
        ("yahoo.co.jp", MailDomainClass.FREE),
        ("gmx.de", MailDomainClass.FREE),
        ("docomo.ne.jp", MailDomainClass.CARRIER),
        ("k.ezweb.ne.jp", MailDomainClass.CARRIER),
        ("x.biz.ezweb.ne.jp", MailDomainClass.COMPANY),
        ("d.vodafone.ne.jp", MailDomainClass.CARRIER),
        ("x.vodafone.ne.jp", MailDomainClass.COMPANY),
        ("jp-t.ne.jp", MailDomainClass.CARRIER),
        ("i.softbank.jp", MailDomainClass.CARRIER),
        ("softbank.jp", MailDomainClass.COMPANY),
        ("nifty.com", MailDomainClass.ISP),
        ("mailinator.com", MailDomainClass.DISPOSABLE),
        ("box.mailinator.com", MailDomainClass.DISPOSABLE),
        ("notgmail.com", MailDomainClass.COMPANY),
        ("gmail.com.example", MailDomainClass.COMPANY),
        ("mihon-oroshi.example", MailDomainClass.COMPANY),
    ],
)
def test_an_address_is_classed_by_its_domain(domain: str, kind: MailDomainClass) -> None:
    assert classify(f"taro@{domain}") is kind


@pytest.mark.parametrize(
    ("kind", "domains"),
    [
        (
            MailDomainClass.FREE,
            (
                "gmail.com googlemail.com yahoo.co.jp yahoo.ne.jp ymail.ne.jp yahoo.com ymail.com "
                "hotmail.com hotmail.co.jp outlook.com outlook.jp live.jp live.com msn.com "
                "icloud.com me.com mac.com aol.com gmx.net proton.me protonmail.com mail.com "
                "goo.jp mail.goo.ne.jp infoseek.jp livedoor.com excite.co.jp auone.jp rakuten.jp "
                "zoho.com"
            ),
        ),
        (
            MailDomainClass.CARRIER,
            (
                "docomo.ne.jp mopera.net mopera.ne.jp dwmail.jp ezweb.ne.jp au.com softbank.ne.jp "
                "i.softbank.jp t.vodafone.ne.jp jp-q.ne.jp disney.ne.jp ymobile.ne.jp emnet.ne.jp "
                "willcom.com pdx.ne.jp uqmobile.jp"
            ),
        ),
        (
            MailDomainClass.ISP,
            "nifty.com biglobe.ne.jp ocn.ne.jp so-net.ne.jp plala.or.jp dion.ne.jp eonet.ne.jp",
        ),
    ],
)
def test_a_mailbox_that_anybody_can_have_is_known_for_one_with_its_sub_domains(
    kind: MailDomainClass, domains: str
) -> None:
    for domain in domains.split():
        assert classify(f"taro@{domain}") is kind, domain
        assert classify(f"taro@sub.{domain}") is kind, domain


@pytest.mark.parametrize(
    "domain",
    ["пример.example", "日本のカナ.example", "日々のスーパーabc.example", "x\u0331y.example"],
)
def test_a_domain_of_one_script_or_of_japanese_is_taken(domain: str) -> None:
    assert accept_mail_address(f"taro@{domain}").startswith("taro@xn--")


def test_no_domain_is_in_two_lists() -> None:
    assert not FREE & CARRIER
    assert not (FREE | CARRIER) & ISP


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("gmial.com", "gmail.com"),
        ("gmail.co", "gmail.com"),
        ("gmail.con", "gmail.com"),
        ("gmaill.com", "gmail.com"),
        ("yahoo.co.jo", "yahoo.co.jp"),
        ("yaho.co.jp", "yahoo.co.jp"),
        ("docomo.ne.jo", "docomo.ne.jp"),
        ("hotmai.com", "hotmail.com"),
    ],
)
def test_one_slip_from_a_famous_domain_is_pointed_out(typed: str, meant: str) -> None:
    assert likely_typo(f"taro@{typed}") == f"taro@{meant}"


@pytest.mark.parametrize(
    "domain", sorted({*FREE, *CARRIER, *ISP, "example.co.jp", "gmail-shop.com"})
)
def test_a_right_domain_is_never_taken_for_a_slip(domain: str) -> None:
    assert likely_typo(f"taro@{domain}") is None


@pytest.mark.parametrize(
    "domain",
    ["gxxil.com", "gamli.com", "gxxmail.com", "gil.com", "xmaill.com", "gmqyil.com", "gmql.com"],
)
def test_two_slips_from_a_famous_domain_are_none(domain: str) -> None:
    assert likely_typo(f"taro@{domain}") is None


def test_only_known_domains_are_proposed() -> None:
    assert set(OFTEN_MISTYPED) <= FREE | CARRIER | ISP
