"""What a person typed, and what is said about it."""

from functools import partial

from domain.text import InvalidInput, accept_line
from web.forms import Form

RULE = partial(accept_line, most=5)


def test_errors_come_in_the_order_in_which_the_page_asks_for_its_fields() -> None:
    form = Form()
    form.accept("b", RULE, label="氏名")
    form.accept("a", RULE, label="住所")
    form.add_error("b", "二つめの誤り")
    form.add_error("", "全体の誤り")
    assert form.shown_in("ja").errors == [
        ("b", "氏名を入力してください。"),
        ("a", "住所を入力してください。"),
        ("", "全体の誤り"),
    ]


def test_accepted_value_is_given_and_the_typed_one_is_shown_again() -> None:
    form = Form({"a": "  新規 "})
    assert form.accept("a", RULE) == "新規"
    assert form.value("a") == "  新規 "
    assert form.ok


def test_field_that_was_not_sent_is_empty() -> None:
    assert Form().typed("a") == ""
    assert Form().shown_in("ja").error("a") is None


def test_message_says_which_field_it_is_about_unless_it_does_so_itself() -> None:
    form = Form({"a": "123456", "b": "x"})
    form.accept("a", RULE, label="住所")
    form.add_error("b", "郵便番号は7桁です。")
    form.accept("b", RULE, label="郵便番号")
    shown = form.shown_in("ja")
    assert shown.error("a") == "住所：5文字以内で入力してください。"
    assert shown.error("b") == "郵便番号は7桁です。"
    assert form.shown_in("en").error("a") == "Address: Please enter at most 5 characters."


def test_password_never_comes_back() -> None:
    form = Form({"password": "correct horse", "password_again": "correct horse"})
    shown = form.shown_in("ja")
    assert (shown.value("password"), shown.value("password_again")) == ("", "")
    assert form.typed("password") == "correct horse"


def test_characters_that_no_page_may_hold_are_not_shown_again() -> None:
    assert Form({"a": "a\x00\x07\x7f\ufdd0b\tc\r\nd"}).value("a") == "ab\tc\r\nd"


def test_warning_is_no_error() -> None:
    form = Form({"a": "x"})
    form.add_warning("a", InvalidInput("{meant} では？", meant="y"))
    assert form.ok
    assert form.warned
    assert form.shown_in("ja").warning("a") == "y では？"
    assert form.shown_in("ja").warning("b") is None
