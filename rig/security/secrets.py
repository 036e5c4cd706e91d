"""Looks for secrets in what is tracked, and in all that ever was (security.md S44).

`python -m rig.security.secrets [--history]` names file, line and kind, never the secret.
"""

import argparse
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from rig.output import say

PROJECT = Path(__file__).parent.parent.parent

KINDS = {
    "a private key": ("PRIVATE KEY", r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----\s*[\w+/=\\]{16}"),
    "a key of AWS": ("A", r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    "a token of GitHub": ("gh", r"\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{60,})"),
    "a token of GitLab": ("glpat-", r"\bglpat-[\w-]{20}"),
    "a token of Slack": ("xox", r"\bxox[abprs]-[A-Za-z0-9-]{20,}"),
    "a key of Google": ("AIza", r"\bAIza[\w-]{35}"),
    "a key that begins with sk": ("sk-", r"\bsk-[\w-]{32,}"),
    "a key of Stripe": ("k_live_", r"\b[sr]k_live_[A-Za-z0-9]{20,}"),
    "a token of PyPI": ("pypi-", r"\bpypi-[\w-]{50,}"),
    "a signed token": ("eyJ", r"\beyJ[\w-]{15,}\.eyJ[\w-]{15,}\.[\w-]{15,}"),
    "a password in an address": (
        "://",
        r"\b[a-z][a-z0-9+]{2,15}://[^\s:/@'\"<>{}$*]{1,40}:(?P<secret>[^\s/@'\"<>{}$*]{6,})@",
    ),
    "a secret that is set": (
        "",
        r"(?i:password|passwd|secret|token|api_?key|link_?keys)['\"]?\s*[:=]\s*['\"]?(?P<secret>[A-Za-z0-9+/_-]{24,})['\"]?(?:\s|,|;|$)",
    ),
}
"""Each with what stands in every one of them, and its pattern."""

_MOST_LIKELY_NONE = re.compile(
    # A name of code or of a setting, a word of a form, or what stands for a secret in tests.
    r"[a-z_]+|[A-Z_]+|(?:[a-z]+[-/_.])+[a-z0-9]*|(?:[A-Z]?[a-z]+)+|.*(?:change|example|secret|password).*"
)


def found_in(text: str) -> Iterator[tuple[int, str]]:
    """The lines of a text in which a secret seems to stand, with its kind."""
    for kind, (hint, pattern) in KINDS.items():
        for match in re.finditer(pattern, text, re.ASCII) if hint in text else ():
            if not _is_no_secret(match):
                yield text.count("\n", 0, match.start()) + 1, kind


def _is_no_secret(match: re.Match[str]) -> bool:
    secret = match.groupdict().get("secret")
    return secret is not None and (
        _MOST_LIKELY_NONE.fullmatch(secret) is not None or len(set(secret)) < 8
    )


def tracked() -> Iterator[tuple[str, str]]:
    """Every file that git tracks, with its text; what is no text is passed over."""
    for name in _git("ls-files", "-z").split("\0"):
        path = PROJECT / name
        if name and path.is_file():
            yield name, path.read_bytes().decode("utf-8", "replace")


def ever_added() -> Iterator[tuple[str, str]]:
    """What each commit of all branches added to each file."""
    words = ("--all", "--no-merges", "--unified=0", "--no-color", "--no-ext-diff", "-p")
    return added_by(_git("log", *words, "--format=@%h"))


def added_by(log: str) -> Iterator[tuple[str, str]]:
    """What a log with patches adds, by commit and file; a key has several lines."""
    commit = name = ""
    added: list[str] = []
    for line in [*log.splitlines(), "+++ "]:
        if line.startswith("+++ "):
            yield f"{commit}:{name}", "\n".join(added)
            name, added = line[6:], []
        elif line.startswith("@") and not line.startswith("@@"):
            yield f"{commit}:{name}", "\n".join(added)
            commit, added = line[1:], []
        elif line.startswith("+"):
            added.append(line[1:])


def seen_in(texts: Iterable[tuple[str, str]]) -> list[str]:
    """Where secrets seem to stand, each place once."""
    places = (f"{name}:{line}: {kind}" for name, text in texts for line, kind in found_in(text))
    return list(dict.fromkeys(places))


def _git(*words: str) -> str:
    done = subprocess.run(  # noqa: S603 -- words of ours
        ["git", *words],  # noqa: S607 -- wherever the machine has it
        cwd=PROJECT,
        capture_output=True,
        check=True,
    )
    return done.stdout.decode("utf-8", "replace")


def main() -> None:
    """Ends with status 1 and where secrets seem to stand."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--history", action="store_true", help="all that ever was, too")
    places = seen_in(tracked())
    if parser.parse_args().history:
        places += seen_in(ever_added())
    say("\n".join(places) or "no secrets were seen")
    sys.exit(1 if places else 0)


if __name__ == "__main__":
    main()
