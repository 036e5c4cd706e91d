"""The links of the operations guide into the Temporal UI, each of which Temporal understands."""

import re
from urllib.parse import parse_qs, urlsplit

from temporalio.client import Client

from tests.deployment.guide import GUIDE
from workflows.namespace import SEARCH_ATTRIBUTES

ROW = re.compile(r"^\| \[.+\]\((\S+)\) \| `(.+)` \|$", re.MULTILINE)


async def test_every_ready_query_is_the_one_of_its_link_and_is_understood(
    temporal_address: str,
) -> None:
    rows = ROW.findall(GUIDE)
    client = await Client.connect(temporal_address)
    for link, query in rows:
        address = urlsplit(link)
        assert (address.netloc, address.path) == ("localhost:8233", "/namespaces/default/workflows")
        assert parse_qs(address.query) == {"query": [query]}
        await client.count_workflows(query)
    asked_by = {name for name in SEARCH_ATTRIBUTES for _, query in rows if name in query}
    assert asked_by == SEARCH_ATTRIBUTES.keys() - {"Situation"}
