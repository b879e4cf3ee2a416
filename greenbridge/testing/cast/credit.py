"""What credit systems hand over of a body."""

import datetime as dt
import json
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from greenbridge.accounts.models import User
from greenbridge.core import clock
from greenbridge.files.scanning import Verdict
from greenbridge.files.services import Checked
from greenbridge.suppliers.credit import checks, objections, reports, runs
from greenbridge.suppliers.models import (
    CreditCheck,
    CreditObjection,
    CreditRecord,
    CreditReport,
    CreditRun,
    Supplier,
)
from greenbridge.testing.cast import accounts, files

PENALTY = {
    "类型": "行政处罚",
    "行政处罚决定书文号": "苏环罚〔2026〕1号",
    "处罚类别": "罚款",
    "处罚决定日期": "2026年3月2日",
    "处罚内容": "罚款人民币拾万元",
    "罚款金额(万元)": "10.5",
    "处罚机关": "苏州市生态环境局",
}


def grade_of(body: Supplier, grade: str, year: str, **more: str) -> dict[str, str]:
    """What an official ranking gave the body for a year."""
    return {
        "类型": "信用评价等级",
        "统一社会信用代码": body.code,
        "评价等级": grade,
        "评价年度": f"{year}年度",
        "评价日期": f"{int(year) + 1}-03-15",
        "评价机关": "江苏省生态环境厅",
        **more,
    }


def credit_file(about: Supplier, *more: dict[str, str], **changes: str) -> SimpleUploadedFile:
    """A penalty of the body, and further records."""
    records = [PENALTY | {"统一社会信用代码": about.code} | changes, *more]
    return SimpleUploadedFile("信用记录.json", json.dumps(records, ensure_ascii=False).encode())


def handed_over(about: Supplier, *more: dict[str, str], **changes: str) -> CreditRun:
    """Looked at, and waiting for somebody's yes. The child that looks through the file is left out, for it takes long."""
    sent = credit_file(about, *more, **changes)
    return runs.start(
        Checked(str(sent.name), "json", sent.read(), Verdict.CLEAN),
        source="信用中国",
        handed_on=clock.today(),
        by=accounts.operator(),
    )


@transaction.atomic
def credit_run(about: Supplier, **facts: Any) -> CreditRun:
    """Taken over: a record that changed, and one without a number that was not."""
    runs.confirm(handed_over(about), by=accounts.operator())
    made = runs.confirm(handed_over(about, {"类型": "行政许可"}, 处罚类别="警告"), by=accounts.operator())
    for name, value in facts.items():
        setattr(made, name, value)
    made.save()
    return made


def credit_report(of: Supplier, *, issued_on: dt.date | None = None) -> CreditReport:
    """Handed in by the body, by default of today, and waiting for its association."""
    return reports.submit(
        of,
        file=files.checked("信用报告.pdf"),
        issued_on=issued_on or clock.today(),
        member=accounts.owner_of(of.organisation),
    )


def credit_record(of: Supplier, number: str = "苏环罚〔2025〕9号", **facts: Any) -> CreditRecord:
    """A penalty as a file brought it."""
    usual = {"kind": CreditRecord.Kind.PENALTY, "source": "信用中国", "fetched_at": clock.now()}
    return CreditRecord.objects.create(supplier=of, number=number, **usual | facts)


def credit_objection(to: CreditRecord, *, by: User | None = None) -> CreditObjection:
    """The body says that the penalty was not its own, and waits for its association."""
    member = by or accounts.owner_of(to.supplier.organisation)
    return objections.submit(
        to, statement="处罚的不是我单位。", file=files.checked("证明.pdf"), member=member
    )


def credit_anomaly(of: Supplier, *, by: User, site: str = "credit-china") -> CreditCheck:
    """An officer saw a penalty on a site, and waits for a colleague."""
    picture = files.checked("截图.pdf")
    found = checks.Found(site, CreditCheck.Finding.ANOMALY, "列入经营异常名录。", picture)
    return checks.check(of, [found], looked_on=clock.today(), officer=by)[0]
