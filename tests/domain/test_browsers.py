"""Browser and system in a few words."""

import pytest

from domain.browsers import describe_browser

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (
            f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/142.0.0.0 Safari/537.36",
            "Chrome / Windows",
        ),
        (
            f"Mozilla/5.0 (Windows NT 10.0) {WEBKIT} Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0",
            "Edge / Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
            "Safari / iPhone",
        ),
        (
            f"Mozilla/5.0 (Linux; Android 15) {WEBKIT} Chrome/142.0 Mobile Safari/537.36",
            "Chrome / Android",
        ),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 15.0; rv:145.0) Firefox/145.0", "Firefox / Mac"),
        ("Mozilla/5.0 (X11; Linux x86_64)", "Linux"),
        ("curl/8.0", ""),
        ("", ""),
        ("<script>" * 10_000, ""),
    ],
)
def test_browser_is_told_in_words_of_ours(user_agent: str, words: str) -> None:
    assert describe_browser(user_agent) == words
    assert len(words) <= 60
