"""The address of the page that is asked for, without what is in it for this once."""

from urllib.parse import parse_qsl, quote, urlencode

from litestar.types import Scope

LANGUAGE = "lang"
"""The parameter that switches the language."""

ANSWER = "answer"
"""The parameter that names a page which answered a form (web/answers.py)."""


def here(scope: Scope, *more: tuple[str, str]) -> str:
    """The path and the query, with more parameters instead of those for this once."""
    # One slash in front: `//name` would lead to another site.
    path = "/" + quote(scope["path"].lstrip("/"))
    typed = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    kept = [(name, value) for name, value in typed if name not in {LANGUAGE, ANSWER}]
    query = urlencode(kept + list(more))
    return f"{path}?{query}" if query else path
