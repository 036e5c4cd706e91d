"""Files that are taken in: companies that have their IDs, and the register of corporations."""

from piccolo.columns import (
    BigInt,
    BigSerial,
    Boolean,
    Bytea,
    Date,
    ForeignKey,
    Integer,
    OnDelete,
    Timestamptz,
    Varchar,
)
from piccolo.constraints import Check, Unique
from piccolo.table import Table

from domain.lengths import LONGEST_MAIL_ADDRESS


class RegisteredCorporation(Table, help_text="A corporation of the National Tax Agency's file."):
    corporate_number = Varchar(13, primary_key=True, default=None, help_text="法人番号.")
    name = Varchar(150, default=None, help_text="商号又は名称.")
    name_kana = Varchar(300, default="", help_text="フリガナ; empty if the file has none.")
    loose_search_key = Varchar(
        300, default=None, help_text="The name as company_names.loose_search_key folds it."
    )
    head_office = Varchar(4, default=None, help_text="One of 47 prefectures, or 国外.")
    address = Varchar(400, default="", help_text="City, street and number; abroad the address.")
    postal_code = Varchar(8, default="", help_text="郵便番号, NNN-NNNN; empty if there is none.")
    closed_on = Date(null=True, default=None, help_text="登記記録の閉鎖等年月日; NULL: it exists.")
    updated_on = Date(default=None, help_text="更新年月日; an older line never replaces a newer.")


class ImportRun(Table, help_text="One file that is taken in, or was."):
    id = BigSerial(primary_key=True, help_text="What pages and its workflow name it by.")
    kind = Varchar(15, default=None, help_text="companies or corporations.")
    file_name = Varchar(200, default=None, help_text="The file's name, as it was given.")
    sha256 = Varchar(64, default=None, help_text="Of the whole file; the same file resumes.")
    encoding = Varchar(12, default=None, help_text="utf-8 or cp932.")
    bytes_total = BigInt(default=None, help_text="The file's size.")
    bytes_done = BigInt(default=0, help_text="How far it was taken in; a resumed run begins here.")
    lines_done = BigInt(
        default=0, help_text="Lines up to there, with the header and those that were not taken."
    )
    lines_bad = BigInt(default=0, help_text="Lines that could not be taken.")
    lines_skipped = BigInt(default=0, help_text="Lines that are right and changed nothing.")
    rows_changed = BigInt(default=0, help_text="Rows that were added or changed.")
    started_by = Varchar(
        LONGEST_MAIL_ADDRESS, default=None, help_text="The administrator, or the command line."
    )
    started_at = Timestamptz(help_text="When it was begun.")
    finished_at = Timestamptz(null=True, default=None, help_text="When the last line was done.")
    stopped_at = Timestamptz(null=True, default=None, help_text="When somebody stopped it.")

    import_run_kind_is_known = Check("kind IN ('companies', 'corporations')")
    import_run_encoding_is_known = Check("encoding IN ('utf-8', 'cp932')")


class ImportProblem(Table, help_text="A line that was not taken, and why."):
    id = BigSerial(primary_key=True, help_text="For the ORM only.")
    run = ForeignKey(
        ImportRun,
        null=False,
        default=None,
        on_delete=OnDelete.cascade,
        help_text="The run that met it.",
    )
    line = BigInt(default=None, help_text="The line's number in the file, from 1.")
    problem = Varchar(1000, default=None, help_text="Why; Japanese sentences.")
    skipped = Boolean(default=False, help_text="Whether it is right and changed nothing.")

    import_problem_once = Unique([run, line])


class ImportChunk(Table, help_text="A piece of a file that was sent by the console."):
    id = BigSerial(primary_key=True, help_text="For the ORM only.")
    run = ForeignKey(
        ImportRun,
        null=False,
        default=None,
        on_delete=OnDelete.cascade,
        help_text="The run it is for.",
    )
    nth = Integer(default=None, help_text="0, 1, 2 …: the order of the pieces.")
    content = Bytea(default=None, help_text="The bytes; deleted once the run is finished.")

    import_chunk_once = Unique([run, nth])
