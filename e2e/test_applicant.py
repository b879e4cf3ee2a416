"""By keyboard on a small screen: an application is withdrawn, comes back with a reason, is corrected, and is refused in the end."""

import re

from e2e.people import Person
from e2e.world import Body, World, applies, decides, has_signed_up, new_body, opens_task

HOME = ("江苏省", "苏州市", "吴江区", "盛泽镇")
OTHER_NAME, NO_PROOF = "单位名称与营业执照不一致。", "证明材料不足以说明您可以代表该单位。"


def test_an_application_is_withdrawn_corrected_and_refused(by_keyboard: World) -> None:
    body, licence = new_body("盛泽环保", "周末", "320509"), by_keyboard.file("营业执照.pdf")
    applicant, officer = by_keyboard.visitor(), by_keyboard.demo("顾澄")
    has_signed_up(applicant, body)

    applies(applicant, body, "提供服务", HOME, licence)
    applicant.follows("撤回申请").sees("撤回")
    applies(applicant, body, "提供服务", HOME, licence)
    asks_for_the_number(officer, body)
    decides(officer, body.name, "退回修改", OTHER_NAME)

    corrects(applicant, body)
    decides(officer, body.name, "不予通过", NO_PROOF)
    applicant.opens("/messages/").sees(NO_PROOF)
    applicant.opens("/desk/").sees("先认证您的单位")


def asks_for_the_number(officer: Person, body: Body) -> None:
    opens_task(officer, body.name)
    officer.does_not_see(body.phone).presses(re.compile("^查看联系方式")).sees(body.phone)


def corrects(applicant: Person, body: Body) -> None:
    applicant.opens("/desk/").follows(re.compile(re.sub(r"\W", ".", body.name))).sees(OTHER_NAME)
    applicant.writes("单位名称", body.name).follows("提交认证").sees("认证申请已提交")
