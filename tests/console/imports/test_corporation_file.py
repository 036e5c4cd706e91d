"""Lines of the National Tax Agency's file."""

from datetime import date

import pytest

from domain.imports.corporation_file import Corporation, accept_corporation, refuse_other_file
from domain.imports.files import Skipped
from domain.text import InvalidInput
from rig.console.nta_file import corporate_number, nta_row


def understood(**columns: str) -> Corporation:
    corporation = accept_corporation(nta_row(1, **columns))
    assert isinstance(corporation, Corporation)
    return corporation


def complaint(**columns: str) -> str:
    with pytest.raises(InvalidInput) as refused:
        accept_corporation(nta_row(1, **columns))
    return str(refused.value)


def test_a_line_says_who_and_where() -> None:
    corporation = understood(
        name="株式会社見本食品",
        kana="ミホンショクヒン",
        prefecture="東京都",
        city="見本区",
        street="例示町１丁目１番地",
        postal_code="1000001",
        updated="2026-04-01",
    )
    assert corporation == Corporation(
        corporate_number=corporate_number(1),
        name="株式会社見本食品",
        name_kana="ミホンショクヒン",
        loose_search_key="見本食品",
        head_office="東京都",
        address="見本区例示町１丁目１番地",
        postal_code="100-0001",
        closed_on=None,
        updated_on=date(2026, 4, 1),
    )


def test_a_name_its_reading_and_a_place_may_be_as_long_as_the_register_keeps_them() -> None:
    longest = understood(name="見" * 150, kana="ミ" * 300, city="見" * 200, street="本" * 200)
    assert (len(longest.name), len(longest.name_kana), len(longest.address)) == (150, 300, 400)


def test_abroad_is_where_no_prefecture_is() -> None:
    corporation = understood(
        prefecture="", city="", street="", postal_code="", abroad="アメリカ合衆国見本州"
    )
    assert (corporation.head_office, corporation.address) == ("国外", "アメリカ合衆国見本州")
    assert corporation.postal_code == ""


def test_a_corporation_that_is_no_more_says_since_when() -> None:
    closed = understood(process="21", closed="2026-03-31", close_cause="01")
    assert closed.closed_on == date(2026, 3, 31)


def test_a_number_given_by_mistake_is_closed() -> None:
    assert understood(process="99", changed="2026-02-01").closed_on == date(2026, 2, 1)


def test_a_number_given_by_mistake_to_one_that_was_closed_is_closed_since_then() -> None:
    both = understood(process="99", closed="2026-01-01", changed="2026-02-01")
    assert both.closed_on == date(2026, 1, 1)


def test_a_revived_corporation_is_not_closed() -> None:
    assert understood(process="22", closed="").closed_on is None


def test_history_is_not_taken() -> None:
    assert isinstance(accept_corporation(nta_row(1, latest="0")), Skipped)


@pytest.mark.parametrize(
    ("columns", "label"),
    [
        ({"number": "1" * 13}, "法人番号"),
        ({"name": ""}, "商号又は名称"),
        ({"name": "見" * 151}, "商号又は名称"),
        ({"kana": "ミ" * 301}, "フリガナ"),
        ({"city": "見" * 200, "street": "本" * 201}, "所在地"),
        ({"updated": "2026-02-30"}, "更新年月日"),
        ({"closed": "昨日"}, "閉鎖等年月日"),
        ({"postal_code": "12"}, "郵便番号"),
        ({"prefecture": "見本県"}, "所在地"),
        ({"prefecture": "見本県", "abroad": "アメリカ合衆国見本州"}, "所在地"),
        ({"prefecture": "", "abroad": ""}, "所在地"),
        ({"street": "若\x00松町"}, "所在地"),
    ],
)
def test_what_is_wrong_is_named(columns: dict[str, str], label: str) -> None:
    assert complaint(**columns).startswith(label)


def test_a_line_with_other_columns_is_refused() -> None:
    with pytest.raises(InvalidInput, match="項目が29個"):
        accept_corporation(nta_row(1)[:-1])


def test_a_name_of_ligatures_has_a_key_that_can_be_kept() -> None:
    assert len(understood(name="㌀" * 150).loose_search_key) <= 300


@pytest.mark.parametrize("cells", [["企業ID"], nta_row(1)[:-1], ["x"] * 30, [""] * 30])
def test_another_file_is_refused(cells: list[str]) -> None:
    with pytest.raises(InvalidInput, match="国税庁"):
        refuse_other_file(cells)
