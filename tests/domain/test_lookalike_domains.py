import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from domain.lookalike_domains import looks_like, registrable_domain

GENUINE = "mihon-oroshi.example"
# Spellings that the eye takes for one another.
TWINS = [("m", "rn"), ("w", "vv"), ("l", "1", "i"), ("o", "0"), ("-", "")]
SPELLINGS = st.lists(st.sampled_from([*TWINS, *((letter,) for letter in "abcdefghjkpqrstuvxyz")]))
NAMES = st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=5, max_size=20).filter(
    lambda name: not name.startswith("xn")
)
SUFFIXES = st.sampled_from(["example", "test", "com", "jp", "co.jp", "tokyo.jp", "co.uk"])


def punycode(label: str) -> str:
    return f"xn--{label.encode('punycode').decode()}"


@pytest.mark.parametrize(
    "domain",
    [
        "mihon-oroshi.com",
        "mihon-oroshi.co.jp",
        "mihonoroshi.example",
        "mi-hon-oroshi.example",
        "rnihon-oroshi.example",
        "mihon-orosh1.example",
        "mlhon-oroshi.example",
        "mih0n-0r0shi.example",
        "mihon-oroshii.example",
        "mihon-oroshi-group.example",
        "my-mihonoroshi.com",
        "mihon-oroshi.example.evil.test",
        "mihon-oroshi.evil.test",
        "mail.mihon-oroshl.example",
        "mihon-oroshi-example.test",
        punycode("mih\u043en-oroshi") + ".example",
        punycode("mih\u03bfn-\u03bfroshi") + ".example",
        punycode("mihón-oröshi") + ".example",
        punycode("mıhon-oroshı") + ".example",
    ],
)
def test_what_a_reader_can_take_for_the_wholesalers_domain_looks_like_it(domain: str) -> None:
    assert looks_like(domain, GENUINE)


@pytest.mark.parametrize(
    "domain",
    [
        "reiji-kashi.example",
        "kakuu-shurui.example",
        "hinagata-shoji.example",
        "sample-bussan.example",
        "higashi-mihon.example",
        "mihon-foods.example",
        "example.jp",
        "oroshi-center.co.jp",
        punycode("見本食品") + ".jp",
        punycode("москва") + ".example",
    ],
)
def test_a_clearly_different_domain_does_not(domain: str) -> None:
    assert not looks_like(domain, GENUINE)


@pytest.mark.parametrize(
    "domain",
    ["mihon-orsi.example", "mihno-orosha.example", "nihon-oroshu.example", "mihon-oruxhi.example"],
)
def test_two_slips_are_too_far(domain: str) -> None:
    assert not looks_like(domain, GENUINE)


@pytest.mark.parametrize(
    ("domain", "genuine"),
    [
        ("abc.test", "abd.test"),
        ("abcd.test", "abc.test"),
        ("tokabc.test", "abc.test"),
        ("itou.example", "ito.example"),
    ],
)
def test_short_names_are_not_near_for_a_slip_or_for_being_a_part(domain: str, genuine: str) -> None:
    assert not looks_like(domain, genuine)


BOTH_WAYS = {
    "the shorter is a part of the longer": ("mihon.example", "mihonfoods.test"),
    "the shorter stands between hyphens": ("oroshi.example", "mihon-oroshi.test"),
    "a letter is missing": ("mihon-oroshi.example", "mihon-orosh.example"),
    "a letter is wrong": ("mihon-oroshi.example", "mihon-oroshu.example"),
    "two letters are swapped": ("mihon-oroshi.example", "mihon-orohsi.example"),
    "the name stands below a stranger's": ("mihon.example", "mihon.hosting.test"),
    "a longer name stands below a stranger's": ("mihon.example", "mihon-group.hosting.test"),
    "a short name stands between hyphens": ("abc.example", "abc-group.test"),
}


@pytest.mark.parametrize(("one", "other"), BOTH_WAYS.values(), ids=BOTH_WAYS)
def test_s23_a_pair_that_can_be_confused_is_so_whichever_is_named_first(
    one: str, other: str
) -> None:
    assert looks_like(one, other)
    assert looks_like(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("abc.test", "tokabc.test"),
        ("itou.example", "itoupan.example"),
        ("abc.test", "abd.test"),
        ("mihon.co.jp", "shinki.co.jp"),
        ("mail.mihon.co.jp", "mail.shinki.co.jp"),
        ("tokyo.mihon.co.jp", "tokyo-shinki.test"),
        ("mihon.co.jp", "www.mihon.co.jp"),
        ("sales.mihon.co.jp", "mihon.co.jp"),
    ],
)
def test_s23_unrelated_short_names_shared_suffixes_and_one_owner_are_no_pair_either_way(
    one: str, other: str
) -> None:
    assert not looks_like(one, other)
    assert not looks_like(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("mihon.co.jp", "shinki.co.jp"),
        ("mihon.ne.jp", "shinki.ne.jp"),
        ("mihon.tokyo.jp", "shinki.tokyo.jp"),
        ("mihon.co.uk", "shinki.co.uk"),
        ("mihon.co.jp", "mihon.or.jp"),
    ],
)
def test_s23_two_owners_below_one_public_suffix_stay_two(one: str, other: str) -> None:
    assert registrable_domain(one) != registrable_domain(other)
    assert registrable_domain(f"mail.{one}") != registrable_domain(f"mail.{other}")


