"""A file that is to be imported, as an open stream of bytes."""

import hashlib
import os
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import IO

from domain.csv_files import Encoding
from domain.imports.company_file import reader_of
from domain.imports.corporation_file import refuse_other_file
from domain.imports.files import ImportKind, cells_of, encoding_of
from domain.text import InvalidInput

PieceAt = Callable[[int], Awaitable[bytes]]
"""Gives the piece of a file that begins at this byte."""

PIECE = 1024 * 1024
"""So many bytes, and the rest of the line, are imported at once: some 5,000 lines."""


LONGEST_NAME = 200
"""Characters of a file's name that are kept, the last ones."""


@dataclass(frozen=True)
class ImportFile:
    """What is known of a file before its lines are taken; `sha256` is of the whole file.

    `name`: as pages and terminals may show it.
    """

    kind: ImportKind
    name: str
    encoding: Encoding
    sha256: str
    size: int


def look_at(stream: IO[bytes], kind: ImportKind, name: str) -> ImportFile:
    """Read a file through; raises `InvalidInput` for one of another kind."""
    stream.seek(0)
    beginning = next(pieces(stream), b"")
    encoding = encoding_of(beginning)
    refuse_other_kind(kind, header_of(beginning, encoding))
    stream.seek(0)
    digest = hashlib.file_digest(stream, "sha256")  # type: ignore[arg-type]  # reading is enough
    size = stream.seek(0, os.SEEK_END)
    return ImportFile(kind, _shown(name), encoding, digest.hexdigest(), size)


def _shown(name: str) -> str:
    """Names may be written in another encoding than this system's, which the database refuses."""
    return "".join(sign if sign.isprintable() else "?" for sign in name)[-LONGEST_NAME:]


def pieces(stream: IO[bytes]) -> Iterator[bytes]:
    """Cut a stream into pieces of whole lines, from its present position.

    From the end of any piece the same pieces follow, so that whoever continues there cuts alike.
    """
    while piece := stream.read(PIECE):
        yield piece if piece.endswith(b"\n") else piece + stream.readline(PIECE)


def pieces_of(stream: IO[bytes]) -> PieceAt:
    """Let the pieces of a stream be asked for."""

    async def piece_at(offset: int) -> bytes:
        stream.seek(offset)
        return next(pieces(stream), b"")

    return piece_at


def header_of(beginning: bytes, encoding: Encoding) -> list[str]:
    """The cells of the first line; none where it is empty. Raises `InvalidInput`."""
    return cells_of(beginning.partition(b"\n")[0], encoding)


def refuse_other_kind(kind: ImportKind, header: list[str]) -> None:
    """Raise `InvalidInput` unless a file whose first line has these cells is of this kind."""
    if not header:
        raise InvalidInput("ファイルの1行目に何も書かれていません。")
    if kind is ImportKind.COMPANIES:
        reader_of(header)
    else:
        refuse_other_file(header)
