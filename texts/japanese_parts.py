"""Japanese inside English HTML is marked as such, so that it is read aloud as Japanese.

Names, addresses and reasons are typed by people, so what is Japanese shows only once a page or a
mail is written (WCAG 2.2, 3.1.2).
"""

import re

_TAG = re.compile(r"(<!--.*?-->|<[^>]*>)", re.DOTALL)
_NAME = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_LANGUAGE = re.compile(r'\slang="([a-zA-Z-]+)"')
_VOID = frozenset({"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})
_SIGNS = (
    "\u3001-\u303f"  # punctuation and marks
    "\u3041-\u30ff\u31f0-\u31ff"  # kana
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # kanji
    "\ufe00-\ufe0f\U000e0100-\U000e01ef"  # their variants
    "\u3220-\u33ff\uff01-\uff9f"  # ㈱, full-width letters, half-width kana
)
_JAPANESE = re.compile(f"[{_SIGNS}]+(?:[ \u3000]?[{_SIGNS}]+)*")
# These hold text alone; an option says its language itself.
_PLAIN = frozenset({"title", "textarea", "script", "style"})


def mark_japanese(html: str) -> str:
    """Return a page with `lang="ja"` around each run of Japanese that has none yet.

    Takes HTML as our templates write it: quoted attributes, no `<` or `>` in their values.
    """
    open_tags: list[tuple[str, str]] = []
    marked: list[str] = []
    for part in _TAG.split(html):
        if part.startswith("<"):
            _follow(open_tags, part)
            marked.append(part)
        else:
            marked.append(_marked(part, open_tags, marked))
    return "".join(marked)


def _follow(open_tags: list[tuple[str, str]], tag: str) -> None:
    """Keep which elements are open, each with its language."""
    found = _NAME.match(tag)
    if found is None or (name := found[2].lower()) in _VOID or tag.endswith("/>"):
        return
    if not found[1]:
        named = _LANGUAGE.search(tag)
        above = open_tags[-1][1] if open_tags else ""
        open_tags.append((name, named[1] if named else above))
        return
    while open_tags and open_tags.pop()[0] != name:
        pass


def _marked(text: str, open_tags: list[tuple[str, str]], before: list[str]) -> str:
    name, language = open_tags[-1] if open_tags else ("", "")
    if language == "ja" or name in _PLAIN or not _JAPANESE.search(text):
        return text
    if name == "option":
        before[-1] = before[-1].removesuffix(">") + ' lang="ja">'
        return text
    return _JAPANESE.sub(lambda run: f'<span lang="ja">{run[0]}</span>', text)
