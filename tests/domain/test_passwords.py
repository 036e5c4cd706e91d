import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain import passwords
from domain.passwords import accept_password, hash_password, needs_rehash, verify_password
from domain.text import InvalidInput

CONTEXT = (
    "株式会社テストメーカー",
    "ﾃｽﾄﾒｰｶｰ",
    "トウキョウショクヒン",
    "12345670",
    "001",
    "taro.yamada@test-maker.example",
)
GOOD = "青い やかん と 七つの海"


@pytest.mark.parametrize(
    "password",
    [
        GOOD,
        "tR9#kLm2@pQz",
        "correct horse battery staple",
        "yamada-taro-kitchen-9",
        "ｘ7!qLm2@pQzw",
    ],
)
def test_a_good_password_is_taken_whatever_its_composition(password: str) -> None:
    assert accept_password(password, context=CONTEXT)


def test_a_password_is_taken_in_one_width() -> None:
    assert accept_password("ｔＲ９＃ｋＬｍ２＠ｐＱｚ", context=()) == "tR9#kLm2@pQz"


def test_the_least_length_is_told() -> None:
    with pytest.raises(InvalidInput, match="12文字以上"):
        accept_password("tR9#kLm2@pQ", context=())
    with pytest.raises(InvalidInput, match="15文字以上"):
        accept_password("tR9#kLm2@pQz", context=(), least=15)


def test_128_characters_are_taken_and_129_are_not() -> None:
    long = "tR9#kLm2@pQzv8W!" * 8
    assert accept_password(long[:24] + "x" * 104, context=())
    with pytest.raises(InvalidInput, match="128文字以内"):
        accept_password(long + "x", context=())
    with pytest.raises(InvalidInput, match="128文字以内"):
        accept_password("x" * 1_000_000, context=())


@pytest.mark.parametrize(
    "password", ["", "tR9#kLm2\u200b@pQz", "tR9#kLm2\n@pQzx", "tR9#kLm2\ud800@pQz"]
)
def test_nothing_and_what_nobody_sees_are_refused(password: str) -> None:
    with pytest.raises(InvalidInput, match=r"入力してください|目に見えない文字"):
        accept_password(password, context=())


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "ｐａｓｓｗｏｒｄ１２３４",
        "p@ssw0rd2026",
        "qwertyuiop12",
        "1qaz2wsx3edc",
        "123456789012",
        "aaaaaaaaaaaa",
        "さくらさくらさくらさくら",
        " " * 12,
        "password" * 16,
    ],
)
def test_a_common_password_is_refused_with_the_reason(password: str) -> None:
    with pytest.raises(InvalidInput, match="よく使われる"):
        accept_password(password, context=())


@pytest.mark.parametrize(
    "password",
    [
        "testmaker2026!",
        "ＴｅｓｔＭａｋｅｒ－２０２６",
        "テストメーカー!2026",
        "ﾃｽﾄﾒｰｶｰてすとめーかー",
        "tesutomeka-2026",
        "tokyoshokuhin1",
        "toukyoushokuhin!",
        "12345670-12345670",
        "taro.yamada@test-maker.example",
        "Inforex2026!!",
    ],
)
def test_a_password_of_context_words_is_refused_with_the_reason(password: str) -> None:
    with pytest.raises(InvalidInput, match="推測されやすい言葉です"):
        accept_password(password, context=CONTEXT)


def test_the_costliest_password_for_the_estimate_is_judged_within_seconds() -> None:
    began = time.process_time()
    accept_password("4@8({[</369&#!1/|0$5+7%2" * 5, context=CONTEXT)
    assert time.process_time() - began < 3


@pytest.mark.usefixtures("full_cost")
def test_a_hash_verifies_its_password_in_any_width_and_no_other() -> None:
    hashed = hash_password("tR9#kLm2@pQz")
    assert hashed.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert verify_password(hashed, "tR9#kLm2@pQz")
    assert verify_password(hashed, "ｔＲ９＃ｋＬｍ２＠ｐＱｚ")
    assert not verify_password(hashed, "tR9#kLm2@pQZ")


