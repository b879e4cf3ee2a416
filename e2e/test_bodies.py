"""Who speaks for a body, who works for the platform, and who waits: told in a browser."""

import re

from e2e.people import Person
from e2e.world import (
    ENTRY,
    World,
    applies,
    chooses_place,
    decides,
    has_signed_up,
    mailed,
    new_body,
    opens_task,
)

HOME = ("江苏省", "苏州市", "吴江区", "盛泽镇")
INVITATION = r"/accounts/invitations/[^/\s<\"]+/"
CLOSED = ("江苏省", "苏州市", "昆山市")


def test_a_body_is_handed_over_left_and_claimed_again_with_proof(world: World) -> None:
    body = new_body("盛泽织造", "顾言", "320509")
    colleague, stranger = new_body("同事", "陆晨", "320509"), new_body("后来", "许青", "320509")
    owner, member, claimant = (world.visitor() for _ in range(3))
    officer = world.demo("顾澄")
    has_signed_up(owner, body)
    applies(owner, body, "找服务", HOME, world.file("营业执照.pdf"))
    decides(officer, body.name, "通过")
    has_signed_up(member, colleague)
    has_signed_up(claimant, stranger)

    owner.opens("/accounts/organisation/").writes("手机号或电子邮箱", colleague.email).follows("发出邀请")
    claimant.opens(mailed(claimant, INVITATION)).sees("只有确认过这个邮箱的账号可以接受")
    member.opens(mailed(member, INVITATION)).follows("确认加入")
    owner.opens("/accounts/organisation/").follows(re.compile("^移交负责人")).sees("等待答复")
    member.opens("/accounts/organisation/").sees("邀请您接任").follows("接受").sees("您已是单位负责人")
    owner.opens("/accounts/organisation/").follows("退出单位").sees("负责人会收到告知").follows("确认退出")
    member.opens("/accounts/organisation/").follows("退出单位").sees("最后一位成员").follows("确认退出")

    claimant.opens("/desk/").follows("认证我的单位").picks(re.compile(r"^\s*找服务："))
    claimant.writes("统一社会信用代码", body.credit_code).writes("单位名称", body.name)
    chooses_place(claimant, HOME)
    claimant.writes("经营地址", "振兴路2号").writes("联系电话", stranger.phone)
    claimant.attaches("营业执照", world.file("营业执照.pdf")).follows("提交认证")
    claimant.sees(f"认领“{body.name}”", "请说明您与单位的关系")
    claimant.writes("您与单位的关系", "我受法定代表人委托办理平台事务。")
    claimant.attaches("证明材料", world.file("授权书.pdf"))
    claimant.attaches("营业执照", world.file("营业执照.pdf")).follows("提交认证").sees("认领为需求企业")
    sees_the_proof(officer, body.name)
    decides(officer, body.name, "通过")
    claimant.opens("/accounts/organisation/").sees(f"{stranger.person}（负责人）")


def sees_the_proof(officer: Person, name: str) -> None:
    opens_task(officer, name)
    officer.sees("我受法定代表人委托", "下载证明材料", "申请与记录不同之处", "振兴路1号")


def test_a_role_is_proposed_by_one_administrator_and_given_by_another(world: World) -> None:
    newcomer = new_body("新员", "方宁", "310118")
    system, security = world.demo("江衡"), world.demo("石磊")

    system.opens("/desk/").follows("工作人员")
    system.writes("电子邮箱", newcomer.email).writes("姓名", newcomer.person)
    system.chooses("角色", "运维人员").writes("授予理由", "新入职，负责名单导入。")
    system.follows("提交确认").sees("等待安全管理员确认", newcomer.person)

    security.opens("/accounts/roles/").follows(re.compile(f"授予{newcomer.person}"))
    security.sees("新入职，负责名单导入。").picks("同意，立即生效").follows("提交意见")
    security.sees("对方尚未设置密码", newcomer.email)
    assert "/accounts/enter/" not in security.page.content()
    world.visitor().opens(mailed(system, ENTRY)).sees(f"{newcomer.person}，您好", "设置密码")
    security.opens("/accounts/people/").writes("姓名、邮箱或手机号", newcomer.email).follows("查找")
    security.follows(newcomer.person).writes("理由", "试用结束。").follows("停用").sees("已停用")


def test_a_buyer_from_a_closed_region_waits_and_the_operator_sees_it(world: World) -> None:
    body = new_body("玉山包装", "陶然", "320583")
    buyer, operator = world.visitor(), world.demo("韩松")
    has_signed_up(buyer, body)
    buyer.opens("/desk/").follows("认证我的单位").picks(re.compile(r"^\s*找服务："))
    buyer.writes("统一社会信用代码", body.credit_code).writes("单位名称", body.name)
    chooses_place(buyer, CLOSED)
    buyer.writes("经营地址", "前进路1号").writes("联系电话", body.phone)
    buyer.attaches("营业执照", world.file("营业执照.pdf")).follows("提交认证").sees("暂未开放注册")

    buyer.follows("开放时通知我").sees("开放当天通知您", body.name)
    operator.opens("/desk/").follows("开放阶段").sees("等候通知", body.name, "昆山市")
    buyer.opens("/desk/").follows("开放通知").follows("不再需要，删除登记").sees("已取消开放通知")
