"""What runs the platform, part by part, in words; figures of machines, none of business."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings

from greenbridge.audit.models import AuditRecord
from greenbridge.core import clock, jobs, postgres, workdays
from greenbridge.files import scanning
from greenbridge.files.models import File
from greenbridge.messaging import sms
from greenbridge.messaging.models import Letter, Message
from greenbridge.operations import health
from greenbridge.operations.health import DEGRADED, DOWN, OK, Part
from greenbridge.operations.system.words import job

WORDS = {OK: ("ok", "正常"), DEGRADED: ("warn", "需要查看"), DOWN: ("bad", "不能使用")}
WORST_FIRST = (DOWN, DEGRADED, OK)
NOTHING = Part(DEGRADED)

Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class Section:
    """One part of the platform: its name, whether somebody should look, and its figures."""

    title: str
    status: str
    pairs: Pairs

    @property
    def kind(self) -> str:
        return WORDS[self.status][0]

    @property
    def word(self) -> str:
        return WORDS[self.status][1]


@dataclass(frozen=True)
class JobLine:
    """One scheduled job, as the page shows it."""

    name: str
    label: str
    done: str
    failed: str
    next_at: dt.datetime


def sections() -> list[Section]:
    parts = health.look().parts
    return [make(parts) for make in (_platform, _mail, _sms, _scanner, _index, _backup)]


def job_lines() -> list[JobLine]:
    """Every scheduled job; what runs seldom first, since that is what one comes to look at."""
    known = sorted(jobs.schedule(), key=lambda one: one.next_at, reverse=True)
    return [
        JobLine(one.name, job(one.name), _ago(one.done_s), _ago(one.failed_s, "没有"), one.next_at)
        for one in known
    ]


def _platform(parts: dict[str, Part]) -> Section:
    mine = [parts.get(name, NOTHING) for name in ("database", "clock", "disk", "queue")]
    database, clocks, disk, queue = (part.facts for part in mine)
    pairs = [
        ("运行方式", "本机试用" if settings.LOCAL else "正式运行"),
        ("数据库", "PostgreSQL" if postgres.is_in_use() else "SQLite"),
        ("数据库可以写入", "是" if database.get("writable") else "否"),
        ("时钟与数据库相差", f"{clocks.get('drift_s', 0):.1f} 秒"),
        ("磁盘剩余", f"{disk.get('free_mb', 0) / 1000:,.1f} GB"),
        ("等待的后台任务", f"{queue.get('jobs', 0)} 项"),
        ("后台程序最近活动", _ago(queue.get("worker_seen_s"))),
        (
            "节假日安排",
            f"已有到{workdays.announced_until()}年的；以后的年份先按周末和固定日期的节日计算，升级平台后更新",
        ),
    ]
    return Section("平台", _worst(part.status for part in mine), pairs)


def _mail(parts: dict[str, Part]) -> Section:
    mail = Message.objects.filter(mailed_at__isnull=False).order_by("-id").first()
    letters = Letter.objects.waiting().filter(channel=Letter.Channel.MAIL)
    is_smtp = settings.EMAIL_BACKEND.endswith("smtp.EmailBackend")
    pairs = [
        ("发送方式", f"邮件服务器 {settings.EMAIL_HOST}" if is_smtp else "写入文件，不发出"),
        ("发件地址", settings.DEFAULT_FROM_EMAIL),
        ("待发邮件", f"{Message.objects.waiting_for_mail().count() + letters.count()} 封"),
        ("最近发出", _when(mail.mailed_at if mail else None)),
    ]
    return Section("邮件", parts.get("mail", NOTHING).status, pairs)


def _sms(parts: dict[str, Part]) -> Section:
    texts = Letter.objects.filter(channel=Letter.Channel.SMS)
    last = texts.filter(sent_at__isnull=False).first()
    pairs = [
        ("服务商", settings.SMS_PROVIDER.rpartition(".")[2] if sms.is_carried() else "没有设置"),
        ("待发短信", f"{texts.waiting().count()} 条"),
        ("最近发出", _when(last.sent_at if last else None)),
    ]
    return Section("短信", OK if sms.is_carried() or settings.LOCAL else DEGRADED, pairs)


def _scanner(parts: dict[str, Part]) -> Section:
    scanner = scanning.scanner()
    waiting = File.objects.filter(state=File.State.WAITING).count()
    is_there = isinstance(scanner, scanning.Clamd)
    pairs = [
        ("查毒程序", f"ClamAV（{scanner.address}）" if isinstance(scanner, scanning.Clamd) else "没有设置"),
        ("等待检查的文件", f"{waiting} 个"),
    ]
    return Section("文件检查", OK if not waiting and (is_there or settings.LOCAL) else DEGRADED, pairs)


def _index(parts: dict[str, Part]) -> Section:
    part = parts.get("search", NOTHING)
    pairs = [
        ("最早一项待更新内容已等候", f"{part.facts.get('lag_s', 0):.0f} 秒"),
        ("更新程序最近活动", _ago(part.facts.get("follower_seen_s"))),
    ]
    return Section("搜索索引", part.status, pairs)


def _backup(parts: dict[str, Part]) -> Section:
    made, failed = _latest("backup.made"), _latest("backup.failed")
    size = int((made.after or {}).get("bytes", 0)) if made else 0
    pairs = [
        ("备份目录", settings.BACKUP_DIR or "没有设置，夜间不备份"),
        ("保留", f"{settings.BACKUP_DAYS} 天"),
        ("最近完成", _when(made.at if made else None)),
        ("大小", f"{size / 1_000_000:,.1f} MB" if made else "没有"),
        ("最近失败", _when(failed.at if failed else None)),
    ]
    return Section("备份", parts.get("backup", NOTHING).status, pairs)


def _latest(action: str) -> AuditRecord | None:
    return AuditRecord.objects.filter(action=action).first()


def _worst(statuses: Iterable[str]) -> str:
    found = set(statuses)
    return next(status for status in WORST_FIRST if status in found)


def _when(moment: dt.datetime | None) -> str:
    return f"{clock.written(moment)} {clock.local(moment):%H:%M}" if moment else "没有"


def _ago(seconds: float | None, never: str = "还没有") -> str:
    if seconds is None:
        return never
    for size, word in ((86_400, "天"), (3600, "小时"), (60, "分钟")):
        if seconds >= size:
            return f"{seconds // size:.0f}{word}前"
    return f"{seconds:.0f}秒前"
