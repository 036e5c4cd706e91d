"""Whatever button is pressed twice at the same moment has done what it does once."""

from litestar import post

from db.tables.administration import Note
from rig.applications import Applications, now
from rig.security.doors import doors
from rig.security.forms import FoundForm
from rig.security.people import Person, everybody
from rig.security.presses import Presses
from rig.site import Site
from settings import Settings
from web.app import create_app
from web.guards import PUBLIC

PRESSERS = ("applicant", "contact", "mailbox", "principal", "administrator", "newcomer")


async def test_every_button_pressed_twice_leaves_what_one_press_leaves(
    site: Site, applications: Applications
) -> None:
    people, every = await everybody(site.app, applications), doors(site.app)
    site.clock.now = now()
    taken: list[str] = []
    twice: list[str] = []
    for name in PRESSERS:
        presses = Presses(people[name], every)
        await presses.press_all()
        taken += presses.taken
        twice += presses.twice
    assert not twice, "\n".join(twice)
    assert len(set(taken)) > 50


async def test_what_a_button_leaves_twice_is_found(
    site: Site, settings: Settings, applications: Applications
) -> None:
    number = await applications.invited()

    @post("/notes", opt=PUBLIC)
    async def write() -> str:
        note = Note(application=number, text="電話", written_by="a@b.example", written_at=now())
        await Note.insert(note)
        return ""

    app = create_app(settings)
    app.register(write)
    app.state.update(site.app.state.dict())
    who = Person("nobody", app, {})
    await who.enter()
    presses = Presses(who, [])
    await presses.press(FoundForm("/notes", "/notes", "POST", (), (), ()), [])
    assert presses.taken == ["/notes"]
    assert len(presses.twice) == 1
    assert presses.twice[0].startswith("nobody: /notes: note ")
