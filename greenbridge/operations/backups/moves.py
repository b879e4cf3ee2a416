"""Renames that are taken back where a later one fails."""

from contextlib import suppress
from pathlib import Path


class Moves:
    """What was moved, in order; each within one file system, so that it happens at once and needs no room."""

    def __init__(self) -> None:
        self._done: list[tuple[Path, Path]] = []
        self._made: list[Path] = []

    def move(self, source: Path, target: Path) -> None:
        missing = [folder for folder in target.parents if not folder.exists()]
        target.parent.mkdir(parents=True, exist_ok=True)
        self._made[:0] = missing  # the deepest first
        source.rename(target)
        self._done.append((source, target))

    def undo(self) -> None:
        """Everything back, the last first. Raises OSError after all have been tried."""
        troubles = []
        while self._done:
            source, target = self._done.pop()
            try:
                target.rename(source)
            except OSError as trouble:
                troubles.append(trouble)
        for folder in self._made:
            with suppress(OSError):  # something lies in it
                folder.rmdir()
        if troubles:
            raise troubles[0]
