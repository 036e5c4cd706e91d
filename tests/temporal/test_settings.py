"""Settings of Temporal that cannot be used are said, without the secrets among them."""

from pathlib import Path

import pytest

from relay.connection import connect_to_temporal

SECRET = "eyJhbGciOiJFUzI1NiJ9"


@pytest.mark.parametrize("address", ["localhost", "https://temporal.example:7233", "[::1", "a:b"])
async def test_address_without_host_or_port_is_said(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("TEMPORAL_ADDRESS", address)
    with pytest.raises(RuntimeError, match="give a host and a port such as localhost:7233"):
        await connect_to_temporal()


async def test_profile_that_is_not_there_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEMPORAL_PROFILE", "production")
    with pytest.raises(RuntimeError, match="Profile 'production' not found"):
        await connect_to_temporal()


async def test_s07_file_with_an_error_is_said_without_its_lines(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "temporal.toml"
    file.write_text(f'[profile.default]\napi_key = "{SECRET}\n')
    monkeypatch.setenv("TEMPORAL_CONFIG_FILE", str(file))
    with pytest.raises(RuntimeError, match="TOML parse error at line 2") as caught:
        await connect_to_temporal()
    assert SECRET not in str(caught.value)


async def test_s07_key_that_is_no_text_is_said_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEMPORAL_API_KEY", f"{SECRET}\udcff")
    with pytest.raises(RuntimeError, match="was not valid unicode") as caught:
        await connect_to_temporal()
    assert SECRET not in str(caught.value)
