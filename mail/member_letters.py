"""Every mail to members there is, by the name of its `kind`."""

from typing import Any, ClassVar, Protocol, Self

from db.member_facts import MemberFacts
from mail.member_links import MemberLinks


class MemberLetter(Protocol):
    """One class for each mail, with the folder of templates that its `kind` names."""

    kind: ClassVar[str]

    @classmethod
    async def about(cls, facts: MemberFacts, links: MemberLinks) -> Self: ...


_ALL: tuple[type[Any], ...] = ()

MEMBER_LETTERS: dict[str, type[MemberLetter]] = {letter.kind: letter for letter in _ALL}
