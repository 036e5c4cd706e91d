"""What a company is registered with: some of it changes at once, some by an administrator."""

from dataclasses import dataclass


@dataclass(frozen=True)
class HeadOffice:
    """Where a company is and how to reach it, each as its `accept_*` rule gives it.

    The ID manager changes it at once (product.md, "Members' portal").
    """

    postal_code: str
    head_office: str
    address: str
    telephone: str


@dataclass(frozen=True)
class Identity:
    """What a company is known by; an administrator decides about a change.

    `jan_maker_code` is None for companies taken over without one.
    """

    name: str
    name_kana: str
    jan_maker_code: str | None
