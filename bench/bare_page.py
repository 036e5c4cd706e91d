"""A Litestar page that renders one template and does nothing else, to measure others against."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from litestar import Litestar, get
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.response import Template
from litestar.template import TemplateConfig

from rig.servers import free_ports

TEMPLATES = Path(__file__).parent / "templates"


@get("/")
async def show() -> Template:
    return Template("bare.html", context={"title": "Inforex"})


app = Litestar(
    [show],
    template_config=TemplateConfig(directory=TEMPLATES, engine=JinjaTemplateEngine),
    openapi_config=None,
    logging_config=None,
)


@contextmanager
def bare_page() -> Iterator[str]:
    """Serve it like the product while the block lasts; gives its address."""
    (port,) = free_ports(1)
    command = [sys.executable, "-m", "uvicorn", "bench.bare_page:app", "--port", str(port)]
    with subprocess.Popen([*command, "--log-level", "warning"]) as server:  # noqa: S603 -- our own
        url = f"http://127.0.0.1:{port}/"
        try:
            _until_it_answers(url)
            yield url
        finally:
            server.terminate()


def _until_it_answers(url: str) -> None:
    for _ in range(200):
        try:
            httpx.get(url).raise_for_status()
        except httpx.TransportError:
            time.sleep(0.05)  # another program: there is nothing to be woken by
        else:
            return
    raise RuntimeError("the bare page did not start")
