"""A stream that nobody can read, alter or cut short without the key.

AES-256-GCM over pieces of one mebibyte. Each archive has a key of its own, derived from the backup key and a random
salt, so that the number of a piece can be its nonce; the last piece says that it is the last. Memory stays constant.
"""

import io
import secrets
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from greenbridge.operations.backups.errors import BackupAltered, BackupTruncated, NotABackup, WrongKey

MAGIC = b"greenbridge-backup-1\n"
SALT, CHECK, TAG = 32, 16, 16
CHUNK = 1 << 20


class Sealed(io.RawIOBase):
    """Takes bytes and writes them sealed. ``close`` writes the last piece; without it the archive is refused."""

    def __init__(self, target: IO[bytes], secret: str) -> None:
        self._target = target
        self._waiting = bytearray()
        self._number = 0
        salt = secrets.token_bytes(SALT)
        key, check = _derived(secret, salt)
        self._head = MAGIC + salt + check
        self._cipher = AESGCM(key)
        target.write(self._head)

    def writable(self) -> bool:
        return True

    def write(self, data: bytes | bytearray | memoryview, /) -> int:  # type: ignore[override]  # narrower than any buffer
        self._waiting += data
        while len(self._waiting) > CHUNK:  # one piece always stays, because the last is sealed differently
            self._seal(bytes(self._waiting[:CHUNK]), is_last=False)
            del self._waiting[:CHUNK]
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._seal(bytes(self._waiting), is_last=True)
        super().close()

    def _seal(self, piece: bytes, *, is_last: bool) -> None:
        self._target.write(self._cipher.encrypt(_nonce(self._number, is_last), piece, self._head))
        self._number += 1


class Opened(io.RawIOBase):
    """Gives the bytes back. Raises NotABackup, WrongKey, BackupAltered or BackupTruncated, naming the archive."""

    def __init__(self, source: IO[bytes], secret: str, name: str) -> None:
        self._source, self._name = source, name
        self._head = source.read(len(MAGIC) + SALT + CHECK)
        if not self._head.startswith(MAGIC) or len(self._head) < len(MAGIC) + SALT + CHECK:
            raise NotABackup(name=name)
        key, check = _derived(secret, self._head[len(MAGIC) : -CHECK])
        if not secrets.compare_digest(check, self._head[-CHECK:]):
            raise WrongKey(name=name)
        self._cipher = AESGCM(key)
        self._number = 0
        self._ready = b""
        self._next = source.read(CHUNK + TAG)
        if not self._next:  # there is always a last piece
            raise BackupTruncated(name=name, chunk=0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]  # narrower than any buffer
        if not self._ready and self._next:
            self._ready = self._open()
        given = self._ready[: len(buffer)]
        self._ready = self._ready[len(given) :]
        buffer[: len(given)] = given
        return len(given)

    def finish(self) -> None:
        """Read to the end, so that what follows the last byte of interest is proven too."""
        while self.read(CHUNK):
            pass

    def _open(self) -> bytes:
        piece, self._next = self._next, self._source.read(CHUNK + TAG)
        number, is_last = self._number, not self._next
        self._number += 1
        try:
            return self._cipher.decrypt(_nonce(number, is_last), piece, self._head)
        except InvalidTag:
            raise self._refusal(piece, number, is_last) from None

    def _refusal(self, piece: bytes, number: int, is_last: bool) -> BackupTruncated | BackupAltered:
        """A last piece that was sealed as one in the middle, or is shorter than a seal, has lost what followed."""
        try:
            if is_last:
                self._cipher.decrypt(_nonce(number, False), piece, self._head)
                return BackupTruncated(name=self._name, chunk=number + 1)
        except (InvalidTag, ValueError):
            pass
        return BackupAltered(name=self._name, chunk=number + 1)


def _derived(secret: str, salt: bytes) -> tuple[bytes, bytes]:
    """The archive's key, and bytes by which a wrong key is told from a damaged archive."""
    made = HKDF(SHA256(), 32 + CHECK, salt, b"greenbridge backup 1").derive(secret.encode())
    return made[:32], made[32:]


def _nonce(number: int, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])
