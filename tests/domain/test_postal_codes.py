"""The place that a 郵便番号 is of, as Japan Post knows it."""

import pytest

from domain.postal_codes import PostalPlace, place_of


@pytest.mark.parametrize(
    ("code", "place"),
    [
        ("100-0001", PostalPlace("東京都", "千代田区千代田")),
        ("305-0000", PostalPlace("茨城県", "つくば市")),
        ("０６０−８５８８", PostalPlace("北海道", "札幌市中央区北三条西6丁目")),
    ],
)
def test_a_code_is_of_a_place_or_of_a_firm(code: str, place: PostalPlace) -> None:
    assert place_of(code) == place


@pytest.mark.parametrize(
    ("code", "place"),
    [
        ("068-0546", PostalPlace("北海道", "夕張市")),
        ("004-0000", PostalPlace("北海道", "")),
        ("498-0000", None),
    ],
    ids=["of two towns", "of two cities", "of two prefectures"],
)
def test_of_several_places_it_is_what_they_have_in_common(
    code: str, place: PostalPlace | None
) -> None:
    assert place_of(code) == place


@pytest.mark.parametrize("code", ["000-0000", "", "ABC", "1" * 500])
def test_what_is_no_code_is_of_no_place(code: str) -> None:
    assert place_of(code) is None
