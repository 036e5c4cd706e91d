"""The plain text of the terms, divided as it is shown."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Article:
    """A heading with the paragraphs below it; the title and the signature have none."""

    heading: str
    paragraphs: tuple[str, ...]


def articles(text: str) -> list[Article]:
    """Divide the text at its blank lines; the first line of each part is its heading."""
    parts = [part.splitlines() for part in text.strip().split("\n\n")]
    return [Article(heading, tuple(paragraphs)) for heading, *paragraphs in parts]
