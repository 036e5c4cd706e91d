"""The links that mails carry: to pages of `BASE_URL`, and nowhere else (S08)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from db.enrolment.links import find_link, token_for
from domain.tokens import Purpose


@dataclass(frozen=True)
class SecretLink:
    """A link that works until `expires_at`."""

    url: str
    expires_at: datetime


@dataclass(frozen=True)
class OpenLinks:
    """The pages that everybody may open."""

    base_url: str

    @property
    def top(self) -> str:
        return f"{self.base_url}/"

    @property
    def login(self) -> str:
        return f"{self.base_url}/login"

    @property
    def forgotten(self) -> str:
        return f"{self.base_url}/forgotten"


@dataclass(frozen=True)
class Links(OpenLinks):
    """The links for one mail; a retried mail gets the same ones.

    `generation`: of the link that the mail was queued with.
    """

    keys: Sequence[bytes]
    application_number: str
    generation: int

    @property
    def console_page(self) -> str:
        """The application's page in the console."""
        return f"{self.base_url}/console/applications/{self.application_number}"

    async def status(self) -> str:
        """The applicant's status page."""
        return await self.status_of(self.application_number)

    async def status_of(self, application_number: str) -> str:
        """The status page of another application of the same mailbox."""
        token = await token_for(self.keys, Purpose.STATUS, application_number)
        return self._url(Purpose.STATUS, token)

    async def apply(self) -> SecretLink:
        """The 《加入申請用URL》."""
        return await self._of_generation(Purpose.APPLY)

    async def approval(self) -> SecretLink:
        """The page where the wholesaler's contact decides."""
        return await self._of_generation(Purpose.APPROVAL)

    async def requests(self) -> SecretLink:
        """The list of all that waits for the wholesaler's contact."""
        return await self._of_generation(Purpose.REQUESTS)

    async def dispute(self) -> str:
        """The page where the owner of a mailbox says 「心当たりがない」 (S27)."""
        token = await self._token(Purpose.DISPUTE)
        return self._url(Purpose.DISPUTE, token)

    async def _of_generation(self, purpose: Purpose) -> SecretLink:
        token = await self._token(purpose)
        link = await find_link(token, purpose)
        if link is None or link.expires_at is None:
            raise LookupError(f"the {purpose} link of {self.application_number} has no end")
        return SecretLink(self._url(purpose, token), link.expires_at)

    async def _token(self, purpose: Purpose) -> str:
        return await token_for(self.keys, purpose, self.application_number, self.generation)

    def _url(self, purpose: Purpose, token: str) -> str:
        return f"{self.base_url}/{purpose}/{token}"
