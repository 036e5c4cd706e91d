"""What people entered about applications, added and never overwritten; and the wholesalers."""

from piccolo.columns import (
    JSONB,
    UUID,
    BigSerial,
    Boolean,
    ForeignKey,
    Integer,
    OnDelete,
    OnUpdate,
    Serial,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.defaults.uuid import UUID4
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from domain.lengths import (
    LONGEST_ADDRESS,
    LONGEST_COMPANY_KANA,
    LONGEST_MAIL_ADDRESS,
    LONGEST_NAME,
    LONGEST_REASON,
)


class CertifyingWholesaler(Table, help_text="A wholesaler that makers can name (認証先卸企業)."):
    id = Serial(primary_key=True, help_text="What forms send for the chosen wholesaler.")
    name = Varchar(LONGEST_NAME, default=None, help_text="認証先卸企業名.")
    name_kana = Varchar(
        LONGEST_COMPANY_KANA, default="", help_text="企業名カナ, full-width; empty if unknown."
    )
    search_key = Varchar(200, default=None, help_text="The name as loose_search_key folds it.")
    telephone = Varchar(24, default="", help_text="The registered number to call back.")
    listed = Boolean(default=True, help_text="Whether the form offers it.")

    certifying_wholesaler_once = Unique([name])
    certifying_wholesaler_has_a_name = Check("name <> '' AND search_key <> ''")


class WholesalerMailDomain(Table, help_text="A mail domain that belongs to a wholesaler."):
    id = Serial(primary_key=True, help_text="For the ORM only.")
    wholesaler = ForeignKey(
        CertifyingWholesaler,
        null=False,
        default=None,
        on_delete=OnDelete.cascade,
        help_text="Whose domain it is.",
    )
    domain = Varchar(253, default=None, help_text="Lower case, ASCII; sub-domains count too.")

    wholesaler_mail_domain_once = Unique([wholesaler, domain])
    wholesaler_mail_domain_is_lower_case = Check("domain = lower(domain) AND domain <> ''")


class TermsVersion(Table, help_text="One version of the terms of use (利用規約)."):
    version = Integer(primary_key=True, default=None, help_text="1, 2, 3 …")
    body = Text(default=None, help_text="The binding Japanese text; blank lines part paragraphs.")
    body_english = Text(default=None, help_text="A translation for reference.")
    text_sha256 = Varchar(64, default=None, help_text="SHA-256 of body as UTF-8, hexadecimal.")
    effective_from = Timestamptz(help_text="From when new consents are to this version.")
    consent_by = Varchar(
        12,
        default="nobody",
        help_text="Which members must consent again: nobody, id_managers or everyone.",
    )

    terms_version_is_positive = Check("version > 0")
    terms_consent_by_is_known = Check("consent_by IN ('nobody', 'id_managers', 'everyone')")


class Application(Table, help_text="One application for IDs; its number is the workflow's id."):
    application_number = Varchar(
        15, primary_key=True, default=None, help_text="受付番号: YYMMDD-NNNNNN-C."
    )
    stage = Varchar(
        20,
        default=None,
        help_text="Where it is (domain/enrolment/stages.py); only activities change it.",
    )
    stage_since = Timestamptz(help_text="When it came to this stage.")
    mail_address = Varchar(LONGEST_MAIL_ADDRESS, default=None, help_text="The applicant's address.")
    mailbox_key = Varchar(
        LONGEST_MAIL_ADDRESS, default=None, help_text="The address folded for comparison."
    )
    proved_address = Varchar(
        LONGEST_MAIL_ADDRESS,
        null=True,
        default=None,
        help_text="The address that sent the form, where the operator put another in its place.",
    )
    searched_name = Varchar(
        LONGEST_NAME, default="", help_text="企業名 that was searched for beforehand."
    )
    requested_at = Timestamptz(help_text="When the address was first entered.")
    verified_at = Timestamptz(
        null=True, default=None, help_text="When 「加入申請を始める」 was first pressed."
    )
    deadline = Timestamptz(
        null=True, default=None, help_text="When the present wait ends; NULL when there is none."
    )
    manager_password_hash = Text(
        null=True,
        default=None,
        help_text="Argon2id of the password typed in the form; NULL once the IDs are issued.",
    )
    closed_at = Timestamptz(null=True, default=None, help_text="When its life ended.")
    revision_in_hand = Integer(
        default=0, help_text="The revision of the form that was screened; 0 before the first."
    )

    language = Varchar(
        2, default="ja", help_text="In which its mails go: that of the pages it was made on."
    )

    application_language_is_known = Check("language IN ('ja', 'en')")
    application_stage_is_known = Check(
        "stage IN ('invited', 'under_review', 'awaiting_approval', 'returned',"
        " 'enrolled', 'declined', 'expired', 'lapsed', 'withdrawn', 'revoked')"
    )
    application_number_is_well_formed = Check("application_number ~ '^[0-9]{6}-[0-9]{6}-[0-9]$'")
    application_closed_has_its_time = Check(
        "(stage IN ('enrolled', 'declined', 'expired', 'lapsed', 'withdrawn', 'revoked'))"
        " = (closed_at IS NOT NULL)"
    )
    application_open_has_its_deadline = Check("closed_at IS NOT NULL OR deadline IS NOT NULL")


class Passage(Table, help_text="An application passed from one stage to the next; only added."):
    id = BigSerial(primary_key=True, help_text="The order in which they were noted.")
    application = ForeignKey(
        Application,
        null=True,
        default=None,
        on_delete=OnDelete.set_null,
        on_update=OnUpdate.restrict,
        help_text="受付番号; NULL once the application is deleted.",
    )
    before = Varchar(20, default=None, help_text="The stage that it left, written or seen.")
    after = Varchar(20, default=None, help_text="The stage that it came to.")
    began_at = Timestamptz(help_text="Since when it had been where it was.")
    ended_at = Timestamptz(help_text="When it went on.")

    passage_leads_on_in_time = Check("ended_at >= began_at")


class WholesalerQuestion(Table, help_text="Which wholesaler, or contact of one, a form misses."):
    id = Serial(primary_key=True, help_text="For the ORM only.")
    application = ForeignKey(
        Application,
        null=False,
        default=None,
        on_delete=OnDelete.cascade,
        on_update=OnUpdate.restrict,
        help_text="受付番号 of the form.",
    )
    missing = Varchar(10, default=None, help_text="wholesaler or contact.")
    name = Varchar(LONGEST_NAME, default=None, help_text="The wholesaler's name as typed.")
    note = Varchar(500, default="", help_text="What else the applicant knows of it.")
    asked_at = Timestamptz(help_text="When it was told last.")
    answered_at = Timestamptz(null=True, default=None, help_text="When it was answered.")
    wholesaler = ForeignKey(
        CertifyingWholesaler,
        null=True,
        default=None,
        on_delete=OnDelete.restrict,
        help_text="The one to choose, where the answer names one.",
    )
    answer = Varchar(LONGEST_REASON, default="", help_text="What the mail says.")
    generation = Integer(
        null=True, default=None, help_text="Of the link to the form that the answer's mail carries."
    )

    wholesaler_question_missing_is_known = Check("missing IN ('wholesaler', 'contact')")
    wholesaler_question_answer_has_its_time = Check(
        "(answered_at IS NOT NULL) = (answer <> '')"
        " AND (answered_at IS NOT NULL) = (generation IS NOT NULL)"
        " AND (answered_at IS NOT NULL OR wholesaler IS NULL)"
    )


class Consent(Table, help_text="Consent to the terms; evidence, never changed."):
    id = BigSerial(primary_key=True, help_text="For the ORM only.")
    application = ForeignKey(
        Application,
        null=False,
        default=None,
        on_delete=OnDelete.cascade,
        on_update=OnUpdate.restrict,
        help_text="受付番号 it was given for.",
    )
    terms_version = ForeignKey(
        TermsVersion,
        null=False,
        default=None,
        on_delete=OnDelete.restrict,
        on_update=OnUpdate.restrict,
        help_text="The version that was shown.",
    )
    text_sha256 = Varchar(64, default=None, help_text="SHA-256 of the text that was shown.")
    consented_at = Timestamptz(help_text="When the box was ticked and sent.")


class Link(Table, help_text="A secret link of a mail; only its hash is kept (S03)."):
    token_hash = Varchar(64, primary_key=True, default=None, help_text="SHA-256 of the token.")
    purpose = Varchar(10, default=None, help_text="What it opens (domain/tokens.py).")
    application = ForeignKey(
        Application,
        null=False,
        default=None,
        on_delete=OnDelete.cascade,
        on_update=OnUpdate.restrict,
        help_text="受付番号 it is about.",
    )
    generation = Integer(default=None, help_text="1, 2, 3 …; the newest voids the older.")
    revision = Integer(
        default=0, help_text="The revision of the form it is about; 0: of none in particular."
    )
    made_at = Timestamptz(help_text="When it was made.")
    expires_at = Timestamptz(
        null=True, default=None, help_text="When it stops working; NULL: with its application."
    )
    used_at = Timestamptz(null=True, default=None, help_text="When it did the one thing it is for.")
    salt = UUID(
        null=True, default=UUID4(), help_text="Random part of its token; NULL: made without one."
    )

    link_once_per_generation = Unique([purpose, application, generation])
    link_generation_is_positive = Check("generation > 0")


class FormDraft(Table, help_text="What the applicant has typed so far."):
    application = ForeignKey(
        Application,
        primary_key=True,
        null=False,
        default=None,
        on_delete=OnDelete.cascade,
        on_update=OnUpdate.restrict,
        help_text="受付番号 it belongs to.",
    )
    typed = JSONB(default="{}", help_text="Field name to text exactly as typed; no password.")
    saved_at = Timestamptz(help_text="When it was last saved.")
    version = Integer(default=1, help_text="1, 2, 3 …: which saving it is of.")
    password_refusals = JSONB(
        default="[]", help_text="Why a password that was typed was not taken: field and message."
    )
    carried_over = Boolean(
        default=False, help_text="Whether an earlier application's draft is all it is yet."
    )


class FormRevision(Table, help_text="A form as it was submitted; evidence, never changed."):
    id = BigSerial(primary_key=True, help_text="For the ORM only.")
    application = ForeignKey(
        Application,
        null=False,
        default=None,
        on_delete=OnDelete.cascade,
        on_update=OnUpdate.restrict,
        help_text="受付番号 it belongs to.",
    )
    revision = Integer(default=None, help_text="1 for the first form, then 2, 3 …")
    made_by = Varchar(15, default="applicant", help_text="applicant, contact or administrator.")
    submitted_at = Timestamptz(help_text="When 「申請する」 was pressed.")
    company_name = Varchar(LONGEST_NAME, default=None, help_text="企業名 with its legal form.")
    company_name_kana = Varchar(LONGEST_COMPANY_KANA, default=None, help_text="企業名カナ.")
    loose_search_key = Varchar(
        200, default="", help_text="The name as company_names.loose_search_key folds it."
    )
    corporate_number = Varchar(13, null=True, default=None, help_text="法人番号, if there is one.")
    postal_code = Varchar(16, default=None, help_text="郵便番号.")
    head_office = Varchar(4, default=None, help_text="本社所在地: a prefecture or 国外.")
    address = Varchar(LONGEST_ADDRESS, default=None, help_text="住所.")
    telephone = Varchar(24, default=None, help_text="電話番号.")
    jan_maker_code = Varchar(10, default=None, help_text="代表JANメーカーコード.")
    wholesaler = ForeignKey(
        CertifyingWholesaler,
        null=False,
        default=None,
        on_delete=OnDelete.restrict,
        help_text="認証先卸企業.",
    )
    contact_department = Varchar(LONGEST_NAME, default=None, help_text="認証先卸部署名.")
    contact_name = Varchar(LONGEST_NAME, default=None, help_text="認証先卸担当者名.")
    contact_mail_address = Varchar(
        LONGEST_MAIL_ADDRESS, default=None, help_text="認証先卸担当者メールアドレス."
    )
    manager_department = Varchar(LONGEST_NAME, default=None, help_text="部署名 of the ID manager.")
    manager_name = Varchar(LONGEST_NAME, default=None, help_text="氏名 of the ID manager.")
    manager_name_kana = Varchar(LONGEST_NAME, default=None, help_text="氏名カナ of the ID manager.")

    form_revision_once = Unique([application, revision])
    form_revision_is_positive = Check("revision > 0")
    form_revision_has_an_author = Check("made_by IN ('applicant', 'contact', 'administrator')")
    form_jan_maker_code_is_7_9_or_10_digits = Check(
        "jan_maker_code ~ '^([0-9]{7}|[0-9]{9}|[0-9]{10})$'"
    )
    form_corporate_number_is_13_digits = Check("corporate_number ~ '^[1-9][0-9]{12}$'")


class ApplicationKey(
    Table, help_text="What an application is found by; the database itself writes it."
):
    id = BigSerial(primary_key=True, help_text="For the ORM only.")
    application = ForeignKey(
        Application,
        null=False,
        default=None,
        on_delete=OnDelete.cascade,
        on_update=OnUpdate.restrict,
        help_text="受付番号 of the application.",
    )
    key = Text(
        default=None, help_text="widest_key of a name in its form, or reading_key of a reading."
    )

    application_key_says_something = Check("key <> ''")
    application_key_once = Unique([application, key])


class Decision(Table, help_text="What the wholesaler's contact decided; evidence, never changed."):
    id = BigSerial(primary_key=True, help_text="For the ORM only.")
    application = ForeignKey(
        Application,
        null=False,
        default=None,
        on_delete=OnDelete.cascade,
        on_update=OnUpdate.restrict,
        help_text="受付番号 it is about.",
    )
    revision = Integer(default=None, help_text="The revision of the form that was shown.")
    choice = Varchar(
        10, default=None, help_text="approve (承認する), decline (承認しない) or no_trade."
    )
    reason = Varchar(
        LONGEST_REASON, default="", help_text="Why it was declined, or what was added; else empty."
    )
    mail_address = Varchar(
        LONGEST_MAIL_ADDRESS, default=None, help_text="The mailbox whose link was used."
    )
    decided_at = Timestamptz(help_text="When the button was pressed.")

    decision_once_per_revision = Unique([application, revision])
    decision_choice_is_known = Check("choice IN ('approve', 'decline', 'no_trade')")
    decision_to_decline_has_a_reason = Check("choice <> 'decline' OR reason <> ''")
