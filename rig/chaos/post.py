"""The mails that came, read where the mail server keeps them, each once."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from embedded.inbox.store import Store
from rig.mail_reading import parsed


@dataclass
class Post:
    """Everybody's mailbox; `directory` is that of the mail server."""

    directory: Path
    _known: dict[str, bytes] = field(default_factory=dict)
    _texts: dict[tuple[str, str], str] = field(default_factory=lambda: defaultdict(str))

    def newest(self, address: str, subject: str) -> str:
        """The text of the newest mail of this subject to an address; empty when there is none."""
        self._look()
        return self._texts.get((address, subject), "")

    def all(self) -> Iterator[bytes]:
        """All of them, as they came."""
        self._look()
        yield from self._known.values()

    def _look(self) -> None:
        store = Store(self.directory)
        for each in sorted(set(store.ids()) - self._known.keys()):
            content = store.read(each) or b""
            self._known[each] = content
            mail = parsed(content)
            body = mail.get_body(("plain",))
            text = "" if body is None else str(body.get_content())
            self._texts[str(mail["Delivered-To"]), str(mail["Subject"])] = text
