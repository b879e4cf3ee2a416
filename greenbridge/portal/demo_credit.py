"""What is said of the credit of the suppliers of the demo world (演示数据)."""

import datetime as dt
import json
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import SimpleUploadedFile

from greenbridge.accounts.models import User
from greenbridge.portal import demo_words as words
from greenbridge.suppliers.credit import checks, objections, reports, runs
from greenbridge.suppliers.credit.sites import sites
from greenbridge.suppliers.models import CreditRun

if TYPE_CHECKING:
    from greenbridge.portal.demo import Seeder


class Credit:
    """Records, reports, checks and objections of the suppliers that a seeder has made."""

    def __init__(self, world: "Seeder") -> None:
        self.world = world
        self.suppliers, self.officers, self.today = world.suppliers, world.officers, world.today

    def follow(self) -> None:
        self._records()
        self._reports()
        self._checks()
        self._objections()

    def _records(self) -> None:
        """A file was taken over; the next one waits for the operator's yes, with a record that is at fault."""
        operator = User.objects.get(email=words.STAFF[0][1])
        taken, waiting = words.CREDIT_RECORDS
        runs.confirm(self._handed_over(taken, operator), by=operator)
        self._handed_over(waiting, operator)

    def _handed_over(self, records: tuple[tuple[int, dict[str, str]], ...], by: User) -> CreditRun:
        rows = [{"统一社会信用代码": self.suppliers[n].code} | record for n, record in records]
        file = SimpleUploadedFile("信用记录（演示）.json", json.dumps(rows, ensure_ascii=False).encode())
        return runs.start(file, source=words.CREDIT_SOURCE, handed_on=self.today, by=by)

    def _reports(self) -> None:
        """One stands on its record, one will be too old soon, one waits, one came back."""
        for n, (days, fate) in words.CREDIT_REPORTS.items():
            body = self.suppliers[n]
            file = self.world.paper("信用报告（演示）.pdf")
            issued_on = self.today - dt.timedelta(days=days)
            row = reports.submit(body, file=file, issued_on=issued_on, member=body.people[0])
            officer = self.officers[row.association.province_id]
            if fate == "passed":
                reports.approve(row, officer=officer)
            elif fate == "returned":
                reasons = "填写的报告日期与报告不一致（演示）。"
                reports.send_back(row, officer=officer, reasons=reasons)

    def _checks(self) -> None:
        """Some were looked up; of one a site showed an anomaly that waits for a colleague, of one a colleague recorded it."""
        scorers = self.world.scorers()
        for n, anomaly in words.CREDIT_CHECKS.items():
            body = self.suppliers[n]
            province = body.organisation.region.province_code
            findings = dict.fromkeys(sites(), "clear") | ({"credit-china": "anomaly"} if anomaly else {})
            found = [self._found(site, finding) for site, finding in findings.items()]
            made = checks.check(body, found, looked_on=self.today, officer=scorers[province])
            if anomaly == "recorded":
                document = checks.Document(decided_on=self.today, **words.CREDIT_DOCUMENT)
                officer = self.officers[province]
                checks.put_on_record(made[0], document, officer=officer)

    def _objections(self) -> None:
        """A body objects to what is on its record: one waits for the association, one for the source."""
        for n, number, statement, waits_for in words.CREDIT_OBJECTIONS:
            body = self.suppliers[n]
            record = body.credit_records.get(number=number)
            row = objections.submit(record, statement=statement, file=None, member=body.people[0])
            if waits_for:
                officer = self.officers[row.association.province_id]
                objections.answer(row, officer=officer, decision="returned", reasons=waits_for)

    def _found(self, site: str, finding: str) -> checks.Found:
        if finding != "anomaly":
            return checks.Found(site, finding)
        file = self.world.paper("网页打印（演示）.pdf")
        return checks.Found(site, finding, "网站列有一条行政处罚（演示）。", file)
