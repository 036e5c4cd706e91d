"""Who may do what in the console."""

import pytest

from domain.console_roles import Permission, Role, may


@pytest.mark.parametrize(
    ("role", "permissions"),
    [
        (Role.VIEWER, {Permission.OWN, Permission.VIEW}),
        (Role.HELPDESK, {Permission.OWN, Permission.VIEW, Permission.HELP}),
        (Role.ADMINISTRATOR, set(Permission)),
    ],
)
def test_each_role_may_do_this_and_no_more(role: Role, permissions: set[Permission]) -> None:
    assert {permission for permission in Permission if may(role, permission)} == permissions


def test_unknown_role_is_no_role() -> None:
    with pytest.raises(ValueError, match="king"):
        may("king", Permission.VIEW)
