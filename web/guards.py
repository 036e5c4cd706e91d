"""Who may use a route: every route states one of these, which a test checks (S38)."""

from typing import Any

PUBLIC: dict[str, Any] = {"guard": "public"}
"""Anybody."""

LINK: dict[str, Any] = {"guard": "link"}
"""Whoever has the secret link that is part of the address."""

MEMBER: dict[str, Any] = {"guard": "member"}
"""A member who is logged in."""

ID_MANAGER: dict[str, Any] = {"guard": "id_manager"}
"""An ID manager (ID管理ユーザー) of a company, 主担当 or a deputy, logged in."""

PRINCIPAL: dict[str, Any] = {"guard": "principal"}
"""The one ID manager of a company who is 主担当, logged in."""

CONSOLE_OWN: dict[str, Any] = {"guard": "console_own"}
"""A person of the console, about their own login."""

CONSOLE_VIEW: dict[str, Any] = {"guard": "console_view"}
"""Everybody of the console, to see."""

CONSOLE_HELP: dict[str, Any] = {"guard": "console_help"}
"""Helpdesk and administrators of the console."""

CONSOLE_ADMINISTER: dict[str, Any] = {"guard": "console_administer"}
"""Administrators of the console."""

CONSOLE_NEWCOMER: dict[str, Any] = {"guard": "console_newcomer"}
"""A person of the console who is logged in and whose login is not set up yet."""
