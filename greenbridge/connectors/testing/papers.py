"""Invented laws and standards (示例), and how official sites lay them out, after the shapes that are known of them."""

import io
import json
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

MARK = "示例文件，内容纯属虚构。"
MOVED = 70_000_000


@dataclass(frozen=True)
class Paper:
    """One law or standard, before any site has laid it out. ``status`` is the word or number of the site."""

    number: int
    title: str
    made: str
    begins: str
    code: str = ""
    status: str = ""
    kind: str = ""
    maker: str = ""
    instead: str = ""
    text: tuple[str, ...] = ()


FLK = {
    155: (
        Paper(
            9001,
            "中华人民共和国示例生态环境法",
            "2024-03-12",
            "2024-08-15",
            kind="法律",
            maker="全国人民代表大会",
            status="3",
        ),
        Paper(
            9002,
            "中华人民共和国示例水污染防治法",
            "2008-02-28",
            "2008-06-01",
            kind="法律",
            maker="全国人民代表大会常务委员会",
            status="1",
        ),
    ),
    210: (
        Paper(
            9003,
            "示例环境管理条例",
            "2019-12-01",
            "2020-01-01",
            kind="行政法规",
            maker="国务院",
            status="3",
        ),
    ),
    250: (
        Paper(
            9004,
            "上海市示例环境保护条例",
            "2021-09-28",
            "2021-10-01",
            kind="地方性法规",
            maker="上海市人民代表大会常务委员会",
            status="3",
        ),
    ),
    260: (
        Paper(
            9005,
            "江苏省示例水污染防治条例",
            "2020-11-27",
            "2021-05-01",
            kind="地方性法规",
            maker="江苏省人民代表大会常务委员会",
            status="3",
        ),
    ),
    270: (
        Paper(
            9006,
            "浙江省示例固体废物污染防治条例",
            "2022-09-29",
            "2023-01-01",
            kind="地方性法规",
            maker="浙江省人民代表大会常务委员会",
            status="3",
        ),
        Paper(
            9007,
            "浙江省示例道路交通条例",
            "2022-09-29",
            "2023-01-01",
            kind="地方性法规",
            maker="浙江省人民代表大会常务委员会",
            status="3",
        ),
    ),
}
"""Laws by the code under which 国家法律法规数据库 lists them: what they are, or who made them."""
STANDARDS = (
    Paper(
        8001,
        "示例工业水污染物排放标准",
        "2023-02-24",
        "2023-07-01",
        "GB 99002-2023",
        "现行",
        instead="GB 99002-2008",
    ),
    Paper(8002, "水质 示例物质的测定 示例光谱法", "2024-05-06", "2024-11-01", "HJ 99001-2024", "现行"),
)
OLD = Paper(8003, "示例工业水污染物排放标准", "2008-06-25", "2008-08-01", "GB 99002-2008", "废止")
RULES = (
    Paper(
        8101,
        "示例排污许可管理办法",
        "2021-11-30",
        "2022-01-01",
        "部令 第99号",
        text=(
            "（2021年11月30日生态环境部令第99号公布 自2022年1月1日起施行）",
            "第一条 为了示例，制定本办法。",
            "第二条 排污单位应当按照示例要求持证排污。",
            "第三条 本办法自2022年1月1日起施行。",
        ),
    ),
)
LOCAL = (
    Paper(
        8201,
        "上海市示例固体废物管理若干规定",
        "2024-04-02",
        "2024-05-01",
        "沪环规〔2024〕99号",
        text=(
            "第一条 为了示例，制定本规定。",
            "第二条 本规定自2024年5月1日起施行。",
        ),
    ),
)
EVERY = (*(paper for papers in FLK.values() for paper in papers), *STANDARDS, OLD, *RULES, *LOCAL)
BY_NUMBER = {paper.number: paper for paper in EVERY}
_PAGE = re.compile(r"/t\d{8}_(\d+)\.shtml$|/(\d+)\.html$|/ff80(\d+)\.docx$")


def by_address(where: str) -> Paper | None:
    """The document that stands at a path, old or new."""
    found = _PAGE.search(where)
    number = int(next(filter(None, found.groups()))) if found else 0
    return BY_NUMBER.get(number) or BY_NUMBER.get(number - MOVED)


