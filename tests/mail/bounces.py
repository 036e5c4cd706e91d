"""What came back, as mail servers, machines and people write it."""

from pathlib import Path

from rig.mail_specimens import NUMBER

KEY = f"{NUMBER}/approval_request/1"
"""Of the mail that all the specimens are about."""

SPECIMENS = {
    file.stem: file.read_bytes()
    for file in sorted((Path(__file__).parent / "bounce_specimens").glob("*.eml"))
}
