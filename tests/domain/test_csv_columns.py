"""The first line of a file of CSV, and which columns it has."""

import pytest

from domain.csv_columns import columns_of
from domain.text import InvalidInput


def test_empty_names_at_the_end_are_no_columns() -> None:
    assert columns_of(["a", "", "b", ""], needed=["a", "b"]).names == ("a", "", "b")


def test_of_columns_that_nobody_knows_the_first_ten_are_named() -> None:
    unknown = [f"x{number}" for number in range(1, 12)]
    assert columns_of(["a", *unknown], needed=["a"]).unknown == tuple(unknown[:10])


def test_a_line_of_nothing_lacks_what_is_needed() -> None:
    with pytest.raises(InvalidInput, match="足りない列：「a」"):
        columns_of(["", ""], needed=["a"])
