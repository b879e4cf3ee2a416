"""How each make of site lays out its lists and its notices, after the shapes that are known of them."""

import csv
import datetime as dt
import io
import json
from collections.abc import Iterable, Sequence
from html import escape

from greenbridge.connectors.testing.texts import MARK, Text
from greenbridge.core.sheets import Sheet, workbook

MOVED = 70_000_000
"""What is added to the number of a notice that was moved to a new address."""
DIRECTORIES = {
    "tender": "gkzb",
    "consult": "jzxcs",
    "single": "dylygg",
    "change": "gzgg",
    "award": "zbgg",
    "stop": "fblbgg",
}
WORDS = {
    "tender": "公开招标",
    "consult": "竞争性磋商",
    "single": "单一来源",
    "change": "更正公告",
    "award": "中标公告",
    "stop": "终止公告",
}
ACCOUNT = {"tender": "采购公告", "award": "结果公告"}
COLUMNS = (
    "编号",
    "公告标题",
    "网址",
    "发布时间",
    "公告类型",
    "地区",
    "采购人",
    "采购人地址",
    "预算金额",
    "项目编号",
    "正文",
)


class Layouts:
    """The pages of all sites as they are on one day. ``is_moved``: notices stand under new addresses."""

    def __init__(self, today: dt.date, *, is_moved: bool = False) -> None:
        self.today, self.is_moved = today, is_moved

    def number(self, text: Text) -> int:
        return text.number + MOVED if self.is_moved else text.number

    # --- 中国政府采购网 ---

    def ccgp_list(self, texts: Iterable[Text]) -> str:
        rows = "\n".join(
            f'<li><a href="{self._ccgp_link(text, ".")}" title="{escape(text.title)}">{escape(text.title[:24])}…</a>\n'
            f' <em rel="bxlx">{WORDS[text.kind]}</em> 发布时间：<em>{text.day(self.today)} 10:00</em>'
            f" 地域：<em>{text.region}</em> 采购人：<em>{escape(text.buyer)}</em></li>"
            for text in texts
        )
        return page("地方公告", f'<ul class="c_list_bid">{rows}</ul>')

    def ccgp_search(self, texts: Iterable[Text]) -> str:
        rows = "\n".join(
            f'<li><a href="http://www.ccgp.gov.cn/cggg/dfgg/{DIRECTORIES[text.kind]}{self._ccgp_link(text, "")}">{escape(text.title)}</a>'
            f"<span>{text.day(self.today):%Y.%m.%d} 10:00:00 | 采购人：{escape(text.buyer)} | 代理机构：{text.agency} "
            f"<strong>{WORDS[text.kind]}</strong> | <a>{text.region}</a></span></li>"
            for text in texts
        )
        return page("检索结果", f'<ul class="vT-srch-result-list-bid">{rows}</ul>')

    def _ccgp_link(self, text: Text, before: str) -> str:
        day = text.day(self.today)
        return f"{before}/{day:%Y%m}/t{day:%Y%m%d}_{self.number(text)}.htm"

    def ccgp_detail(self, text: Text) -> str:
        day = text.day(self.today)
        facts = [
            ("采购项目名称", _name(text)),
            ("品目", ""),
            ("采购单位", text.buyer),
            (
                "行政区域",
                {"上海": "上海市", "江苏": "江苏省", "浙江": "浙江省"}.get(text.region, text.region),
            ),
            ("公告时间", f"{day:%Y年%m月%d日} 10:00"),
            ("预算金额", text.budget),
            ("总中标金额", text.award),
        ]
        people = [
            ("项目联系人", "王示例"),
            ("项目联系电话", "13800000000"),
            ("采购单位", text.buyer),
            ("采购单位地址", text.address),
            ("采购单位联系方式", "021-00000000"),
            ("代理机构名称", text.agency),
            ("代理机构地址", text.agency_address),
        ]
        head = f'<meta name="ArticleTitle" content="{escape(text.title)}"><meta name="PubDate" content="{day} 10:00">'
        return page(
            text.title,
            f'<div class="vF_deail_currentloc">首页 » 地方公告 » {WORDS[text.kind]}</div>'
            f'<div class="vF_detail_header"><h2 class="tc">{escape(text.title)}</h2><p class="tc">'
            f'<span id="pubTime">{day:%Y年%m月%d日} 10:00</span> 来源：<span id="sourceName"></span></p></div>'
            f"<div class='table'><h5>公告概要：</h5><table><tr><td colspan='4'><b>公告信息：</b></td></tr>{_cells(facts)}"
            f'<tr><td colspan="4"><b>联系人及联系方式：</b></td></tr>{_cells(people)}</table></div>'
            f'<div class="vF_detail_content">{self.body(text)}</div>'
            f'<ul class="fjxx"><li><a href="/files/{text.number}.pdf">采购文件.pdf</a></li></ul>',
            head,
        )

    def body(self, text: Text) -> str:
        """The numbered text that all makes of site carry."""
        parts = [
            f"<p>{MARK}</p>",
            f"<p><strong>一、项目编号：</strong>{text.project}</p>",
            f"<p><strong>二、项目名称：</strong>{escape(_name(text))}</p>",
        ]
        if text.winner:
            rows = "".join(
                f'<tr><td>{n}</td><td class="code-winningSupplierName">{text.winner}</td>'
                f'<td class="code-summaryPrice">{_in_body(text.award)}</td></tr>'
                for n in range(1, text.lots + 1)
            )
            parts.append(
                f"<p>三、中标（成交）信息</p><table><tr><th>标项</th><th>供应商名称</th><th>金额</th></tr>{rows}</table>"
            )
            parts.append(f"<p>五、评审专家：{'、'.join(['张示例', '李示例', '赵示例'][: text.lots])}</p>")
        else:
            parts.append(f"<p>预算金额：{text.budget or '见原公告'}</p>")
            parts.append(
                f"<p>提交投标文件截止时间：{text.deadline(self.today):%Y年%m月%d日} 09:30（北京时间）</p>"
            )
            parts.append("<p>采购需求：按国家规范开展现场采样、实验室分析，每月提交监测报告。</p>")
        parts.append(
            f"<p>九、联系方式</p><p>采购人：{escape(text.buyer.split(',')[0])}</p><p>地址：{text.address}</p>"
        )
        return "".join(parts)

    # --- 政采云 ---

    def zcy_list(self, texts: Sequence[Text]) -> str:
        rows = [
            {
                "title": text.title,
                "articleId": str(self.number(text)),
                "publishDate": self._ms(text),
                "districtName": text.region,
                "pathName": ACCOUNT.get(text.kind, WORDS[text.kind]),
            }
            for text in texts
        ]
        return _json({"success": True, "result": {"data": {"total": len(rows), "data": rows}}})

    def zcy_detail(self, text: Text) -> str:
        inner = escape(f"<html><body>{self.body(text)}</body></html>", quote=True)
        return page(text.title, f'<iframe class="content-container-mapFrame" srcdoc="{inner}"></iframe>')

    def zhejiang_list(self, texts: Sequence[Text]) -> str:
        rows = [
            {
                "id": self.number(text),
                "title": text.title,
                "url": f"/cms/{self.number(text)}",
                "pubDate": str(self._ms(text)),
                "districtName": text.region,
                "typeName": f"{WORDS[text.kind]}公告",
            }
            for text in texts
        ]
        return _json({"articles": rows})

    def zhejiang_detail(self, text: Text) -> str:
        return _json(
            {
                "noticeTitle": text.title,
                "noticePubDate": str(self._ms(text)),
                "noticeContent": self.body(text),
            }
        )

    def _ms(self, text: Text) -> int:
        noon = dt.datetime.combine(text.day(self.today), dt.time(2), tzinfo=dt.UTC)
        return int(noon.timestamp() * 1000)

    # --- 中国招标投标公共服务平台 ---

    def ceb_list(self, texts: Iterable[Text]) -> str:
        rows = "".join(
            f'<tr><td><a href="javascript:urlOpen(\'{self.number(text):032x}\')" title="{escape(text.title)}">{escape(text.title[:20])}</a></td>'
            f'<td><span title="生态环保">生态环保</span></td><td><span title="{text.region}">【{text.region}】</span></td><td>示例交易平台</td>'
            f'<td>{text.day(self.today)}</td><td name="openTime" id="{text.deadline(self.today)} 09:30:00"></td></tr>'
            for text in texts
        )
        return page(
            "公告列表",
            f'<table class="table_text">{rows}</table><div class="pagination"><label>1</label></div>',
        )

    # --- What is read by settings alone ---

    def park_list(self, texts: Iterable[Text]) -> str:
        rows = "".join(
            f'<li><a href="{self.number(text)}.html">{escape(text.title)}</a><span class="date">{text.day(self.today)}</span></li>'
            for text in texts
        )
        return page("通知公告", f'<div class="notices"><ul>{rows}</ul></div>')

    def park_detail(self, text: Text) -> str:
        lines = [
            MARK,
            f"项目编号：{text.project}",
            f"采购单位：{text.buyer}",
            f"地址：{text.address}",
            f"预算金额：{text.budget}",
            f"截止时间：{text.deadline(self.today):%Y年%m月%d日} 09:30",
        ]
        body = "".join(f"<p>{line}</p>" for line in lines)
        return page(
            text.title,
            f'<h1>{escape(text.title)}</h1><p class="meta">发布时间：{text.day(self.today)} 10:00 来源：园区</p><div class="article">{body}</div>',
        )

    def api_list(self, texts: Sequence[Text]) -> str:
        rows = [
            {
                "no": str(self.number(text)),
                "url": f"/notice/{self.number(text)}",
                "name": text.title,
                "time": f"{text.day(self.today)} 10:00",
                "area": text.region,
                "owner": {"name": text.buyer, "address": text.address},
                "budget": text.budget,
                "code": text.project,
                "summary": MARK,
            }
            for text in texts
        ]
        return _json({"data": {"total": len(rows), "items": rows}})

    def rss(self, texts: Iterable[Text]) -> str:
        items = "".join(
            f"<item><title>{escape(text.title)}</title><link>https://notices.example/n/{self.number(text)}</link>"
            f"<guid>{self.number(text)}</guid><pubDate>{text.day(self.today)} 10:00</pubDate>"
            f"<author>{escape(text.buyer)}</author><description>{escape(self.body(text))}</description></item>"
            for text in texts
        )
        return f'<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel><title>示例协会</title>{items}</channel></rss>'

    def atom(self, texts: Iterable[Text]) -> str:
        entries = "".join(
            f'<entry><title>{escape(text.title)}</title><link href="https://notices.example/n/{self.number(text)}"/>'
            f"<id>{self.number(text)}</id><published>{text.day(self.today)} 10:00</published>"
            f"<content type='html'>{escape(self.body(text))}</content></entry>"
            for text in texts
        )
        return f'<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom"><title>示例协会</title>{entries}</feed>'

    def csv(self, texts: Iterable[Text]) -> str:
        lines = io.StringIO()
        csv.writer(lines).writerows([COLUMNS, *self._cells_of(texts)])
        return lines.getvalue()

    def jiangsu_csv(self, texts: Iterable[Text]) -> str:
        """What a person takes down from a site that gives its list to persons only."""
        lines = io.StringIO()
        rows = [
            (text.title, f"/jiangsu/{self.number(text)}.htm", f"{text.day(self.today)} 10:00")
            for text in texts
        ]
        csv.writer(lines).writerows([("公告标题", "网址", "发布时间"), *rows])
        return lines.getvalue()

    def xlsx(self, texts: Iterable[Text]) -> bytes:
        return workbook([Sheet("采购清单", COLUMNS, self._cells_of(texts))])

    def _cells_of(self, texts: Iterable[Text]) -> list[tuple[str, ...]]:
        return [
            (
                str(self.number(text)),
                text.title,
                f"https://notices.example/n/{self.number(text)}",
                f"{text.day(self.today)} 10:00",
                WORDS[text.kind],
                text.region,
                text.buyer,
                text.address,
                text.budget,
                text.project,
                MARK,
            )
            for text in texts
        ]


def page(title: str, body: str, head: str = "") -> str:
    return (
        f'<!DOCTYPE html>\n<html lang="zh"><head><meta charset="utf-8"><title>{escape(title)}</title>{head}</head>\n'
        f"<body>\n{body}\n<p>本页为示例，内容纯属虚构。</p>\n</body></html>\n"
    )


def _cells(pairs: Sequence[tuple[str, str]]) -> str:
    return "".join(
        f"<tr><td class='title'>{label}</td><td colspan='3'>{escape(value)}</td></tr>"
        for label, value in pairs
    )


def _name(text: Text) -> str:
    return text.title.partition("（示例）")[0] + "（示例）"


def _in_body(award: str) -> str:
    """The same amount as sites write it in the text."""
    return "总价形式报价:569800.00(元)" if "56.98" in award else award


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False)
