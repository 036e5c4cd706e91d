from dataclasses import replace
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.company_names import loose_search_key
from domain.enrolment.form import ApplicationForm
from domain.screening import Other, Reason, ScreeningFacts, screen
from texts.evidence import explain

FORM = ApplicationForm(
    company_name="株式会社高島テスト製菓",
    company_name_kana="タカシマテストセイカ",
    corporate_number="7000012050002",
    postal_code="100-0001",
    head_office="東京都",
    address="千代田区千代田1-1",
    telephone="03-0000-0000",
    jan_maker_code="4512345",
    wholesaler_id=1,
    contact_department="商品部",
    contact_name="見本 花子",
    contact_mail_address="hanako@mihon-oroshi.example",
    manager_department="営業部",
    manager_name="試験 太郎",
    manager_name_kana="シケン タロウ",
)
CLEAN = ScreeningFacts(
    form=FORM,
    applicant_mail_address="taro@test-seika.example",
    registered_domains=("mihon-oroshi.example", "mihon-group.example"),
    others=(),
)
STRANGER = Other(
    kind="company",
    reference="00000017",
    name="別の食品株式会社",
    loose_search_key=loose_search_key("別の食品株式会社"),
    head_office="大阪府",
    jan_maker_code="4998765",
    corporate_number="4011001098993",
)
SAME_JAN = replace(STRANGER, jan_maker_code=FORM.jan_maker_code)
SAME_NAME = replace(
    STRANGER,
    name="髙島テスト製菓",
    loose_search_key=loose_search_key("髙島テスト製菓"),
    head_office=FORM.head_office,
)


CONTACTS = [
    FORM.contact_mail_address,
    "hanako@gmail.com",
    "hanako@mailinator.com",
    "hanako@mihon-orosh1.example",
    "hanako@test-seika.test",
    CLEAN.applicant_mail_address,
]
ANY_FACTS = st.builds(
    ScreeningFacts,
    form=st.sampled_from([replace(FORM, contact_mail_address=contact) for contact in CONTACTS]),
    applicant_mail_address=st.just(CLEAN.applicant_mail_address),
    registered_domains=st.sampled_from([(), CLEAN.registered_domains]),
    others=st.lists(st.sampled_from([STRANGER, SAME_JAN, SAME_NAME])).map(tuple),
)


def beside(*others: Other) -> ScreeningFacts:
    return replace(CLEAN, others=others)


def vouched_by(contact: str, *, applicant: str = CLEAN.applicant_mail_address) -> ScreeningFacts:
    form = replace(FORM, contact_mail_address=contact)
    return replace(CLEAN, form=form, applicant_mail_address=applicant)


def reasons(facts: ScreeningFacts) -> list[Reason]:
    return [finding.reason for finding in screen(facts)]


@pytest.mark.parametrize(
    "facts",
    [
        CLEAN,
        beside(STRANGER),
        beside(replace(STRANGER, jan_maker_code=None, corporate_number=None)),
        beside(replace(SAME_NAME, name="有限会社髙島テスト製菓", head_office="京都府")),
        beside(replace(STRANGER, head_office=FORM.head_office)),
        vouched_by("hanako@tokyo.mihon-oroshi.example"),
        vouched_by("hanako@mihon-group.example"),
        replace(CLEAN, applicant_mail_address="taro@gmail.com"),
    ],
)
def test_a_clean_application_waits_for_nobody(facts: ScreeningFacts) -> None:
    assert screen(facts) == ()


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        (SAME_JAN, Reason.JAN_MAKER_CODE_TAKEN),
        (replace(STRANGER, jan_maker_code="451234567"), Reason.JAN_MAKER_CODE_OVERLAPS),
        (
            replace(STRANGER, corporate_number=FORM.corporate_number),
            Reason.CORPORATE_NUMBER_TAKEN,
        ),
        (SAME_NAME, Reason.SAME_NAME_AND_PREFECTURE),
    ],
)
@pytest.mark.parametrize(
    ("kind", "reference"), [("company", "00000025"), ("application", "261122-000001-5")]
)
def test_what_another_company_or_open_application_has_is_a_reason(
    other: Other, reason: Reason, kind: Literal["company", "application"], reference: str
) -> None:
    known = replace(other, kind=kind, reference=reference)
    assert reasons(beside(STRANGER, known)) == [reason]
    evidence = screen(beside(known))[0].evidence
    assert evidence["other_kind"] == kind
    assert evidence["other_reference"] == reference
    assert evidence["other_company_name"] == known.name


