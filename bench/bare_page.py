"""Litestar pages that render one template each and do nothing else, to measure others against."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from litestar import Litestar, get
from litestar.params import FromPath
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.response import Template
from litestar.template import TemplateConfig

from embedded.child import Child
from embedded.ports import LOOPBACK, is_open
from embedded.programs import PROJECT
from rig.servers import free_ports, loop_aside, scratch_directory
from web.__main__ import listen, serve, server_of

TITLE = "Inforex"
SMALLEST = "bare.html"


@get("/{name:str}")
async def show(name: FromPath[str]) -> Template:
    return Template(name, context={"title": TITLE})


def bare_app(templates: Path) -> Litestar:
    """Serve every template of a directory, and nothing else."""
    return Litestar(
        [show],
        template_config=TemplateConfig(directory=templates, engine=JinjaTemplateEngine),
        openapi_config=None,
        logging_config=None,
    )


@contextmanager
def bare_pages(contents: Mapping[str, str]) -> Iterator[str]:
    """Serve pages of these contents as the product is served; gives the address of them all."""
    with scratch_directory() as directory, loop_aside() as run:
        for name, content in contents.items():
            (directory / name).write_text(_template(content))
        (port,) = free_ports(1)
        server = Child(
            name="Bare pages",
            command=(sys.executable, "-m", "bench.bare_page", str(directory), str(port)),
            log=directory / "bare.log",
            ready=lambda: is_open(port),
            working_directory=PROJECT,
        )
        run(server.start())
        try:
            yield f"http://{LOOPBACK}:{port}/"
        finally:
            run(server.stop())


@contextmanager
def bare_page() -> Iterator[str]:
    """Serve the smallest of pages while the block lasts; gives its address."""
    small = (Path(__file__).parent / "templates" / SMALLEST).read_text()
    with bare_pages({SMALLEST: small}) as url:
        yield url + SMALLEST


def _template(content: str) -> str:
    """A template that gives this page again, with one thing in it that it is told."""
    return f"{{% raw %}}{content}{{% endraw %}}{{{{ title }}}}"


def main(templates: str, port: str) -> None:
    listening = listen("bare", LOOPBACK, int(port))
    serve(server_of(bare_app(Path(templates))), [listening])


if __name__ == "__main__":
    main(*sys.argv[1:])
