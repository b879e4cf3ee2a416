"""The list to take along."""

from django.conf import settings

from greenbridge.accounts.exports import Table, day
from greenbridge.core import clock
from greenbridge.library.models import Version
from greenbridge.library.queries import tag_of

TABLE = Table[Version](
    "标准政策",
    (
        ("名称", lambda text: text.title, 50),
        ("文号或标准号", lambda text: text.number, 24),
        ("效力级别", lambda text: text.work.get_kind_display(), 14),
        ("时效性", lambda text: tag_of(text, clock.today())[1], 12),
        ("制定机关", lambda text: "、".join(issuer.name for issuer in text.work.issuers.all()), 30),
        ("适用地区", lambda text: text.work.region.full_name if text.work.region else "全国", 20),
        ("业务领域", lambda text: "、".join(domain.name for domain in text.work.domains.all()), 20),
        ("公布日期", lambda text: day(text.promulgated_on), 12),
        ("施行日期", lambda text: day(text.effective_on), 12),
        ("失效日期", lambda text: day(text.ends_on), 12),
        ("网址", lambda text: f"{settings.WAGTAILADMIN_BASE_URL}{text.get_absolute_url()}", 46),
    ),
)
