"""What of an installation a backup holds beside the database, and where each thing belongs."""

import os
from collections.abc import Iterator, Set
from pathlib import Path

from django.conf import settings
from django.db import connection

from greenbridge.operations.backups.archive import ENDING, UNFINISHED
from greenbridge.operations.backups.databases import STAGE

FOLDERS = ("files", "media")  # beside what else lies in the installation's folder
# What lies there and need not be kept, or must not be.
LEFT_OUT = {
    "jobs.sqlite3": "jobs are nudges: what must not be lost is a row",
    "search": "made anew from the database",
    "static": "made anew from the programme",
    "prepared.json": "says what was prepared here, not there",
    "stamps": "says when pages were drawn here",
    "turns.json": "says whom this installation asked a moment ago",
    "beats": "says who lives here, not there",
    "restoring": "says that a restore is putting things in place",
    "running": "a lock",
    "at-work": "a lock",
    "backing-up": "a lock",
    "mail": "letters of a trial installation",
    "reports": "written about backups, not in them",
    "backups": "the backups themselves",
    "backup_key": "a key inside the box it opens",
    "bench": "worlds that measurements are made in",
}
COPYING, ASIDE = "backing-up-", "before-restore-"
IN_PASSING = (STAGE, ASIDE, COPYING)  # work under way, or set aside
NEVER = (ENDING, UNFINISHED)  # a backup inside the next one doubles it; half a file is nobody's
OF_THE_DISK = "lost+found"  # belongs to the file system of a mount


def listed(target: Path | None = None) -> dict[str, Path]:
    """Every file that a backup into this folder holds now, by the name it has inside."""
    avoided = _homes_of_backups(target)
    return {
        name: file for root, place in sources(target).items() for name, file in walk(root, place, avoided)
    }


def sources(target: Path | None = None) -> dict[str, Path]:
    """What an archive holds beside the database: folders and files, by the name they have inside.

    Everything in the installation's folder but what is known to be derived: a thing that somebody adds later is
    kept until it is named otherwise. ``target`` is where the backup goes.
    """
    avoided = _homes_of_backups(target)
    found: dict[str, Path] = {
        entry.name: entry for entry in settings.VAR_DIR.iterdir() if _is_kept(entry, avoided)
    }
    return found | _homes()


def walk(root: str, place: Path, avoided: Set[Path] = frozenset()) -> Iterator[tuple[str, Path]]:
    """The files below a place, by their names inside an archive; folders may vanish meanwhile."""
    if place.is_file():
        yield root, place
        return
    for folder, inside, files in os.walk(place, onerror=_raise_unless_gone):
        here = Path(folder)
        if here == place:
            inside[:] = [name for name in inside if is_ours(name)]
        inside[:] = sorted(name for name in inside if (here / name).resolve() not in avoided)
        for file in (here / name for name in sorted(files) if not name.endswith(NEVER)):
            if file.is_file():
                yield f"{root}/{file.relative_to(place)}", file


def is_ours(name: str) -> bool:
    """Not what a restore stages or sets aside in a folder, nor what the file system keeps there."""
    return name != OF_THE_DISK and not name.startswith(IN_PASSING)


def place_of(name: str) -> Path:
    """Where a file of an archive belongs."""
    root, _, rest = name.partition("/")
    home = _homes().get(root, settings.VAR_DIR / root)
    return home / rest if rest else home


def _homes() -> dict[str, Path]:
    return {"files": Path(settings.FILES_DIR), "media": Path(settings.MEDIA_ROOT)}


def _is_kept(entry: Path, avoided: Set[Path]) -> bool:
    name = entry.name.removesuffix("-wal").removesuffix("-shm")
    is_left_out = name in LEFT_OUT or name == _database_file() or name.endswith(NEVER)
    return not is_left_out and is_ours(name) and entry.resolve() not in avoided


def _database_file() -> str:
    """Has its own place in the archive."""
    return Path(connection.settings_dict["NAME"]).name


def _homes_of_backups(target: Path | None) -> Set[Path]:
    return {Path(place).resolve() for place in (target, settings.BACKUP_DIR) if place}


def _raise_unless_gone(trouble: OSError) -> None:
    """A folder that cannot be read is a hole in the backup, and so no backup."""
    if not isinstance(trouble, FileNotFoundError):
        raise trouble
