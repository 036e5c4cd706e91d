"""The mails that arrived, by Mailpit's interface, which the embedded inbox shares."""

import re
import time
from dataclasses import dataclass
from typing import Any

import httpx

from rig.plain_http import NO_TLS
from rig.waiting import pause_after

PATIENCE = 150.0
"""Seconds; a mail whose sender was cut off waits until its claim (`db.mailing.mails`) runs out."""


@dataclass(frozen=True)
class Inbox:
    """Whatever was sent by SMTP."""

    url: str

    def subjects_to(self, address: str) -> list[str]:
        """The subjects of all mails to an address, the oldest first."""
        found = self._messages(address)
        return [str(message["Subject"]) for message in reversed(found)]

    def count(self) -> int:
        """How many mails there are."""
        return int(self._answer("messages", limit=1).json()["total"])

    def text_of(self, address: str, subject: str) -> str:
        """Wait for a mail and give its plain text; fails when it does not come."""
        began = time.monotonic()
        while (waited := time.monotonic() - began) < PATIENCE:
            for message in self._messages(address):
                if message["Subject"] == subject:
                    return self.body_of(str(message["ID"]))
            time.sleep(pause_after(waited))  # Mailpit's interface tells nobody that a mail came
        raise AssertionError(f"no mail 「{subject}」 to {address} in {PATIENCE:.0f} s")

    def link_of(self, address: str, subject: str, purpose: str) -> str:
        """Wait for a mail and give its link for a purpose, such as `apply`."""
        text = self.text_of(address, subject)
        found = re.search(rf"https?://\S+/{purpose}/\S+", text)
        assert found is not None, text
        return found[0]

    def messages(self) -> list[dict[str, Any]]:
        """All mails, the newest first, in Mailpit's shape."""
        messages: list[dict[str, Any]] = self._answer("messages", limit=1000).json()["messages"]
        return messages

    def raw(self, identifier: str) -> str:
        """One mail as it came, with what the server put above it."""
        return self._answer(f"message/{identifier}/raw").text

    def _messages(self, address: str) -> list[dict[str, Any]]:
        return [m for m in self.messages() if address in str(m["To"])]

    def body_of(self, identifier: str) -> str:
        """The plain text of one of the messages."""
        return str(self._answer(f"message/{identifier}").json()["Text"])

    def _answer(self, path: str, **parameters: int) -> httpx.Response:
        url = f"{self.url}/api/v1/{path}"
        return httpx.get(url, params=parameters, timeout=30, verify=NO_TLS)
