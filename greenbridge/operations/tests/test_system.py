"""The system administrator sees what runs the platform, and sets a scheduled job going out of turn."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from greenbridge.audit.models import AuditRecord
from greenbridge.core import beats, jobs
from greenbridge.operations.errors import UnknownJob
from greenbridge.operations.system import queries, services
from greenbridge.testing import cast
from greenbridge.testing.pages import as_, shows, words_of

pytestmark = pytest.mark.usefixtures("ground")

PAGE, RUN = reverse("operations:system"), reverse("operations:run_job")
TELL = "greenbridge.accounts.tasks.tell_opened"


@pytest.fixture(autouse=True)
def var(settings: Any, tmp_path: Path) -> Iterator[Path]:
    settings.VAR_DIR = tmp_path
    settings.JOBS_FILE = tmp_path / "jobs.sqlite3"
    jobs.forget_the_queue()
    yield tmp_path
    jobs.forget_the_queue()


def status_of(title: str) -> str:
    return next(section.status for section in queries.sections() if section.title == title)


def test_a_job_tells_how_it_ended_and_when_it_is_due() -> None:
    line = {job.name: job for job in jobs.schedule()}[TELL]
    assert (line.done_s, line.failed_s, line.next_at.minute) == (None, None, 5)

    jobs.run_scheduled(TELL)

    line = {job.name: job for job in jobs.schedule()}[TELL]
    assert line.done_s is not None
    assert line.failed_s is None


def falls_over() -> None:
    raise OSError


def test_a_job_that_fails_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "_scheduled", [({"minute": "1"}, falls_over)])
    with pytest.raises(OSError):
        jobs.run_scheduled(f"{__name__}.falls_over")

    (line,) = jobs.schedule()
    assert line.failed_s is not None
    assert line.done_s is None


def test_a_part_that_is_not_well_is_seen(settings: Any) -> None:
    beats.beat(jobs.WORKER)
    assert (status_of("平台"), status_of("短信"), status_of("文件检查")) == ("ok", "ok", "ok")

    settings.LOCAL = False  # in production nothing of this may stay unset
    assert (status_of("短信"), status_of("文件检查")) == ("degraded", "degraded")
    beats._file(jobs.WORKER).unlink()
    assert status_of("平台") == "degraded"


def test_a_job_is_run_out_of_turn_after_confirming_and_is_in_the_trail() -> None:
    waiting, admin = cast.waiting_buyer(), cast.admin()
    browser = as_(admin)
    shows(browser, admin, "password", "mfa", ago=660)
    assert browser.post(RUN, {"job": TELL}).headers["Location"].startswith(reverse("account_reauthenticate"))
    assert not AuditRecord.objects.filter(action="job.started").exists()

    page = words_of(as_(admin).post(RUN, {"job": TELL}, follow=True))

    assert "“通知等候开放的单位”已交给后台执行" in page
    assert AuditRecord.objects.get(action="job.started").after == {"job": TELL}
    waiting.refresh_from_db()


def test_a_job_that_does_not_exist_is_refused_and_leaves_nothing() -> None:
    with pytest.raises(UnknownJob):
        services.run_now("os.abort", by=cast.admin())

    assert not AuditRecord.objects.filter(action="job.started").exists()


def test_the_page_shows_every_part_and_no_business() -> None:
    cast.published()
    page = words_of(as_(cast.admin()).get(PAGE))

    for said in (
        "邮件",
        "短信",
        "文件检查",
        "搜索索引",
        "备份",
        "定时任务",
        "开放阶段",
        "磁盘剩余",
        "节假日安排",
    ):
        assert said in page
    assert "青溪染整" not in page
