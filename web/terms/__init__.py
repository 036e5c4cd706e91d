"""The text of the terms of use, as a page and as a PDF show it."""
