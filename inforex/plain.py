"""What was found, as JSON knows it."""

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum


def plain(found: object) -> object:
    """Give fields by their names, codes by their values, moments as ISO 8601 in UTC."""
    if is_dataclass(found) and not isinstance(found, type):
        return {each.name: plain(getattr(found, each.name)) for each in fields(found)}
    if isinstance(found, Mapping):
        return {str(plain(key)): plain(value) for key, value in found.items()}
    if isinstance(found, Enum):
        return found.value
    moment = found.astimezone(UTC) if isinstance(found, datetime) else found
    if isinstance(moment, date):
        return moment.isoformat()
    if isinstance(found, Iterable) and not isinstance(found, str):
        return [plain(each) for each in found]
    return found
