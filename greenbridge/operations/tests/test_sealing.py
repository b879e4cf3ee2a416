"""Nobody reads, alters or shortens a sealed stream unnoticed."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from greenbridge.operations.backups.errors import BackupAltered, BackupTruncated, NotABackup, WrongKey
from greenbridge.operations.backups.sealing import CHECK, CHUNK, MAGIC, SALT, TAG, Opened, Sealed

SECRET = "bamboo-river-2026-bamboo-river-2026"
HEAD = len(MAGIC) + SALT + CHECK
THREE_PIECES = bytes(range(256)) * (2 * CHUNK // 256) + b"the rest"


def sealed(content: bytes) -> bytes:
    target = io.BytesIO()
    with Sealed(target, SECRET) as stream:
        stream.write(content)
    return target.getvalue()


def opened(archive: bytes, secret: str = SECRET) -> bytes:
    with Opened(io.BytesIO(archive), secret, "an archive") as stream:
        return stream.readall() or b""


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 5])
def test_what_was_sealed_comes_back_whatever_its_size(size: int) -> None:
    content = b"\x5a" * size

    assert opened(sealed(content)) == content


def test_two_archives_of_the_same_content_have_nothing_in_common() -> None:
    one, other = sealed(b"the same"), sealed(b"the same")

    assert one[HEAD:] != other[HEAD:]
    assert b"the same" not in one


def test_another_key_is_refused_by_name() -> None:
    with pytest.raises(WrongKey, match="an archive"):
        opened(sealed(b"content"), "another-key-another-key-another-key")


def test_something_else_is_refused_by_name() -> None:
    with pytest.raises(NotABackup, match="an archive"):
        opened(b"PK\x03\x04 this is a zip")


@settings(max_examples=40)
@given(st.data())
def test_one_altered_byte_anywhere_is_noticed(data: st.DataObject) -> None:
    archive = bytearray(sealed(b"what somebody would like to change" * 20))
    place = data.draw(st.integers(0, len(archive) - 1))
    archive[place] ^= 1 << data.draw(st.integers(0, 7))

    with pytest.raises((BackupAltered, WrongKey, NotABackup)):
        opened(bytes(archive))


@pytest.mark.parametrize("lost", [1, TAG, 8 + TAG, 8 + TAG + 1, CHUNK])
def test_a_shortened_archive_is_noticed(lost: int) -> None:
    with pytest.raises((BackupTruncated, BackupAltered), match="an archive"):
        opened(sealed(THREE_PIECES)[:-lost])


def test_an_archive_cut_between_two_pieces_is_called_incomplete() -> None:
    with pytest.raises(BackupTruncated):
        opened(sealed(THREE_PIECES)[: HEAD + CHUNK + TAG])


def test_an_archive_cut_right_after_its_head_is_called_incomplete() -> None:
    with pytest.raises(BackupTruncated):
        opened(sealed(THREE_PIECES)[:HEAD])


def test_pieces_in_another_order_and_pieces_added_are_noticed() -> None:
    archive, piece = sealed(THREE_PIECES), CHUNK + TAG
    head, first, second = (
        archive[:HEAD],
        archive[HEAD : HEAD + piece],
        archive[HEAD + piece : HEAD + 2 * piece],
    )

    for forged in (head + second + first + archive[HEAD + 2 * piece :], archive + first):
        with pytest.raises(BackupAltered):
            opened(forged)
