"""What was made public last, as Atom."""

from collections.abc import Iterable

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed

from greenbridge.core import clock
from greenbridge.library.models import Version
from greenbridge.library.queries import tag_of


def feed(versions: Iterable[Version], *, label: str, path: str) -> str:
    """The newest texts; ``path`` is where they stand on the site."""
    atom = Atom1Feed(
        title=f"绿桥标准政策：{label}",
        link=_address(path),
        description="新收录和修改的法律法规、规范性文件和标准",
        language="zh-hans",
    )
    for version in versions:
        atom.add_item(
            title=version.title,
            link=_address(version.get_absolute_url()),
            unique_id=_address(version.get_absolute_url()),
            description=_about(version),
            pubdate=version.published_at,
            updateddate=version.published_at,
            categories=[version.work.get_kind_display()],
        )
    return atom.writeString("utf-8")


def _about(version: Version) -> str:
    _, status = tag_of(version, clock.today())
    starts = f"，{clock.written(version.starts_on)}起施行" if version.starts_on else ""
    return f"{version.work.get_kind_display()}{f' {version.number}' if version.number else ''}{starts}，{status}。"


def _address(path: str) -> str:
    return f"{settings.WAGTAILADMIN_BASE_URL}{path}"
