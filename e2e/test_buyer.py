"""A buyer registers, is verified, posts a demand, corrects it once, and sees it published."""

from e2e.world import Wish, World, applies, decides, fills_in, new_body, signs_up, submits


def test_a_buyer_registers_posts_corrects_and_is_published(world: World) -> None:
    body = new_body("练塘染整", "唐宁", "310118")
    wish = Wish(
        title=f"定型机废气治理 {body.credit_code[-6:]}",
        description="定型机两台，需改造静电除油并达标。",
        service_type="废气治理",
        places=("上海市", "上海市", "青浦区", "练塘镇"),
    )
    buyer, officer = world.visitor(), world.demo("沈清")

    signs_up(buyer, body)
    buyer.opens("/demands/").follows("发布需求").sees("先完成单位认证")
    applies(buyer, body, "找服务", wish.places, world.file("营业执照.pdf"))
    decides(officer, body.name, "通过")

    fills_in(buyer, wish)
    submits(buyer).sees("需求已提交", "上海市环境保护产业协会审核")
    decides(officer, wish.title, "退回修改", "需求说明不够具体，请补充现状、工作量和验收方式。")

    buyer.opens("/demands/mine/").follows("继续填写").sees("需求说明不够具体")
    buyer.follows("修改 需求说明").writes(
        "需求说明", "定型机两台，共四万立方米每小时，停产不超过五天，按印染排放标准验收。"
    )
    submits(buyer.follows("保存并继续").opens("/demands/mine/").follows("继续填写"))
    decides(officer, wish.title, "通过")

    world.visitor().opens(f"/demands/?q={body.credit_code[-6:]}").soon_sees(wish.title).follows(
        wish.title
    ).sees("四万立方米每小时", "公开征集")
