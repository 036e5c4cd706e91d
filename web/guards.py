"""Who may use a route: every route states one of these, which a test watches over (S38)."""

from typing import Any

PUBLIC: dict[str, Any] = {"guard": "public"}
"""Anybody."""

LINK: dict[str, Any] = {"guard": "link"}
"""Whoever has the secret link that is part of the address."""

MEMBER: dict[str, Any] = {"guard": "member"}
"""A member who is logged in."""

ID_MANAGER: dict[str, Any] = {"guard": "id_manager"}
"""The ID manager (ID管理ユーザー) of a company, logged in."""
