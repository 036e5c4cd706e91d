"""Whatever is typed behind a link is refused or taken as text, wherever it stands (S31, S32)."""

from rig.applications import Applications
from rig.security.attack import Attack, whole_forms
from rig.security.doors import doors
from rig.security.forms import walk
from rig.security.hostile import FEW
from rig.security.stages import at_each_stage
from rig.site import Site

SOME = ("begun", "not begun in time", "asked", "colleague asked", "declined", "enrolled")
"""Of all stages, which `make security` goes through."""


async def test_s32_no_link_of_any_stage_leads_to_a_failure(
    site: Site, applications: Applications
) -> None:
    links = [door for door in doors(site.app) if door.guard == "link"]
    holders: list[str] = []
    forms: set[object] = set()
    wrong: list[str] = []
    async for who in at_each_stage(site.app, applications, SOME):
        found = await walk(who, links, follow=True)
        attack = Attack(who, wrong=found.failed)
        for form in found.forms.values():
            await attack.send(whole_forms(form, who.token, FEW))
        holders.append(who.name)
        forms |= found.forms.keys()
        wrong += attack.wrong
    assert wrong == []
    assert len(holders) == len(SOME) + 1, (
        "one more holds the link that a colleague's took the place of"
    )
    assert len(forms) > 12
