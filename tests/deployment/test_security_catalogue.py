"""The catalogue of docs/security.md and the tests named after its lines agree, both ways."""

from tests.deployment.citations import catalogue
from tests.deployment.security_catalogue import CATALOGUE, files_by_line, with_tests


def test_every_line_has_tests_and_every_test_has_its_line() -> None:
    assert files_by_line().keys() == catalogue().keys()


def test_each_line_names_the_files_of_its_tests_and_no_others() -> None:
    """`make lists` writes them anew."""
    assert catalogue() == files_by_line()


def test_writing_the_lists_anew_changes_nothing() -> None:
    text = CATALOGUE.read_text()
    assert with_tests(text) == text


def test_a_list_that_is_missing_or_wrong_is_written() -> None:
    text = CATALOGUE.read_text()
    first = text.index("  Tests: ")
    without = text[:first] + text[text.index("\n- **S02**", first) + 1 :]
    assert with_tests(without) == text
    assert with_tests(text.replace("  Tests: ", "  Tests: `tests/conftest.py`, ", 1)) == text
