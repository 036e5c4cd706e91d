"""What the address of an application gives to the handlers of its pages."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from litestar import Request
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from db.console.possible_acts import Circumstances, load_circumstances
from db.console.staff import Staff
from domain.enrolment.facts import Facts
from domain.identifiers import accept_application_number
from domain.text import InvalidInput
from settings import Settings
from web.console.areas import HOME
from web.context import Injected, now_of, settings_of

PATH = f"{HOME}/applications/{{number:str}}"


@dataclass(frozen=True)
class Opened:
    """An application, its state, and the person of the console who looks at it."""

    request: Request[Any, Any, Any]
    staff: Staff
    around: Circumstances
    now: datetime

    @property
    def facts(self) -> Facts:
        return self.around.facts

    @property
    def number(self) -> str:
        return self.around.facts.application_number

    @property
    def here(self) -> str:
        """The address of the application's page."""
        return f"{HOME}/applications/{self.number}"

    @property
    def settings(self) -> Settings:
        return settings_of(self.request.app.state)


async def open_application(
    request: Request[Any, Any, Any], staff: Injected[Staff], number: FromPath[str]
) -> Opened:
    """Load the state of an application; raises `NotFoundException`."""
    try:
        around = await load_circumstances(accept_application_number(number))
    except (InvalidInput, LookupError) as error:
        raise NotFoundException from error
    return Opened(request, staff, around, now_of(request.app.state))
