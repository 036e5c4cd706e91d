"""The headers of every response (security.md S09, S35)."""

from dataclasses import replace

import httpx
import pytest

from rig.applications import now
from rig.site import Clock, RelayWithoutTemporal, Site, running
from settings import Settings
from web.app import create_app
from web.pages import STATIC_FILES, static_url

EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
}


@pytest.mark.parametrize("path", ["/", "/search", "/nothing", "/terms.pdf", "/healthz", "/apply/x"])
async def test_s35_every_response_has_the_protective_headers(site: Site, path: str) -> None:
    headers = (await site.client.get(path)).headers
    for name, value in EVERYWHERE.items():
        assert headers[name] == value
    assert headers["Cache-Control"] == "no-store"
    assert headers["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
        "connect-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    )


async def test_s35_static_files_are_kept_for_long_and_their_address_changes_with_them(
    site: Site,
) -> None:
    for file in STATIC_FILES.iterdir():
        response = await site.client.get(static_url(file.name))
        assert response.status_code == 200
        assert response.headers["Cache-Control"] == "max-age=31536000, public, immutable"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert "set-cookie" not in response.headers
        assert "?v=" in static_url(file.name)


async def test_s35_csrf_cookie_is_out_of_reach(site: Site) -> None:
    cookie = (await site.client.get("/")).headers["set-cookie"]
    assert cookie.startswith("__Host-csrf=")
    assert {"HttpOnly", "Secure", "SameSite=lax", "Path=/"} <= set(cookie.split("; "))


async def test_s35_without_https_nothing_pretends_to_be_secure(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEMPORAL_ADDRESS", "127.0.0.1:1")
    app = create_app(replace(settings, base_url="http://localhost:8000"))
    async with running(app), Site(app, Clock(now()), RelayWithoutTemporal()).client as client:
        response = await client.get("/")
    assert response.headers["set-cookie"].startswith("csrf=")
    assert "Secure" not in response.headers["set-cookie"]
    assert "Strict-Transport-Security" not in response.headers


async def test_s35_files_outside_the_static_folder_are_out_of_reach(site: Site) -> None:
    for path in ("/static/../app.py", "/static/..%2fapp.py", "/static/%2e%2e/app.py", "/static/"):
        url = httpx.URL("https://inforex.test").copy_with(raw_path=path.encode())
        assert (await site.client.get(url)).status_code == 404