def test_two_hashes_of_one_password_differ() -> None:
    assert hash_password(GOOD) != hash_password(GOOD)


@settings(max_examples=15)
@given(st.text())
def test_no_typed_text_makes_verifying_fail_or_fit(text: str) -> None:
    assert not verify_password(hash_password(GOOD), text + "?")


HASHED = hash_password(GOOD)
# A hash has another salt each time, and a test the same name.
NAMES_OF_HASHES = ("no account", "empty", "broken", "right")


@pytest.mark.parametrize("odd", ["", "\ud800", "\x00", "x" * 129, "\u0301" * 100_000])
@pytest.mark.parametrize("hashed", [None, "", "no hash", HASHED], ids=NAMES_OF_HASHES)
def test_odd_input_is_never_the_password(hashed: str | None, odd: str) -> None:
    assert verify_password(hashed, odd) is False


@pytest.mark.parametrize(
    ("hashed", "typed"),
    [(None, "x"), (None, ""), ("no hash", "x"), (HASHED, "x" * 1000)],
    ids=("no account", "nothing at all", "broken", "too long"),
)
def test_without_a_usable_hash_a_dummy_is_verified(
    hashed: str | None, typed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    verified: list[bool] = []
    monkeypatch.setattr(passwords, "_verify_dummy", lambda: verified.append(True))
    assert not verify_password(hashed, typed)
    assert verified == [True]


@pytest.mark.usefixtures("full_cost")
def test_the_dummy_takes_as_long_as_any_hash() -> None:
    assert not needs_rehash(passwords._DUMMY_HASH)  # noqa: SLF001 -- only its cost is visible


@pytest.mark.usefixtures("full_cost")
def test_a_hash_of_weaker_parameters_is_to_be_renewed() -> None:
    assert not needs_rehash(hash_password(GOOD))
    assert needs_rehash(
        "$argon2id$v=19$m=8192,t=1,p=1$c29tZXNhbHRzb21l$u1TMcUFUkwyQWLp6oSBPn0FMxCEqe5hoW8FGpJzTJH8"
    )


GREEK = [chr(code) for code in range(0x1F80, 0x1FB0) if code & 7 > 1]
"""Letters that are typed as four characters, and are one in NFKC."""


def test_a_password_is_never_cut_however_it_is_typed() -> None:
    password = "".join(GREEK[place * place % len(GREEK)] for place in range(128))
    typed = unicodedata.normalize("NFD", password)
    assert len(typed) == 512
    assert accept_password(typed, context=()) == password
    assert verify_password(hash_password(password), typed)


def test_what_is_far_too_long_is_refused_though_nobody_sees_most_of_it() -> None:
    longest = GOOD + "\u200b" * (512 - len(GOOD))
    assert accept_password(longest, context=()) == GOOD
    assert verify_password(hash_password(GOOD), longest)
    with pytest.raises(InvalidInput, match="128文字以内"):
        accept_password(longest + "\u200b", context=())
    assert not verify_password(hash_password(GOOD), longest + "\u200b")


def test_no_password_has_more_than_128_characters() -> None:
    long = "tR9#kLm2@pQzv8W!" * 8
    assert verify_password(hash_password(long), long)
    assert not verify_password(hash_password(f"{long}x"), f"{long}x")


def test_more_than_a_hundred_million_guesses_are_enough() -> None:
    assert accept_password("tq9lampriver", context=()) == "tq9lampriver"
    with pytest.raises(InvalidInput, match="推測されやすいパスワード"):
        accept_password("mountain lamp", context=())


def test_a_name_is_left_out_as_a_whole_though_a_part_of_it_is_known_too() -> None:
    with pytest.raises(InvalidInput, match="推測されやすい言葉"):
        accept_password("velvetkiteq7x!w9", context=("velvet", "velvetkite"))


def test_a_word_of_three_letters_is_known_and_one_of_two_is_not() -> None:
    with pytest.raises(InvalidInput, match="推測されやすい言葉"):
        accept_password("q7xw9zkfv", context=("kfv",), least=9)
    assert accept_password("q7xw9zkfv", context=("kf",), least=9)
