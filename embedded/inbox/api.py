"""Mailpit's API, as far as our tests need it, so that the same tests run against Mailpit."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Annotated, TypedDict

import msgspec
from litestar import MediaType, Request, delete, get
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, QueryParameter

from embedded.inbox.message import Message, Summary, message, summary
from embedded.inbox.store import Store

TheStore = NamedDependency[Store]
Start = Annotated[int, QueryParameter(ge=0)]
Limit = Annotated[int, QueryParameter(ge=1, le=1000)]


class Page(TypedDict):
    """Mailpit's list of mails, newest first; `count` is its older name for the page's length."""

    total: int
    unread: int
    count: int
    messages_count: int
    messages_unread: int
    start: int
    tags: list[str]
    messages: list[Summary]


class Deletion(msgspec.Struct):
    IDs: list[str] = []


@get("/api/v1/messages", sync_to_thread=True)
def list_messages(store: TheStore, start: Start = 0, limit: Limit = 50) -> Page:
    return page(store, start, limit)


@get("/api/v1/message/{identifier:str}", sync_to_thread=True)
def show_message(store: TheStore, identifier: FromPath[str]) -> Message:
    return message(identifier, source(store, identifier))


@get("/api/v1/message/{identifier:str}/raw", media_type=MediaType.TEXT, sync_to_thread=True)
def show_source(store: TheStore, identifier: FromPath[str]) -> bytes:
    return source(store, identifier)


@delete("/api/v1/messages", status_code=200, media_type=MediaType.TEXT)
async def delete_messages(store: TheStore, request: Request[None, None, State]) -> str:
    """Delete the mails named in the body, or all where it names none."""
    named = msgspec.json.decode(await request.body() or b"{}", type=Deletion).IDs
    remove(store, named or store.ids())
    return "ok"


def page(store: Store, start: int, limit: int) -> Page:
    """Give up to `limit` mails from the `start`-th newest on."""
    identifiers = store.ids()
    found = (_summary(store, identifier) for identifier in identifiers[start : start + limit])
    messages = [mail for mail in found if mail is not None]
    return Page(
        total=len(identifiers),
        unread=len(identifiers),
        count=len(messages),
        messages_count=len(identifiers),
        messages_unread=len(identifiers),
        start=start,
        tags=[],
        messages=messages,
    )


def source(store: Store, identifier: str) -> bytes:
    """Give a mail as it came; raises `NotFoundException` (404) where there is none."""
    content = store.read(identifier)
    if content is None:
        raise NotFoundException(f"no message {identifier}")
    return content


def remove(store: Store, identifiers: Sequence[str]) -> None:
    for identifier in identifiers:
        store.remove(identifier)


@lru_cache(maxsize=10_000)
def _summary(store: Store, identifier: str) -> Summary | None:
    content = store.read(identifier)
    return None if content is None else summary(identifier, content)
