"""How many bytes a page costs, with the styles and the script that it brings along."""

import re
import sys
from statistics import median

import httpx

from rig.servers import start_servers
from rig.whole.product import running_product

PAGES = (
    "/",
    "/search",
    "/search?name=テストメーカー",
    "/terms?name=新規食品",
    "/login",
    "/forgotten",
)


def main() -> None:
    servers = start_servers()
    try:
        with running_product(servers) as product:
            sizes = {path: _size(product.base_url, path) for path in PAGES}
    finally:
        servers.stop()
    for path, size in sizes.items():
        sys.stdout.write(f"{size / 1000:7.1f} kB  {path}\n")
    sys.stdout.write(f"median {median(sizes.values()) / 1000:.1f} kB, uncompressed\n")


def _size(base_url: str, path: str) -> int:
    page = httpx.get(base_url + path).content
    files = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page.decode()))
    return len(page) + sum(len(httpx.get(base_url + file).content) for file in files)


if __name__ == "__main__":
    main()
