"""What happened in a period as an object-centric event log, OCEL 2.0 in JSON.

It names applications, companies, wholesalers and mails by their numbers and tells what was done
and by which side; no person, address or text is in it.
"""

import json
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain
from typing import Any, Final

from db.console.paging import MOST_EXPORTED_ROWS
from db.console.process import Period
from db.console.process_log import FinishedMail, LoggedAct, acts_in_portions, mails_in_portions
from domain.enrolment.stages import Stage
from texts.audit_log import act_of, doer_of
from texts.mails import MAIL_KINDS
from texts.process import LOGGED_MAILS, name_of

APPLICATION: Final = "申請"
COMPANY: Final = "企業"
WHOLESALER: Final = "認証先卸"
MAIL: Final = "メール"

_ATTRIBUTES = {APPLICATION: "段階", MAIL: "種類"}
"""The one attribute that objects of a type have, if any."""

_DOER = "だれが"
_REACHED = "workflow:application:"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""By the standard, the time of what never changes."""


@dataclass
class _Objects:
    """What events speak of: by its id its type, its attributes, and what it belongs to."""

    types: dict[str, str] = field(default_factory=dict)
    values: dict[str, list[tuple[datetime, str]]] = field(default_factory=dict)
    related: dict[str, dict[str, str]] = field(default_factory=dict)

    def note(self, kind: str, key: str) -> str:
        """Give the id of an object, which is one of all types."""
        name = f"{kind}:{key}"
        self.types[name] = kind
        return name

    def relate(self, one: str, other: str) -> None:
        self.related.setdefault(one, {})[other] = self.types[other]

    def change(self, name: str, at: datetime, value: str) -> None:
        self.values.setdefault(name, []).append((at, value))

    def as_json(self) -> Iterator[dict[str, Any]]:
        for name, kind in self.types.items():
            yield {
                "id": name,
                "type": kind,
                "attributes": [
                    {"name": _ATTRIBUTES[kind], "value": value, "time": _time(at)}
                    for at, value in self.values.get(name, ())
                ],
                "relationships": _relationships(self.related.get(name, {})),
            }


async def event_log(period: Period) -> AsyncIterator[bytes]:
    """The whole file in portions; at most `MOST_EXPORTED_ROWS` acts and as many mails.

    Objects and types follow the events, so that there are just those that events speak of.
    """
    objects, types = _Objects(), dict[str, bool]()
    yield b'{"events":['
    left, is_first = MOST_EXPORTED_ROWS, True
    async for acts in acts_in_portions(period):
        yield _listed((_act(each, objects, types) for each in acts[:left]), is_first=is_first)
        left, is_first = left - len(acts), False
        if left <= 0:
            break
    left = MOST_EXPORTED_ROWS
    async for mails in mails_in_portions(period):
        yield _listed((_mail(each, objects, types) for each in mails[:left]), is_first=is_first)
        left, is_first = left - len(mails), False
        if left <= 0:
            break
    yield b'],"objects":['
    yield _listed(objects.as_json(), is_first=True)
    yield b'],"objectTypes":['
    yield _listed(map(_object_type, dict.fromkeys(objects.types.values())), is_first=True)
    yield b'],"eventTypes":['
    yield _listed(map(_event_type, types.items()), is_first=True)
    yield b"]}\n"


def _listed(entries: Iterable[dict[str, Any]], *, is_first: bool) -> bytes:
    texts = (json.dumps(entry, ensure_ascii=False) for entry in entries)
    return ",\n".join(texts if is_first else chain([""], texts)).encode()


def _act(act: LoggedAct, objects: _Objects, types: dict[str, bool]) -> dict[str, Any]:
    application = objects.note(APPLICATION, act.application_number)
    about = {application: APPLICATION}
    if act.company_id:
        company = objects.note(COMPANY, act.company_id)
        objects.relate(company, application)
        about[company] = COMPANY
    if act.wholesaler is not None:
        wholesaler = objects.note(WHOLESALER, str(act.wholesaler))
        objects.relate(application, wholesaler)
        about[wholesaler] = WHOLESALER
    reached = act.tag.removeprefix(_REACHED)
    if act.tag.startswith(_REACHED) and reached in set(Stage):
        objects.change(application, act.at, name_of(Stage(reached)))
    types[act_of(act.tag)] = True
    return {
        "id": f"act:{act.id}",
        "type": act_of(act.tag),
        "time": _time(act.at),
        "attributes": [{"name": _DOER, "value": doer_of(act.tag)}],
        "relationships": _relationships(about),
    }


def _mail(mail: FinishedMail, objects: _Objects, types: dict[str, bool]) -> dict[str, Any]:
    application = objects.note(APPLICATION, mail.application_number)
    name = objects.note(MAIL, mail.key)
    objects.change(name, _EPOCH, MAIL_KINDS.get(mail.kind, mail.kind))
    objects.relate(name, application)
    event = LOGGED_MAILS[mail.state]
    types[event] = False
    return {
        "id": f"mail:{mail.key}",
        "type": event,
        "time": _time(mail.at),
        "attributes": [],
        "relationships": _relationships({name: MAIL, application: APPLICATION}),
    }


def _relationships(about: dict[str, str]) -> list[dict[str, str]]:
    return [{"objectId": name, "qualifier": kind} for name, kind in about.items()]


def _object_type(kind: str) -> dict[str, Any]:
    names = [_ATTRIBUTES[kind]] if kind in _ATTRIBUTES else []
    return {"name": kind, "attributes": [{"name": name, "type": "string"} for name in names]}


def _event_type(known: tuple[str, bool]) -> dict[str, Any]:
    name, has_doer = known
    attributes = [{"name": _DOER, "type": "string"}] if has_doer else []
    return {"name": name, "attributes": attributes}


def _time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()
