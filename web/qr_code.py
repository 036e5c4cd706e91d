"""QR codes, drawn into the page."""

import segno
from markupsafe import Markup


def qr_code(text: str) -> Markup:
    """Draw a text as a QR code: SVG without a size of its own, with its white margin."""
    drawn = segno.make(text, micro=False).svg_inline(omitsize=True, light="#fff")
    return Markup(drawn)  # noqa: S704 -- segno draws lines; no text of anybody is in it
