"""Many accounts at once by a CSV file, and all accounts as a CSV file; for ID managers."""

from web.portal.account_csv.downloads import download_accounts, download_template, show_export
from web.portal.account_csv.issue import act_on_kept, download_left_out, show_kept
from web.portal.account_csv.upload import read_upload, show_upload
from web.portal.members_only import id_managers_only

ACCOUNT_CSV = id_managers_only(
    [
        show_upload,
        read_upload,
        download_template,
        show_kept,
        act_on_kept,
        download_left_out,
        show_export,
        download_accounts,
    ]
)
