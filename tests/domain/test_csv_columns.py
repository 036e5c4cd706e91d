"""The first line of a file of CSV, and which columns it has."""

import pytest

from domain.csv_columns import columns_of
from domain.text import InvalidInput


def test_empty_names_at_the_end_are_no_columns() -> None:
    assert columns_of(["a", "", "b", ""], needed=["a", "b"]).names == ("a", "", "b")


def test_a_line_of_nothing_lacks_what_is_needed() -> None:
    with pytest.raises(InvalidInput, match="足りない列：「a」"):
        columns_of(["", ""], needed=["a"])
