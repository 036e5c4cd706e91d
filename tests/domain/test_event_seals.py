"""The audit log is kept for years: what one release sealed, every later one reads alike."""

from domain.event_seals import Seal, seal_event

KEY = b"the key of an installation, forty bytes."
FIRST = Seal(
    event=4711,
    before=None,
    digest=bytes.fromhex("cfae0c818a0233063a72de596fa82ead5a9a06eb3a8a955fc8e0635d06e9079c"),
    key="166116f0",
    mac=bytes.fromhex("a7671206ec418c2f1e0d4dafc0626a516d523341bc7bab91d5adc304aec05108"),
)
SECOND = Seal(
    event=4712,
    before=4711,
    digest=bytes.fromhex("b5c0bf4e5fc9dcaa7855b91a9fdf6806ea4c9d2e17f4bf76c45f39bd2247fa83"),
    key="166116f0",
    mac=bytes.fromhex("a857e6c8013cf8dc78b2cd5411957265f1b77a50548222f6c1095c168299cf39"),
)


def test_s42_an_event_is_sealed_as_it_always_was() -> None:
    assert seal_event(KEY, None, 4711, "member:login") == FIRST
    assert seal_event(KEY, FIRST, 4712, "member:logout") == SECOND
