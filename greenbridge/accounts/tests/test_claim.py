"""A body that an official list brought in is claimed with proof, and its association decides."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from greenbridge.accounts import services
from greenbridge.accounts.errors import OrganisationTaken, ProofMissing
from greenbridge.accounts.models import Organisation, User, VerificationCase
from greenbridge.accounts.reviews import Decision
from greenbridge.audit.models import AuditRecord
from greenbridge.testing import cast
from greenbridge.testing.pages import as_, fetch, words_of

pytestmark = pytest.mark.usefixtures("ground")


def claimed(applicant: User | None = None) -> VerificationCase:
    return services.apply(applicant or cast.person(), cast.statement(), cast.checked(), cast.claim())


def test_a_passed_claim_makes_the_applicant_owner_and_keeps_what_the_list_said() -> None:
    imported, officer = cast.imported(), cast.officer("31")
    case = claimed()

    body = services.pass_case(case, officer=officer)

    assert (body.pk, body.owner, body.name) == (imported.pk, case.applicant, "华新食品有限公司")
    assert "已通过认领" in case.applicant.inbox.latest("id").text
    trace = AuditRecord.objects.get(action="verification.passed")
    assert trace.before == {"名称": "华新食品厂", "经营地址": "旧路1号"}


def test_a_known_body_is_not_taken_over_by_its_code_alone() -> None:
    imported = cast.imported()

    with pytest.raises(ProofMissing):
        cast.application()

    assert imported.owner is None
    assert not VerificationCase.objects.exists()


def test_a_body_that_came_onto_a_list_after_the_application_needs_proof_too() -> None:
    case = cast.application()
    imported = cast.imported()

    with pytest.raises(ProofMissing):
        services.pass_case(case, officer=cast.officer("31"))

    case.refresh_from_db()
    assert (case.decision, imported.owner) == (Decision.WAITING, None)


def test_a_body_with_an_owner_is_not_claimed() -> None:
    dyer = cast.dyer()
    stated = cast.statement(credit_code=dyer.credit_code, name=dyer.name)

    with pytest.raises(OrganisationTaken):
        services.apply(cast.person(), stated, cast.checked(), cast.claim())


@pytest.mark.parametrize(("decide", "said"), [("return_case", "退回"), ("refuse_case", "未予通过")])
def test_a_claim_that_is_turned_back_tells_why_and_the_body_stays_free(decide: str, said: str) -> None:
    imported, case = cast.imported(), claimed()

    getattr(services, decide)(case, officer=cast.officer("31"), reasons="授权书未盖章。")

    text = case.applicant.inbox.latest("id").text
    assert said in text
    assert "授权书未盖章。" in text
    assert imported.owner is None


def test_of_two_claims_one_passes() -> None:
    cast.imported()
    first = claimed()
    second = services.apply(
        cast.person("吴一", "wu@mail.example"), cast.statement(side="supplier"), cast.checked(), cast.claim()
    )
    services.pass_case(first, officer=cast.officer("31"))

    with pytest.raises(OrganisationTaken):
        services.pass_case(second, officer=cast.officer("31"))

    assert Organisation.objects.get().owner == first.applicant


@pytest.mark.parametrize("lacking", [{"grounds": ""}, {"proof": None}])
def test_the_database_too_wants_proof_of_a_claim(lacking: dict[str, Any]) -> None:
    cast.imported()
    case = claimed()

    with pytest.raises(IntegrityError), transaction.atomic():
        VerificationCase.objects.filter(pk=case.pk).update(**lacking)


def test_only_the_officer_of_the_province_reads_the_proof() -> None:
    cast.imported()
    case = claimed()
    assert case.proof
    url = reverse("files:download", args=[case.proof.stored_as])

    readers = (cast.officer("31"), cast.officer("32"), cast.admin())

    assert [fetch(who, url).status_code for who in readers] == [200, 404, 404]


def test_the_form_asks_for_proof_keeps_what_was_typed_and_leads_to_the_officers_page() -> None:
    imported, person = cast.imported(), cast.person()
    browser = as_(person)
    url = reverse("accounts:apply")
    assert "认领“华新食品厂”" in words_of(browser.get(url, {"claim": imported.credit_code}))
    typed = vars(cast.statement()) | {"region": "310118107", "licence": cast.pdf()}

    page = words_of(browser.post(url, typed))
    assert "请说明您与单位的关系" in page
    assert "华新食品有限公司" in page
    proven = {"licence": cast.pdf(), "grounds": "我是法定代表人。", "proof": cast.pdf("授权书.pdf")}
    assert browser.post(url, typed | proven).status_code == 302

    case = VerificationCase.objects.get()
    shown = words_of(as_(cast.officer("31")).get(reverse("accounts:review", args=[case.pk])))
    for words in ("认领为需求企业", "我是法定代表人。", "下载证明材料", "申请与记录不同之处", "华新食品厂"):
        assert words in shown