@dataclass(frozen=True)
class Sites:
    """The pages of all sites. ``is_moved``: documents stand under new addresses; ``is_empty``: lists hold nothing."""

    is_moved: bool = False
    is_empty: bool = False

    def number(self, paper: Paper) -> int:
        return paper.number + MOVED if self.is_moved else paper.number

    def of(self, papers: Sequence[Paper]) -> Sequence[Paper]:
        return () if self.is_empty else papers

    def flk_list(self, form: Mapping[str, Any]) -> str:
        """国家法律法规数据库: one page of each code."""
        codes = [*_codes(form, "flfgCodeId"), *_codes(form, "zdjgCodeId")]
        papers = self.of(FLK.get(codes[0], ())) if codes and form.get("pageNum") == 1 else ()
        rows = [
            {
                "bbbs": f"ff80{self.number(paper):028d}",
                "title": paper.title.replace("示例", "<em class='highlight'>示例</em>"),
                "flxz": paper.kind,
                "zdjgName": paper.maker,
                "gbrq": paper.made,
                "sxrq": paper.begins,
                "sxx": int(paper.status),
            }
            for paper in papers
        ]
        return _json({"code": 200, "total": len(rows), "rows": rows})

    def flk_file(self, number: str) -> str:
        """Where the Word file of a law lies: an address that is signed anew each time."""
        return _json(
            {
                "code": 200,
                "data": {"url": f"https://flkoss.obs-bj2.cucloud.cn/prod/{number}.docx?Signature=x"},
            }
        )

    def mee_list(self, papers: Iterable[Paper]) -> str:
        rows = "".join(
            f'<li><span class="date">{paper.begins}</span><a href="{self._mee_link(paper)}">'
            f"{escape(paper.title)}（{paper.code}）</a></li>"
            for paper in papers
        )
        return f'<ul id="div">{rows}</ul>'

    def gzk_list(self, papers: Iterable[Paper]) -> str:
        rows = "".join(
            f'<li class="skipAutoFix"><a href="./gz{self._mee_link(paper)[1:]}">{escape(paper.title)}</a>'
            '<a href="./W0.docx">下载文字版</a></li>'
            for paper in papers
        )
        return f"<ul>{rows}</ul>"

    def _mee_link(self, paper: Paper) -> str:
        day = paper.made.replace("-", "")
        return f"./{day[:6]}/t{day}_{self.number(paper)}.shtml"

    def mee_detail(self, paper: Paper) -> str:
        instead = f"<p>代替：{paper.instead}</p>" if paper.instead else ""
        facts = (
            f"<p>标准号：{paper.code}</p><p>发布日期：{paper.made}</p><p>实施日期：{paper.begins}</p>{instead}"
            if not paper.text
            else f"<p>文号：{paper.code}</p>" + "".join(f"<p>{line}</p>" for line in paper.text)
        )
        return (
            f'<h2 class="neiright_Title">{escape(paper.title)}</h2><div class="neiright_JPZ_GK_CP">{facts}'
            f'<p><a href="./W0{paper.number}.pdf">{escape(paper.title)}</a></p></div>'
        )

    def openstd_list(self, papers: Iterable[Paper]) -> str:
        rows = "".join(
            f'<tr><td>{n}</td><td><a href="javascript:void(0)" onclick="showInfo(\'{self.number(paper):032X}\');">'
            f"{paper.code.replace('-', '—')}</a></td><td></td><td>{escape(paper.title)}</td><td>强标</td><td>{paper.status}</td>"
            f"<td>{paper.made}</td><td>{paper.begins}</td></tr>"
            for n, paper in enumerate(papers, 1)
        )
        return f'<table class="result_list"><tr><td>序号</td></tr>{rows}</table>'

    def samr_list(self, papers: Iterable[Paper]) -> str:
        rows = [
            {
                "id": f"{self.number(paper):032X}",
                "STD_CODE": paper.code.replace("HJ", "<sacinfo>HJ</sacinfo>"),
                "C_NAME": paper.title,
                "STATE": paper.status,
                "ISSUE_DATE": paper.made,
                "ACT_DATE": paper.begins,
            }
            for paper in papers
        ]
        return _json({"total": len(rows), "rows": rows})

    def province_list(self, papers: Iterable[Paper]) -> str:
        rows = "".join(
            f'<li><a href="/hbzhywpt2022/{self.number(paper)}.html" title="{escape(paper.title)}">{escape(paper.title[:8])}…</a>'
            f'<span class="time">{paper.made}</span></li>'
            for paper in papers
        )
        return f'<ul class="list">{rows}</ul>'

    def province_detail(self, paper: Paper) -> str:
        body = "".join(f"<p>{line}</p>" for line in (f"发文字号：{paper.code}", *paper.text))
        return f'<h1>{escape(paper.title)}</h1><div id="ivs_content">{body}</div>'


def in_word(paper: Paper) -> bytes:
    """A law as 国家法律法规数据库 hands it out: title, how it was made, contents, text."""
    lines = (
        paper.title,
        f"（{_in_words(paper.made)}{paper.maker}通过）",
        "目　　录",
        "第一章　总　　则",
        "第二章　附　　则",
        "第一章　总　　则",
        f"第一条　为了示例，制定本法。{MARK}",
        "第二章　附　　则",
        f"第二条　本法自{_in_words(paper.begins)}起施行。",
    )
    paragraphs = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in lines)
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}"><Override PartName="/word/document.xml" ContentType="{_WORD_MAIN}"/></Types>',
        "word/document.xml": f'<w:document xmlns:w="{_WORD}"><w:body>{paragraphs}</w:body></w:document>',
    }
    spool = io.BytesIO()
    with zipfile.ZipFile(spool, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return spool.getvalue()


_PACKAGE = "http://schemas.openxmlformats.org/package/2006/content-types"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_WORD_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def _in_words(day: str) -> str:
    year, month, date = day.split("-")
    return f"{year}年{int(month)}月{int(date)}日"


def _codes(form: Mapping[str, Any], name: str) -> list[Any]:
    codes = form.get(name)
    return codes if isinstance(codes, list) else []


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False)