def test_a_maker_code_that_begins_with_anothers_overlaps_too() -> None:
    facts = replace(
        beside(SAME_JAN), form=replace(FORM, jan_maker_code=f"{FORM.jan_maker_code}678")
    )
    assert reasons(facts) == [Reason.JAN_MAKER_CODE_OVERLAPS]


def test_the_evidence_sets_both_sides_beside_each_other() -> None:
    (finding,) = screen(beside(SAME_NAME))
    assert finding.evidence == {
        "company_name": "株式会社高島テスト製菓",
        "head_office": "東京都",
        "jan_maker_code": "4512345",
        "corporate_number": "7000012050002",
        "other_kind": "company",
        "other_reference": "00000017",
        "other_company_name": "髙島テスト製菓",
        "other_head_office": "東京都",
        "other_jan_maker_code": "4998765",
        "other_corporate_number": "4011001098993",
    }


def test_what_a_side_does_not_have_is_empty_in_the_evidence() -> None:
    facts = beside(replace(SAME_NAME, jan_maker_code=None, corporate_number=None))
    (finding,) = screen(replace(facts, form=replace(FORM, corporate_number=None)))
    empty = {name for name, value in finding.evidence.items() if not value}
    assert empty == {"corporate_number", "other_jan_maker_code", "other_corporate_number"}


def test_companies_without_a_corporate_number_are_not_the_same_for_that() -> None:
    facts = beside(replace(STRANGER, corporate_number=None))
    assert reasons(replace(facts, form=replace(FORM, corporate_number=None))) == []


def test_each_reason_is_given_once_for_each_other() -> None:
    application = replace(SAME_JAN, kind="application", reference="261122-000001-5")
    findings = screen(beside(SAME_JAN, SAME_JAN, application, SAME_JAN))
    assert [finding.evidence["other_reference"] for finding in findings] == [
        SAME_JAN.reference,
        application.reference,
    ]


@pytest.mark.parametrize(
    ("contact", "found"),
    [
        ("hanako@other.example", []),
        ("hanako@mihon-orosh1.example", [Reason.CONTACT_DOMAIN_LOOKS_LIKE_WHOLESALERS]),
        ("hanako@mihon-oroshi.example.evil.test", [Reason.CONTACT_DOMAIN_LOOKS_LIKE_WHOLESALERS]),
        ("hanako@test-seika-group.example", [Reason.CONTACT_DOMAIN_LOOKS_LIKE_APPLICANTS]),
        ("TARO@test-seika.example", [Reason.CONTACT_IS_APPLICANT]),
        ("hanako@test-seika.example", [Reason.CONTACT_SHARES_APPLICANT_DOMAIN]),
        ("hanako@mail.test-seika.example", [Reason.CONTACT_SHARES_APPLICANT_DOMAIN]),
        ("hanako@gmail.com", [Reason.CONTACT_MAIL_IS_FREE]),
        ("hanako@docomo.ne.jp", [Reason.CONTACT_MAIL_IS_CARRIER]),
        ("hanako@mailinator.com", [Reason.CONTACT_MAIL_IS_DISPOSABLE]),
    ],
)
def test_a_contact_outside_the_register_is_a_reason_and_so_is_why_it_is_suspicious(
    contact: str, found: list[Reason]
) -> None:
    assert reasons(vouched_by(contact)) == [Reason.CONTACT_DOMAIN_NOT_REGISTERED, *found]


def test_a_wholesaler_without_registered_domains_is_always_for_a_person() -> None:
    finding = screen(replace(CLEAN, registered_domains=()))[0]
    assert finding.reason is Reason.CONTACT_DOMAIN_NOT_REGISTERED
    assert finding.evidence == {
        "contact_domain": "mihon-oroshi.example",
        "registered_domains": "",
    }


@pytest.mark.parametrize(
    ("domain", "reason"),
    [
        ("test-seika.example", Reason.CONTACT_SHARES_APPLICANT_DOMAIN),
        ("test-seika.test", Reason.CONTACT_DOMAIN_LOOKS_LIKE_APPLICANTS),
        ("gmail.com", Reason.CONTACT_MAIL_IS_FREE),
    ],
)
def test_being_registered_clears_no_contact_that_may_be_the_applicants(
    domain: str, reason: Reason
) -> None:
    facts = replace(vouched_by(f"hanako@{domain}"), registered_domains=(domain,))
    assert reasons(facts) == [reason]


def test_a_registered_domain_near_another_registered_one_is_no_look_alike() -> None:
    domains = ("mihon-oroshi.example", "mihon-oroshi.test")
    assert reasons(replace(CLEAN, registered_domains=domains)) == []


def test_only_the_registered_domains_that_are_near_are_evidence_of_a_look_alike() -> None:
    finding = screen(vouched_by("hanako@mihon-oroshi.test"))[1]
    assert finding.evidence == {
        "contact_domain": "mihon-oroshi.test",
        "registered_domains": "mihon-oroshi.example",
    }


