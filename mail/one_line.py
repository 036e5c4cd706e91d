"""What other servers say, fit for a column of the database and a line on a page."""

_LONGEST = 500


def one_line(answer: str) -> str:
    """Give an answer on one line of at most 500 characters, `?` for what nobody can print.

    A server may answer anything; the database takes no NUL and no broken UTF-8.
    """
    line = " ".join(answer.split())[:_LONGEST]
    return "".join(character if character.isprintable() else "?" for character in line)
