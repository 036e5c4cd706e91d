"""Sentences that keep what they are made of, so that they can be said in another language."""

from collections.abc import Mapping


class Filled(str):
    """A Japanese sentence with its template, in `str.format` style, and what fills it."""

    __slots__ = ("params", "template")

    template: str
    params: Mapping[str, str]


def filled(template: str, **params: str) -> Filled:
    """Fill a template."""
    sentence = Filled(template.format(**params))
    sentence.template = template
    sentence.params = params
    return sentence
