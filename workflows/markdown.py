"""Typed text on the pages of the Temporal UI, which renders Markdown with live links (S45)."""


def literal(text: str) -> str:
    """Return Markdown that shows a text exactly as it is: no link, no image, no markup.

    All but ASCII letters, digits, and what is not ASCII becomes a character reference: backslashes
    before all punctuation, Markdown's own way, are shown as such by the Temporal UI.
    """
    return "".join(map(_reference, text))


def _reference(character: str) -> str:
    plain = character.isalnum() or not character.isascii()
    return character if plain else f"&#{ord(character)};"
