"""Files of an archive put in their places: all of them, or everything is as it was.

A folder may be a mount, which cannot be moved itself; so what lies in it is. Whatever takes time or room is done before
anything is touched: what has to cross to another file system is copied there, under a name of its own. After that
there are only renames, and they can be taken back.
"""

import errno
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path

from greenbridge.operations.backups import kept
from greenbridge.operations.backups.databases import STAGE
from greenbridge.operations.backups.errors import NotPutBack, told
from greenbridge.operations.backups.moves import Moves

Ready = list[tuple[Path, Path]]  # where it lies, where it goes


@contextmanager
def staged(unpacked: Path, aside: Path) -> Iterator[Callable[[], None]]:
    """Everything lies ready inside; what is given puts it in place, and sets aside what was there.

    Who leaves with an error finds everything as it was. Raises NotPutBack where that fails as well.
    """
    moves = Moves()
    with ExitStack() as stages:
        out, into = _prepared(unpacked, aside, stages)
        try:
            yield partial(_swap, moves, out, into)
        except BaseException as trouble:
            try:
                moves.undo()
            except OSError as worse:
                raise NotPutBack(reason=told(trouble), place=aside) from worse
            with suppress(OSError):  # the database made it, when files lay in it already
                aside.rmdir()
            raise


def _prepared(unpacked: Path, aside: Path, stages: ExitStack) -> tuple[Ready, Ready]:
    """What is to be set aside, and what comes instead."""
    out, into = [], []
    unpacked.mkdir(exist_ok=True)
    for name in sorted({*kept.FOLDERS, *(entry.name for entry in unpacked.iterdir())}):
        new, home = unpacked / name, kept.place_of(name)
        if new.is_file():
            out += [(home, aside / name)] if home.exists() else []
            into.append((new, home))
        else:
            home.mkdir(parents=True, exist_ok=True)
            new.mkdir(exist_ok=True)
            is_near = _is_near(new, home)
            ready = new if is_near else _copied(new, home, stages)
            old = aside / name if is_near else home / aside.name
            out += [(each, old / each.name) for each in home.iterdir() if kept.is_ours(each.name)]
            into += [(each, home / each.name) for each in ready.iterdir()]
    return out, into


def _swap(moves: Moves, out: Ready, into: Ready) -> None:
    for source, target in (*out, *into):
        moves.move(source, target)


def _is_near(folder: Path, other: Path) -> bool:
    """Whether things are renamed from one into the other; two mounts of one disk are not near, so it is tried."""
    probe = Path(tempfile.mkdtemp(prefix=STAGE, dir=folder))
    there = other / probe.name
    try:
        probe.rename(there)
    except OSError as trouble:
        probe.rmdir()
        if trouble.errno != errno.EXDEV:
            raise
        return False
    there.rmdir()
    return True


def _copied(folder: Path, home: Path, stages: ExitStack) -> Path:
    """Inside the folder where it belongs: what lies beside a mount may be on another disk."""
    stage = Path(stages.enter_context(tempfile.TemporaryDirectory(prefix=STAGE, dir=home)))
    for each in folder.iterdir():
        shutil.move(each, stage / each.name)
    return stage