@pytest.mark.parametrize("domain", ["abc.example", "a-bc.test", "abc-group.test", "mail.abc.co.jp"])
def test_short_names_are_near_when_they_stand_alone_or_between_hyphens(domain: str) -> None:
    assert looks_like(domain, "abc.test")


def test_international_domains_are_read_as_they_are_shown() -> None:
    genuine = punycode("パンの店東京") + ".jp"
    assert looks_like(punycode("ハンの店東京") + ".jp", genuine)
    assert looks_like(punycode("パンの店東京") + ".com", genuine)
    assert not looks_like(punycode("魚の店大阪") + ".jp", genuine)


def test_the_domains_below_one_registered_domain_have_one_owner() -> None:
    assert not looks_like("mihon.co.jp", "tokyo.mihon.co.jp")
    assert not looks_like("osaka.mihon.co.jp", "tokyo.mihon.co.jp")
    assert looks_like("tokyo.mihon.jp", "tokyo.mihon.co.jp")


@pytest.mark.parametrize(
    ("domain", "registered"),
    [
        ("mihon.example", "mihon.example"),
        ("a.b.mihon.example", "mihon.example"),
        ("mail.mihon.co.jp", "mihon.co.jp"),
        ("mail.mihon.jp", "mihon.jp"),
        ("mail.mihon.aichi.jp", "mihon.aichi.jp"),
        ("mail.mihon.com.au", "mihon.com.au"),
        ("mail.co.example", "co.example"),
        ("aichi.jp", "aichi.jp"),
        ("jp", "jp"),
        ("localhost", "localhost"),
    ],
)
def test_what_was_registered_is_a_label_and_its_public_suffix(domain: str, registered: str) -> None:
    assert registrable_domain(domain) == registered


@given(st.lists(NAMES, max_size=3), NAMES, SUFFIXES)
def test_a_domain_never_looks_like_itself_or_what_it_is_below(
    above: list[str], name: str, suffix: str
) -> None:
    genuine = f"{name}.{suffix}"
    assert not looks_like(".".join([*above, genuine]), genuine)


@given(SPELLINGS, st.data(), SUFFIXES)
def test_two_spellings_that_the_eye_confuses_look_alike(
    spellings: list[tuple[str, ...]], data: st.DataObject, suffix: str
) -> None:
    one, other = ("".join(data.draw(st.sampled_from(s)) for s in spellings) for _ in range(2))
    assume(one != other)
    assume(not any(name.startswith("xn--") for name in (one, other)))
    assert looks_like(f"{one}.{suffix}", f"{other}.{suffix}")


@given(NAMES, st.integers(0, 19), st.sampled_from("abcxyz0189"), SUFFIXES)
def test_one_letter_added_dropped_or_wrong_is_near(
    name: str, at: int, letter: str, suffix: str
) -> None:
    at %= len(name)
    for slip in (
        name[:at] + letter + name[at:],
        name[:at] + name[at + 1 :],
        name[:at] + letter + name[at + 1 :],
        name[:at] + name[at : at + 2][::-1] + name[at + 2 :],
    ):
        if slip != name and not slip.startswith("xn--"):
            assert looks_like(f"{slip}.{suffix}", f"{name}.{suffix}")


@given(NAMES, SUFFIXES, SUFFIXES)
def test_the_name_under_another_suffix_with_an_addition_or_below_a_stranger_is_near(
    name: str, suffix: str, another: str
) -> None:
    genuine = f"{name}.{suffix}"
    assert looks_like(f"{name}.{another}", genuine) is (suffix != another)
    assert looks_like(f"{name}-group.{another}", genuine)
    assert looks_like(f"the{name}.{another}", genuine)
    assert looks_like(f"{genuine}.evil.test", genuine)


@given(
    st.text("abcdefgh", min_size=3, max_size=20),
    st.text("jkpqstuxyz", min_size=3, max_size=20),
    SUFFIXES,
)
def test_names_without_a_common_letter_are_never_near(one: str, other: str, suffix: str) -> None:
    assert not looks_like(f"{one}.{suffix}", f"{other}.{suffix}")


@given(st.text(), st.text().map("xn--{}.example".format))
def test_no_text_stops_the_comparison(one: str, other: str) -> None:
    for a, b in ((one, other), (other, one)):
        assert not looks_like(a, a)
        assert not (looks_like(a, b) and registrable_domain(a) == registrable_domain(b))


@given(NAMES | st.text("abc-", min_size=1, max_size=6), NAMES, SUFFIXES, SUFFIXES)
def test_which_of_two_domains_is_named_first_makes_no_difference(
    one: str, other: str, suffix: str, another: str
) -> None:
    for a in (f"{one}.{suffix}", f"{one}{other}.{another}", f"{one}.{other}.{another}"):
        b = f"{other}.{another}"
        assert looks_like(a, b) is looks_like(b, a)