def test_nobody_imitates_an_applicant_by_imitating_a_mail_provider() -> None:
    facts = vouched_by("hanako@rakuten.test", applicant="taro@rakuten.jp")
    assert reasons(facts) == [Reason.CONTACT_DOMAIN_NOT_REGISTERED]


@pytest.mark.parametrize(
    ("contact", "applicant"),
    [
        ("test-seika.example", "test-seika.example"),
        ("mail.test-seika.example", "test-seika.example"),
        ("test-seika.example", "sales.test-seika.example"),
        ("tokyo.test-seika.co.jp", "osaka.test-seika.co.jp"),
    ],
)
def test_s23_a_contact_below_the_applicants_domain_or_above_it_shares_it(
    contact: str, applicant: str
) -> None:
    facts = vouched_by(f"hanako@{contact}", applicant=f"taro@{applicant}")
    assert reasons(replace(facts, registered_domains=(contact,))) == [
        Reason.CONTACT_SHARES_APPLICANT_DOMAIN
    ]


@pytest.mark.parametrize(
    ("contact", "applicant"),
    [
        ("testseika.example", "testseika-honsha.test"),
        ("test-seik.example", "test-seika.example"),
        ("test-seika.example", "test-seika.hosting.test"),
        ("seika.example", "test-seika.example"),
    ],
)
def test_s23_a_contact_near_the_applicants_domain_is_found_whichever_is_the_longer(
    contact: str, applicant: str
) -> None:
    for one, other in ((contact, applicant), (applicant, contact)):
        facts = vouched_by(f"hanako@{one}", applicant=f"taro@{other}")
        assert reasons(replace(facts, registered_domains=(one,))) == [
            Reason.CONTACT_DOMAIN_LOOKS_LIKE_APPLICANTS
        ]


def test_s23_a_contact_near_the_wholesalers_domain_is_found_whichever_is_the_longer() -> None:
    for one, other in (("mihonoroshi", "mihonoroshi-kanto"), ("mihonoroshi", "mihonorosh")):
        for contact, registered in ((one, other), (other, one)):
            facts = vouched_by(f"hanako@{contact}.example")
            facts = replace(facts, registered_domains=(f"{registered}.example",))
            assert Reason.CONTACT_DOMAIN_LOOKS_LIKE_WHOLESALERS in reasons(facts)


@pytest.mark.parametrize("applicant", ["mi.example", "oros.example", "hon.test", "shi.co.jp"])
def test_s23_a_wholesalers_own_domain_is_no_imitation_of_a_short_name(applicant: str) -> None:
    assert screen(replace(CLEAN, applicant_mail_address=f"taro@{applicant}")) == ()


@pytest.mark.parametrize("name", ["髙島テスト製菓", "㈱髙島テスト製菓", "髙島テスト製菓(カ"])
def test_the_same_name_elsewhere_is_a_reason_unless_the_legal_forms_differ(name: str) -> None:
    finding = screen(beside(replace(SAME_NAME, name=name, head_office="京都府")))[0]
    assert finding.reason is Reason.SAME_NAME_AND_FORM
    assert finding.evidence["other_head_office"] == "京都府"


@given(ANY_FACTS)
def test_reasons_come_in_one_order_each_explained_and_without_a_mail_address(
    facts: ScreeningFacts,
) -> None:
    found = reasons(facts)
    assert found == sorted(found, key=list(Reason).index)
    assert all("@" not in value for f in screen(facts) for value in f.evidence.values())


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_is_explained_in_a_sentence_of_its_own(reason: Reason) -> None:
    assert explain(reason).endswith("。")
    assert [other for other in Reason if explain(other) == explain(reason)] == [reason]


def test_a_name_without_a_legal_form_may_be_that_of_any() -> None:
    ours = replace(FORM, company_name="高島テスト製菓", corporate_number=None)
    facts = beside(replace(SAME_NAME, name="髙島テスト製菓㈱", head_office="京都府"))
    finding = screen(replace(facts, form=ours))[0]
    assert finding.reason is Reason.SAME_NAME_AND_FORM
    assert finding.evidence["corporate_number"] == ""


def test_what_the_other_has_none_of_is_empty_beside_ours() -> None:
    other = replace(SAME_NAME, head_office="京都府", jan_maker_code=None, corporate_number=None)
    (finding,) = screen(beside(other))
    assert finding.evidence["corporate_number"] == FORM.corporate_number
    assert finding.evidence["other_jan_maker_code"] == ""
    assert finding.evidence["other_corporate_number"] == ""
