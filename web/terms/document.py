"""The terms of use as pages show them, and as a PDF that carries its own Japanese font."""

import json
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path

import typst
from noto_cjk_sans_jp_regular import FONT_PATH

from db.terms import Terms


@dataclass(frozen=True)
class Article:
    """A heading with the paragraphs below it; the title and the signature have none."""

    heading: str
    paragraphs: tuple[str, ...]


def articles(text: str) -> list[Article]:
    """Divide the text at its blank lines; the first line of each part is its heading."""
    parts = [part.splitlines() for part in text.strip().split("\n\n")]
    return [Article(heading, tuple(paragraphs)) for heading, *paragraphs in parts]


_LAYOUT = Path(__file__).parent / "terms.typ"


@lru_cache(maxsize=4)
def terms_pdf(terms: Terms) -> bytes:
    """Make the PDF of one version, once per process; it takes a while, so call it in a thread."""
    title, *rest = articles(terms.body)
    content = {
        "title": title.heading,
        "version": f"第{terms.version}版",
        "articles": [asdict(article) for article in rest],
    }
    return typst.compile(
        _LAYOUT,
        font_paths=[Path(FONT_PATH).parent],
        ignore_system_fonts=True,
        sys_inputs={"terms": json.dumps(content)},
    )
