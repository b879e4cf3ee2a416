"""A supplier registers, is verified, fills in its profile, is listed, and answers a demand that fits."""

import re

from e2e.world import World, applies, decides, in_days, new_body, signs_up


def test_a_supplier_is_listed_and_answers_a_demand_that_fits(world: World) -> None:
    body = new_body("西塘检测", "钟意", "330421")
    supplier, officer = world.visitor(), world.demo("陆源")

    signs_up(supplier, body)
    applies(supplier, body, "提供服务", ("浙江省", "嘉兴市", "嘉善县", "西塘镇"), world.file("营业执照.pdf"))
    decides(officer, body.name, "通过")

    supplier.opens("/desk/").follows("机构资料").follows("修改简介和联系人")
    supplier.writes("机构简介", "水、气、噪声监测，五个工作日出报告。").writes(
        "业务联系人", body.person
    ).writes("业务电话", body.phone).follows("保存")
    supplier.follows("添加业务").chooses("业务类型", "环境监测")
    supplier.writes("服务地区", "嘉善县、青浦区").follows("添加")
    supplier.follows("添加资质").chooses("资质种类", "检验检测机构资质认定证书")
    supplier.writes("证书编号", "演示CMA-9001").writes("发证机关", "演示发证机关")
    supplier.dates("有效期至", in_days(700))
    supplier.attaches("扫描件", world.file("资质证书.pdf")).follows("添加").sees("演示CMA-9001")
    supplier.sees("“环境监测”须先添加资质：监测备案")
    supplier.follows("添加资质").chooses("资质种类", "生态环境监测机构备案")
    supplier.writes("证书编号", "演示监备-9001").writes("发证机关", "演示生态环境局")
    supplier.attaches("扫描件", world.file("备案回执.pdf")).follows("添加").sees("演示监备-9001")
    supplier.follows("提交入驻").sees("正在审核")
    decides(officer, body.name, "通过")
    world.visitor().opens(f"/suppliers/?q={body.name}").soon_sees("1 家机构").follows(body.name).sees(
        "环境监测"
    )

    supplier.opens("/deals/opportunities/").sees("监测").does_not_see("震泽镇厂界噪声和废水例行监测").follows(
        re.compile("天凝镇厂界噪声和废水例行监测")
    )
    supplier.does_not_see("电话：", "0512-").writes(
        "响应说明", "可在三个工作日内采样，已为同类企业做过四年。"
    )
    supplier.follows("提交响应").sees("双方现在可以查看彼此的联系方式", "您已于", body.phone)
