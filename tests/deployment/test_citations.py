"""Whatever code, tests and docs cite is in the repository."""

import pytest

from tests.deployment.citations import catalogue, cited_texts, cites, lost

# Not written out, or this file would cite them.
NOWHERE = [
    f"architecture{'.md'}",
    f'docs/product{".md"}, "The weather"',
    f"product{'.md'}, step {99}",
    f"security{'.md'}#the-weather",
    f'"The weather" in docs/operations{".md"}',
    f'README{""}, "The weather"',
    f"ux {99}",
    f"ux 8, {99}",
    f"S{99}",
    f"the procedure, {'step'} 7",
    f"facts {'A'}",
    f"domain/weather{'.py'}",
]


def test_every_citation_leads_somewhere() -> None:
    wrong = {str(path): lost(text, above=path.parent) for path, text in cited_texts()}
    assert {path: citations for path, citations in wrong.items() if citations} == {}


@pytest.mark.parametrize("citation", NOWHERE)
def test_citation_that_leads_nowhere_is_found(citation: str) -> None:
    assert lost(f"Why it is so ({citation}).") != []


def test_citation_is_found_across_the_lines_of_a_comment() -> None:
    title = '"The\n    # weather"'
    assert lost(f"# See docs/product{'.md'}, {title}.") != []


def test_it_looks_at_the_code_the_tests_the_pages_and_the_docs() -> None:
    """Else a folder that is passed over would be fine for ever."""
    citing = {path.parts[0] for path, text in cited_texts() if cites(text)}
    assert {"db", "docs", "domain", "mail", "tests", "web", "README.md"} <= citing


def test_the_catalogue_is_read() -> None:
    assert [*catalogue()] == [f"S{number:02}" for number in range(1, len(catalogue()) + 1)]
    assert len(catalogue()) >= 50
