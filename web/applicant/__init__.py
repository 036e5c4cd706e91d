"""The applicant's way: from the top page to the status page (product.md, steps 1 to 9)."""

from web.applicant.check import done, show_check, submit
from web.applicant.correction import change_contact, correct, show_contact_change, show_correction
from web.applicant.form import save_form, show_form
from web.applicant.mail_address import register_mail_address, show_mail_address
from web.applicant.mail_sent import mail_sent, send_again
from web.applicant.postal_codes import show_place
from web.applicant.search import show_search, show_top
from web.applicant.start import begin, show_start, without_jan
from web.applicant.status import (
    resend,
    resend_elsewhere,
    show_status,
    show_withdrawal,
    withdraw_application,
)
from web.applicant.submitted import download_application
from web.applicant.terms import agree_to_terms, download_terms, show_terms
from web.applicant.wholesaler_question import ask, show_question

HANDLERS = [
    show_top,
    show_search,
    show_terms,
    agree_to_terms,
    download_terms,
    show_mail_address,
    register_mail_address,
    mail_sent,
    send_again,
    show_start,
    begin,
    without_jan,
    show_form,
    show_place,
    save_form,
    show_question,
    ask,
    show_check,
    submit,
    done,
    show_status,
    download_application,
    resend,
    resend_elsewhere,
    show_contact_change,
    change_contact,
    show_correction,
    correct,
    show_withdrawal,
    withdraw_application,
]
