"""The links that mails to members carry: to pages of `BASE_URL`, and nowhere else (S08)."""

from collections.abc import Sequence
from dataclasses import dataclass

from db.members.account_links import account_token
from domain.tokens import Purpose
from mail.links import OpenLinks, SecretLink


@dataclass(frozen=True)
class MemberLinks(OpenLinks):
    """The links for one mail; a retried mail gets the same ones.

    `account`: the key of the account's row. `generation`: of the link the mail was queued with.
    """

    keys: Sequence[bytes]
    account: int
    generation: int

    @property
    def console(self) -> str:
        return f"{self.base_url}/console"

    @property
    def deputy(self) -> str:
        """Where a member who was asked to be a deputy consents or declines."""
        return f"{self.base_url}/deputy"

    async def invitation(self) -> SecretLink:
        """The page where a person who got an account sets the first password."""
        return await self._secret(Purpose.INVITATION)

    async def password(self) -> SecretLink:
        """The page where a person sets a new password."""
        return await self._secret(Purpose.PASSWORD)

    async def address(self) -> SecretLink:
        """The page where a person confirms a new mail address."""
        return await self._secret(Purpose.ADDRESS)

    async def access(self) -> SecretLink:
        """The page where a mailbox agrees to a change that the operator asked for, or stops it."""
        return await self._secret(Purpose.ACCESS)

    def access_change(self, company_id: str, change: int) -> str:
        """The page of such a change in the console."""
        return f"{self.company(company_id)}/access-changes/{change}"

    def company(self, company_id: str) -> str:
        """The page of a company in the console."""
        return f"{self.console}/companies/{company_id}"

    async def _secret(self, purpose: Purpose) -> SecretLink:
        token, expires_at = await account_token(self.keys, purpose, self.account, self.generation)
        return SecretLink(f"{self.base_url}/{purpose}/{token}", expires_at)
