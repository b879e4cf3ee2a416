"""Links to the originals of standards are looked at by night, as those of guides are; a broken one waits for an editor."""

import datetime as dt
from collections.abc import Iterator

import pytest

from greenbridge.audit.models import AuditRecord
from greenbridge.connectors import originals
from greenbridge.connectors.models import OriginalLink
from greenbridge.core import clock
from greenbridge.library.models import Version
from greenbridge.messaging.models import Message
from greenbridge.testing import cast
from greenbridge.testing.cast import library
from greenbridge.testing.pages import as_, words_of
from greenbridge.testing.sites import Site, site, status, this_machine_is_outside

__all__ = ["this_machine_is_outside"]

pytestmark = pytest.mark.usefixtures("ground", "this_machine_is_outside")

DAY = dt.timedelta(days=1)
MONDAY = dt.datetime(2026, 11, 23, 20, 35, tzinfo=dt.UTC)


@pytest.fixture
def other() -> Iterator[Site]:
    with site(home=status(200)) as made:
        yield made


def checked(when: dt.datetime) -> int:
    with clock.stopped_at(when):
        return originals.check_due()


def test_an_original_that_does_not_open_twice_waits_on_the_desk_of_an_editor(other: Site) -> None:
    editor, standard = cast.editor(), library.standard(source_url=other.base + "/gone")

    assert checked(MONDAY) == 1
    assert list(originals.broken()) == []
    assert checked(MONDAY + DAY / 2) == 0
    assert checked(MONDAY + DAY) == 1

    assert [link.version for link in originals.broken()] == [standard]
    assert "连续两次打不开" in Message.objects.get(recipient=editor).text
    assert AuditRecord.objects.get(action="connectors.link_broken").note.endswith("/gone：404")
    assert "的原文打不开（404）" in words_of(as_(editor).get("/desk/originals/"))


def test_an_address_that_an_editor_mended_begins_anew_and_opens(other: Site) -> None:
    standard = library.standard(source_url=other.base + "/gone")
    checked(MONDAY)
    checked(MONDAY + DAY)
    Version.objects.update(source_url=other.base + "/home")

    assert list(originals.broken()) == []
    assert checked(MONDAY + DAY + dt.timedelta(minutes=5)) == 1
    link = OriginalLink.objects.get(version=standard)
    assert (link.result, link.failures) == ("opens", 0)


def test_only_standards_that_visitors_read_are_looked_at_and_no_invented_ones(other: Site) -> None:
    library.standard(source_url=other.base + "/home", is_demo=True)
    library.law(source_url=other.base + "/home")
    library.standard("GB 99002-2010", source_url=other.base + "/home")
    Version.objects.filter(number="GB 99002-2010").update(standing="held")

    assert checked(MONDAY) == 0
    assert other.asked == []


def test_a_night_has_its_limit_and_the_next_goes_on(other: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(originals, "MOST_A_NIGHT", 1)
    for number in ("GB 99001-2010", "GB 99002-2010"):
        library.standard(number, source_url=other.base + "/home")

    assert [checked(MONDAY + n * DAY) for n in range(3)] == [1, 1, 0]
    assert OriginalLink.objects.count() == 2
