"""How a clause is cited (引用格式): in documents, in papers, by its address. Pure."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from greenbridge.core import clock
from greenbridge.library.models import Version, Work

_BY_NUMBER = (
    Work.Kind.STANDARD,
    Work.Kind.NORMATIVE,
    Work.Kind.INTERPRETATION,
    Work.Kind.MINISTERIAL,
    Work.Kind.LOCAL_RULE,
)
_HAPPENED = r"[^\n。；]*?(修订|修正|通过|公布|发布)"


@dataclass(frozen=True)
class Citation:
    """One way to cite. ``label`` says where it belongs."""

    key: str
    label: str
    text: str


def ways(version: Version, place: str, url: str, *, issuers: Sequence[str], today: dt.date) -> list[Citation]:
    """Every way to cite a place of a version, such as 第十二条第二款; the whole version where the place is empty."""
    return [
        Citation("document", "公文、合同", f"《{version.title}》（{edition(version)}）{place}"),
        Citation("paper", "论文（GB/T 7714）", _in_papers(version, place, url, issuers, today)),
        Citation("link", "网址", url),
    ]


def edition(version: Version) -> str:
    """Which text it is: its number where documents of its kind are called by one, else what was done on its day."""
    if version.number and version.work.kind in _BY_NUMBER:
        return version.number
    day = clock.written(version.dated_on)
    # 施行 where only that day is known; otherwise what the text itself says of its day.
    usual = "公布" if version.promulgated_on else "施行"
    found = re.search(re.escape(day) + _HAPPENED, version.history)
    return day + (found[1] if found else usual)


def _in_papers(version: Version, place: str, url: str, issuers: Sequence[str], today: dt.date) -> str:
    """GB/T 7714—2015: who, what, of which kind, of which day, looked at when, where."""
    is_standard = version.work.kind == Work.Kind.STANDARD
    who = f"{'，'.join(issuers)}. " if issuers else ""
    what = [version.title, version.number if is_standard else "", place]
    mark = "[S/OL]" if is_standard else "[Z/OL]"
    days = f"({version.dated_on.isoformat()})[{today.isoformat()}]"
    return f"{who}{': '.join(part for part in what if part)}{mark}. {days}. {url}."
