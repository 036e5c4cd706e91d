"""What the members' portal costs: a login, the list of 999 accounts, an import of 998 rows.

Speeds stand beside those of a bare Litestar template page that the same client asks for in the
same run; times are medians.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from statistics import median

import httpx

from bench.bare_page import bare_page
from db.engine import database
from db.tables.companies import Account
from domain.passwords import hash_password, verify_password
from rig.applications import PASSWORD, Applications
from rig.members import Ids, id_manager
from rig.output import say
from rig.servers import start_servers
from rig.visitor import Page, Visitor
from rig.waiting import until
from rig.whole.product import Product, running_product
from settings import Settings

LOGINS = 40
VIEWS = 30
REQUESTS = 600
AT_ONCE = 8
EVERYBODY = 998


def main() -> None:
    servers = start_servers()
    try:
        with running_product(servers, MAILS_PER_MINUTE="60000") as product, bare_page() as bare:
            asyncio.run(_measure(product, bare))
    finally:
        servers.stop()


async def _measure(product: Product, bare_url: str) -> None:
    settings = Settings.from_environment(product.environment)
    async with database(settings.database_url):
        manager = await id_manager(Applications(settings))
        async with httpx.AsyncClient(base_url=product.base_url, timeout=60) as client:
            visitor = Visitor(client)
            await _log_in(visitor, manager)
            await _import(visitor, product)
            await _logins(product, manager)
            await _list(client)
            await _speeds(client, bare_url)


async def _log_in(visitor: Visitor, ids: Ids) -> Page:
    page = await visitor.get("/login")
    return await visitor.press(
        page, "ログイン", 企業ID=ids.company_id, アカウントID=ids.account_id, パスワード=PASSWORD
    )


async def _import(visitor: Visitor, product: Product) -> None:
    """From the file to the last invitation in the inbox, without a limit to the rate."""
    lines = [f"商品部,社員{n},シャイン,person{n}@bench.example" for n in range(EVERYBODY)]
    file = "\n".join(["部署名,氏名,氏名カナ,メールアドレス", *lines]).encode()
    page = await visitor.get("/accounts/import")
    form, _ = page.form_of("ファイルを確認する")
    fields = {e.get("name") or "": e.get("value") or "" for e in form.iter("input")}
    token = {"csrf_token": fields["csrf_token"]}
    begun = time.perf_counter()
    sent = await visitor.client.post(
        "/accounts/import", data=token, files={"file": ("a.csv", file)}, follow_redirects=True
    )
    preview = time.perf_counter() - begun
    begun = time.perf_counter()
    await visitor.press(visitor.checked(sent), f"{EVERYBODY}件のアカウントを発行する")
    issued = time.perf_counter() - begun
    await until(lambda: _arrived(product), "the invitations")
    arrived = time.perf_counter() - begun
    say(
        f"import of {EVERYBODY} rows: preview {preview:.1f} s, issue {issued:.1f} s,"
        f" all invitations in the inbox after {arrived:.1f} s"
    )


async def _arrived(product: Product) -> bool:
    return await asyncio.to_thread(product.inbox.count) >= EVERYBODY


async def _logins(product: Product, manager: Ids) -> None:
    """One login by each of some accounts, less what one Argon2 costs."""
    hashed = await asyncio.to_thread(hash_password, PASSWORD)
    await Account.update({Account.password_hash: hashed, Account.state: "active"}).where(
        Account.company == manager.company_id
    )
    alone, whole = [], []
    for serial in range(2, LOGINS + 2):
        alone.append(await _timed(lambda: asyncio.to_thread(verify_password, hashed, PASSWORD)))
        async with httpx.AsyncClient(base_url=product.base_url, timeout=60) as client:
            visitor, ids = Visitor(client), Ids(manager.company_id, f"{serial:03d}")
            form, _ = (await visitor.get("/login")).form_of("ログイン")
            typed = {e.get("name") or "": e.get("value") or "" for e in form.iter("input")}
            typed |= {"company_id": ids.company_id, "account_id": ids.account_id}
            fields = typed | {"password": PASSWORD}
            whole.append(await _timed(lambda: client.post("/login", data=fields)))  # noqa: B023 -- it is awaited here
    say(
        f"one login: {median(whole):.1f} ms, of which Argon2 {median(alone):.1f} ms"
        f" (rest {median(whole) - median(alone):.1f} ms)"
    )


async def _list(client: httpx.AsyncClient) -> None:
    page = await client.get("/accounts")
    times = [await _timed(lambda: client.get("/accounts")) for _ in range(VIEWS)]
    say(f"list of 999 accounts: {median(times):.1f} ms, {len(page.content) / 1000:.1f} kB")


async def _speeds(client: httpx.AsyncClient, bare_url: str) -> None:
    """Requests a second, each kind in turn, in the same run."""
    async with httpx.AsyncClient(base_url=str(client.base_url), timeout=60) as stranger:
        pages: dict[str, Callable[[], Awaitable[httpx.Response]]] = {
            "bare template page": lambda: stranger.get(bare_url),
            "login page": lambda: stranger.get("/login"),
            "account list": lambda: client.get("/accounts"),
        }
        speeds: dict[str, list[float]] = {name: [] for name in pages}
        for _ in range(3):
            for name, ask in pages.items():
                speeds[name].append(await _requests_a_second(ask))
    bare = median(speeds["bare template page"])
    for name, measured in speeds.items():
        say(f"{name}: {median(measured):.0f} requests/s ({median(measured) / bare:.2f} of bare)")


async def _requests_a_second(ask: Callable[[], Awaitable[httpx.Response]]) -> float:
    async def one_by_one() -> None:
        for _ in range(REQUESTS // AT_ONCE):
            response = await ask()
            response.raise_for_status()

    begun = time.perf_counter()
    await asyncio.gather(*(one_by_one() for _ in range(AT_ONCE)))
    return REQUESTS / (time.perf_counter() - begun)


async def _timed(act: Callable[[], Awaitable[object]]) -> float:
    begun = time.perf_counter()
    await act()
    return (time.perf_counter() - begun) * 1000


if __name__ == "__main__":
    main()
