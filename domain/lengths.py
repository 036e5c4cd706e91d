"""How long at most, in characters, what people enter is: for those who ask and for the columns."""

LONGEST_NAME = 100
"""Of a company or a person, of a department, of what a list shows as a title."""

LONGEST_COMPANY_KANA = 200

LONGEST_ADDRESS = 200

LONGEST_MAIL_ADDRESS = 254
"""RFC 5321 4.5.3.1.3 with errata 1690."""

LONGEST_REASON = 1000
"""Of an administrator; applicants and members have 500 for theirs, in a column of this length."""

LONGEST_EVIDENCE = 2000
"""What proves that an act is right."""

LONGEST_NOTE = 4000
