from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.mail.receiving import Inbox, open_inbox


@pytest.fixture
async def inbox(tmp_path: Path) -> AsyncIterator[Inbox]:
    async with open_inbox(tmp_path) as inbox:
        yield inbox
