"""Readers of the demo library (演示数据): the dye works follows a rule, and has reported two of its clauses; one is answered."""

from greenbridge.accounts.models import Organisation, Role, User
from greenbridge.library.feedback import services as feedback
from greenbridge.library.following import queries, services
from greenbridge.library.models import Clause, Follow, TextFeedback, Version

COMPANY = "青溪染整"
ARTICLE = Clause.Level.ARTICLE
REPORTED = (
    (TextFeedback.Kind.WORDS, "这一条第一款末尾少了句号（演示）。", "已对照来源补上句号（演示）。"),
    (TextFeedback.Kind.STATUS, "听说有新的文本，请核对施行日期（演示）。", ""),
)


def seed() -> None:
    reader = Organisation.objects.get(name__startswith=COMPANY).members.earliest("pk")
    editor = User.objects.filter(grants__role=Role.EDITOR, is_demo=True).earliest("pk")
    version = Version.objects.published().filter(work__is_demo=True, clauses__level=ARTICLE).earliest("pk")
    subject = queries.of_work(version.work.code)
    if subject:
        services.follow(subject, Follow.Pace.DAILY, person=reader)
    clause = version.clauses.filter(level=ARTICLE).first()
    for kind, text, answer in REPORTED:
        row = feedback.report(version, clause, kind=kind, text=text, reporter=reader)
        if answer:
            feedback.answer(row, editor=editor, state=TextFeedback.State.CORRECTED, answer=answer)
