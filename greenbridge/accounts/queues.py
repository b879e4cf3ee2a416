"""What of this room waits on whose desk."""

from django.urls import reverse

from greenbridge.accounts import contacts
from greenbridge.accounts.desk import Entry, Queue, Task, Waiting, register, register_entry
from greenbridge.accounts.models import Role, RoleChange, User, VerificationCase, WaitingBuyer
from greenbridge.accounts.reviews import Decision, Review
from greenbridge.accounts.workload import of_reviews
from greenbridge.core import mobile


def review_task(review: Review, *, kind: str, url: str, region: str) -> Task:
    """A waiting review as a task; what has escalated says so."""
    escalated = bool(review.escalated_at)
    return Task(
        kind=kind,
        title=str(review),
        url=url,
        region=region,
        since=review.submitted_at,
        due_at=review.due_at,
        status="超期督办" if escalated else review.get_decision_display(),
        status_kind="warn" if escalated else "plain",
    )


def verifications(user: User) -> Waiting:
    cases = VerificationCase.objects.visible_to(user).waiting().select_related("region")
    return Waiting(cases, _verification)


def _verification(case: VerificationCase) -> Task:
    url = reverse("accounts:review", args=[case.pk])
    return review_task(case, kind=case.what, url=url, region=case.region.local_name)


def my_applications(user: User) -> list[Task]:
    """My own applications that wait or came back."""
    cases = VerificationCase.objects.filter(applicant=user).order_by("-submitted_at").select_related("region")
    latest = cases.first()
    if latest is None or latest.decision not in {Decision.WAITING, Decision.RETURNED}:
        return []
    returned = latest.decision == Decision.RETURNED
    url = latest.again_url if returned else reverse("accounts:applied", args=[latest.pk])
    return [
        Task(
            kind=f"单位{latest.get_purpose_display()}",
            title=latest.name,
            url=url,
            region=latest.region.local_name,
            since=latest.submitted_at,
            due_at=None if returned else latest.due_at,
            status=latest.get_decision_display(),
            status_kind="warn" if returned else "plain",
        )
    ]


def is_waiting(user: User) -> bool:
    return WaitingBuyer.objects.filter(user=user).exists()


def is_security_admin(user: User) -> bool:
    return Role.SECURITY_ADMIN in user.roles


def role_changes(user: User) -> list[Task]:
    """Proposed roles that this security administrator may confirm: not one's own, not for oneself."""
    waiting = RoleChange.objects.filter(decision=RoleChange.Decision.WAITING).exclude(user=user)
    return [
        Task(
            kind="角色审批",
            title=str(change),
            url=reverse("accounts:role_change", args=[change.pk]),
            since=change.proposed_at,
            status=change.get_decision_display(),
        )
        for change in waiting.select_related("user", "association").order_by("proposed_at")
    ]


def _applied_from(case: VerificationCase) -> contacts.Said:
    return case.contact_name, case.contact_phone, case.applicant.email or ""


def _signs_in_with(person: User) -> contacts.Said:
    return "", person.email or "", mobile.written(person.mobile or "")


def install() -> None:
    register(
        Queue(
            "verification",
            "单位认证",
            "待办",
            lambda user: user.is_officer,
            verifications,
            of_reviews(VerificationCase),
        )
    )
    rows = VerificationCase.objects.select_related("applicant")
    contacts.stands_on("verification", contacts.Page("accounts:review", rows.visible_to, said=_applied_from))
    account = contacts.Page(
        "accounts:account",
        lambda user: User.objects.all(),
        said=_signs_in_with,
        may_ask=is_security_admin,
    )
    contacts.stands_on("account", account)
    register(Queue("application", "我的认证", "待办", lambda user: not user.roles, my_applications))
    register_entry(
        Entry("我的单位", "accounts:organisation", "管理", lambda user: user.organisation is not None)
    )
    register_entry(Entry("关注和订阅", "accounts:heard", "管理", lambda user: not user.is_staff_member))
    register_entry(Entry("我的反馈", "accounts:reported", "管理", lambda user: not user.is_staff_member))
    register_entry(Entry("我的数据", "accounts:my_data", "管理", lambda user: True))
    register(Queue("role", "待确认的角色", "待办", is_security_admin, role_changes))
    register_entry(Entry("开放阶段", "accounts:opening", "管理", lambda user: Role.OPERATOR in user.roles))
    register_entry(Entry("开放通知", "accounts:waiting", "管理", is_waiting))
    register_entry(Entry("角色审批", "accounts:role_changes", "管理", is_security_admin))
    register_entry(Entry("账号管理", "accounts:people", "管理", is_security_admin))
    register_entry(Entry("工作人员", "accounts:staff", "管理", lambda user: Role.SYSTEM_ADMIN in user.roles))
    register_entry(Entry("账号安全", "accounts:security", "账号", lambda user: True))
