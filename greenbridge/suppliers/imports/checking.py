"""A row of a list becomes facts about a supplier, or reasons why not; every reason names its cell."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import groupby, islice
from operator import attrgetter
from typing import Any

from django.utils.functional import cached_property

from greenbridge.accounts.models import Organisation
from greenbridge.core import bulk, clock, credit_code
from greenbridge.core.text import fold, fold_name
from greenbridge.reference.models import CredentialKind, ServiceType, WasteCategory
from greenbridge.reference.resolver import Places, Resolution, resolve
from greenbridge.reference.wastes import BARE_NUMBER, Covered, contradiction, tonnes_in, wastes_in
from greenbridge.suppliers.imports.cells import LONGEST, Cells, Columns
from greenbridge.suppliers.imports.columnwise import AROUND, DOUBTFUL, NO_NAME_BEGINS_WITH, Columnwise
from greenbridge.suppliers.imports.facts import NOTHING_GIVEN, CheckedRow, CredentialFacts, Facts, Given
from greenbridge.suppliers.imports.mapping import CONTACTS, Sheet
from greenbridge.suppliers.imports.reading import SheetRow
from greenbridge.suppliers.imports.wording import days_in, grade_in
from greenbridge.suppliers.merging.queries import merged_codes

SURE_ENOUGH, GUESSED = 0.6, 0.5
_READ_TOGETHER = 1_000
_LOST_DIGITS = re.compile(r"\d(\.\d+)?e\+\d+")
_BETWEEN_SERVICES = re.compile(r"[、,，;；\n|]+")
_PLACE = (*AROUND, "address")
_SIZES = {
    "大": Organisation.Size.LARGE,
    "中": Organisation.Size.MEDIUM,
    "小": Organisation.Size.SMALL,
    "微": Organisation.Size.MICRO,
}


class Reference:
    """The tables that a list's words are looked up in, read once per check."""

    @cached_property
    def service_types(self) -> dict[str, str]:
        """Folded code, name or synonym → code. A name beats another type's synonym.

        What a former version calls by one name stands for what took its place, if that is one type.
        """
        rows = list(ServiceType.objects.current())
        former = ServiceType.objects.filter(is_current=False)
        words = {
            fold_name(word): row.successors[0]
            for row in former
            if len(row.successors) == 1
            for word in (row.name, row.code)
        }
        words |= {fold_name(word): row.code for row in rows for word in row.synonyms}
        return words | {fold_name(word): row.code for row in rows for word in (row.name, row.code)}

    @cached_property
    def credential_kinds(self) -> list[tuple[str, str]]:
        """(folded word, code), the longest word first, so that it is found before a word inside it."""
        rows = CredentialKind.objects.all()
        words = {(fold_name(word), row.code) for row in rows for word in (row.name, row.short_name)}
        return sorted(words, key=lambda word: (-len(word[0]), word))

    @cached_property
    def grades(self) -> dict[str, tuple[str, list[str]]]:
        """Code of a kind of credential → its name and grades, from the best."""
        return {row.code: (row.name, row.grades) for row in CredentialKind.objects.all()}

    @cached_property
    def waste_kind(self) -> str:
        row = CredentialKind.objects.filter(covers_waste=True).first()
        return row.code if row else ""

    @cached_property
    def waste_categories(self) -> frozenset[str]:
        return frozenset(WasteCategory.objects.values_list("code", flat=True))

    @lru_cache(maxsize=1_000)  # noqa: B019 — one instance per list, and a list names few kinds
    def credential_kind_in(self, text: str) -> str:
        """The kind of credential that a text names; empty when it names none."""
        folded = fold_name(text)
        return next((code for word, code in self.credential_kinds if word in folded), "")


@dataclass
class Checker:
    """Checks the rows of one list from the first to the last: a code may occur once in it.

    ``fields`` maps headers to fields (``mapping.LABELS``); ``source`` is the name of the list.
    """

    sheets: Iterable[Sheet]
    fields: Mapping[str, str]
    source: str
    given: Given = NOTHING_GIVEN
    reference: Reference = field(default_factory=Reference)

    def __post_init__(self) -> None:
        self._today = clock.today()
        self._seen: dict[str, tuple[str, int]] = {}
        self._merged = merged_codes()
        self._places = Places()
        self._sheets = {sheet.name: self._laid_out(sheet) for sheet in self.sheets}

    def _laid_out(self, sheet: Sheet) -> tuple[int, Columns, Columnwise]:
        columns = Columns(sheet.headers, self.fields)
        says = {
            "size": _size,
            "established_on": lambda cells: _established_on(cells, self._today),
            "kind": lambda cells: cells.shortened("kind"),
            "capital": _capital,
            "service_types": self._service_types,
        }
        return sheet.header_row, columns, Columnwise(columns, says, self.credential, self._surely_in)

    def rows(self, rows: Iterable[SheetRow]) -> Iterator[CheckedRow]:
        """Every row below a header, in the order of the file."""
        for name, of_sheet in groupby(rows, key=attrgetter("sheet")):
            if name in self._sheets:
                yield from self._rows_of(of_sheet, *self._sheets[name])

    def _rows_of(
        self, rows: Iterable[SheetRow], header_row: int, columns: Columns, columnwise: Columnwise
    ) -> Iterator[CheckedRow]:
        below = (row for row in rows if row.number > header_row)
        while together := list(islice(below, _READ_TOGETHER)):
            found = columnwise.facts(together)
            sheets, numbers, _ = zip(*together, strict=True)
            codes = [facts.credit_code if facts else "" for facts in found]
            quickly = map(_checked_row, zip(sheets, numbers, found, ([] for _ in found), codes, strict=True))
            for row, code, checked in zip(together, codes, quickly, strict=True):
                if not code or code in self._seen or code in self._merged:
                    yield self._checked(row, columns)
                else:
                    self._seen[code] = row[:2]
                    yield checked

    def _checked(self, row: SheetRow, columns: Columns) -> CheckedRow:
        """One row by the careful way, which knows what is wrong with it."""
        cells = Cells(columns, row.cells)
        stated = self._code(cells, row)
        code = self._merged.get(stated, stated)
        name = _name(cells)
        region = self._region(cells, name)
        facts = None
        if code and name and region:
            self._seen[code] = row.sheet, row.number
            facts = Facts(
                credit_code=code,
                organisation=_organisation(cells, name, region, self._today),
                contact={key: text for key in CONTACTS if (text := cells.shortened(key))},
                service_types=self._service_types(cells),
                credential=self.credential(cells),
                raw=cells.raw,
                place=" ".join(filter(None, map(cells.text, _PLACE))),
                size=cells.text("size"),
                former_code=stated if code != stated else "",
            )
        return CheckedRow(row.sheet, row.number, facts, cells.findings, code)

    def _code(self, cells: Cells, row: SheetRow) -> str:
        text = cells.text("credit_code")
        if not text:
            return cells.refuse("credit_code", "请填写统一社会信用代码，见营业执照。")
        if _LOST_DIGITS.fullmatch(fold(text)):
            return cells.refuse(
                "credit_code",
                "这一格被表格软件存成了数字，后几位已丢失。请把整列设为文本格式，重新填写完整的代码。",
            )
        try:
            code = credit_code.parse(text)
        except credit_code.BadCreditCode as wrong:
            return cells.refuse("credit_code", str(wrong))
        into = self._merged.get(code, "")
        if first := self._seen.get(into or code):
            sheet, number = first
            where = f"第{number}行" if sheet == row.sheet else f"“{sheet}”第{number}行"
            same = "是同一家机构，两条记录已合并" if into else "的代码重复"
            then = "请核对后删除其中一行。"
            if cells.text("credential_number"):
                then = "这一行的证书没有登记。同一家单位还有别的证书的，请另存为一份名单，用另一个名称导入。"
            return cells.refuse("credit_code", f"与{where}{same}，已保留前一行。{then}")
        if into:
            cells.flag("credit_code", f"这个代码的记录已并入代码为{into}的机构，这一行登记在该机构名下。")
        elif credit_code.is_legacy(code):
            cells.flag("credit_code", "这是15位旧注册号，已原样保留。请向该单位核实18位统一社会信用代码。")
        return code

    def _region(self, cells: Cells, name: str) -> str:
        """Where the list says nothing of the place, the name of the body may."""
        around = "，".join(filter(None, map(cells.text, AROUND)))
        column = "address" if cells.text("address") else "province"
        found, contradicts = self._located(around, cells.text("address"))
        if contradicts:
            cells.flag("address", "地址与所填的省份不一致，已按地址登记。请核对。")
        stated = found or _guessed_from(name)
        if stated is None:
            return cells.refuse(column, "从地址和省市看不出所在地区。请补充省、市和区县。")
        if stated.confidence < SURE_ENOUGH:
            cells.flag(column, "所在地区是推测的，把握不大。请核对所在的区县和镇街。")
        return stated.region_code

    def _surely_in(self, around: str, address: str) -> Any:
        found, contradicts = self._located(around, address)
        is_sure = found and not contradicts and found.confidence >= SURE_ENOUGH
        return found.region_code if found and is_sure else DOUBTFUL

    def _located(self, around: str, address: str) -> tuple[Resolution | None, bool]:
        """What the address says, the columns of province, city and county deciding between namesakes.

        The columns win where they are narrower within the same place, and stand in where the address says nothing.
        Also whether the two name different provinces.
        """
        if not around:
            return (self._places.resolve(address, self.given.province) if address else None), False
        place = self._places.resolve(around)
        hint = place.region_code if place else self.given.province
        by_address = self._places.resolve(address, hint) if address else None
        if by_address is None or (place and place.region_code.startswith(by_address.region_code)):
            return place or by_address, False
        return by_address, bool(place and place.region_code[:2] != by_address.region_code[:2])

    def _service_types(self, cells: Cells) -> list[str]:
        if not cells.text("service_types"):
            return [*self.given.service_types]
        found: dict[str, None] = {}
        for word in filter(None, map(fold_name, _BETWEEN_SERVICES.split(cells.text("service_types")))):
            if code := self.reference.service_types.get(word):
                found[code] = None
            else:
                cells.flag(
                    "service_types",
                    f"没有“{word[:20]}”这种业务类型，未登记这一项。请改用平台的业务类型名称。",
                )
        return list(found)

    def credential(self, cells: Cells) -> CredentialFacts | None:
        """What a row says of a credential; None where it names none, or none may be made of it."""
        wastes = self._wastes(cells)
        number = cells.text("credential_number")
        if not number:
            if wastes or cells.text("credential_kind"):
                cells.flag("credential_number", "没有证书编号，资质未登记。请补充证书编号。")
            elif self.given.credential_kind:
                label = self.given.credential_label
                cells.flag(
                    "credential_number", f"这份名单上的单位应有{label}，这一行没有证书编号。请补充证书编号。"
                )
            return None
        kind = self._credential_kind(cells, wastes)
        period = _period(cells)
        if kind == "" or period is None:
            return None
        if len(number) > LONGEST["credential_number"]:
            cells.flag("credential_number", "证书编号超过60字，资质未登记。请每行只填一个证书编号。")
            return None
        scope = cells.shortened("credential_scope") or self._capacity(cells, wastes)
        issuer, grade = cells.shortened("credential_issuer"), self._grade(cells, kind)
        is_for_ever = period[1] is None and bool(cells.text("expires_on"))
        return CredentialFacts(kind, number, issuer, grade, scope, *period, wastes, is_for_ever)

    def _grade(self, cells: Cells, kind: str) -> str:
        """As its cell says, else as it is written behind the kind: 环境工程设计专项资质甲级."""
        stated, (name, grades) = cells.text("credential_grade"), self.reference.grades[kind]
        if not stated:
            return grade_in(cells.text("credential_kind"), grades, alone=False)
        if grade := grade_in(stated, grades):
            return grade
        known = f"{name}分为{'、'.join(grades)}" if grades else f"{name}不分等级"
        return cells.flag("credential_grade", f"没有这个等级，等级未登记：{known}。请对照证书核对。")

    def _credential_kind(self, cells: Cells, wastes: Mapping[str, Covered]) -> str:
        """As its cell says, else as the profile, the header of the number or the name of the list does, else as wastes imply."""
        stated, kind_in = cells.text("credential_kind"), self.reference.credential_kind_in
        kind = kind_in(stated) or self.given.credential_kind
        if kind := kind or kind_in(cells.header("credential_number")) or kind_in(self.source):
            return kind
        if wastes and self.reference.waste_kind:
            return self.reference.waste_kind
        column = "credential_kind" if stated else "credential_number"
        return cells.flag(column, "看不出是哪一种资质，资质未登记。请用平台的资质名称填写资质种类。")

    def _wastes(self, cells: Cells) -> dict[str, Covered]:
        text = cells.text("wastes")
        if not text:
            return {}
        stated = wastes_in(text)
        known = {code: own for code, own in stated.items() if code in self.reference.waste_categories}
        if unknown := "、".join(code for code in stated if code not in self.reference.waste_categories):
            cells.flag(
                "wastes", f"没有 {unknown} 这一类别，未登记。现行类别为 HW01–HW40、HW45–HW50，请核对。"
            )
        for code, covered in known.items():
            if covered.strangers:
                cells.flag("wastes", f"{contradiction(code, covered)}这些代码未登记。")
        # A category whose only codes were wrong is not thereby licensed as a whole.
        known = {code: own for code, own in known.items() if own.codes or not own.strangers}
        if not stated:
            cells.flag("wastes", "没有认出危废类别，未登记。请按 HW08 3000吨 的样式填写。")
        if len(known) == 1 and (tonnes := tonnes_in(cells.text("tonnes"))) is not None:
            for covered in known.values():
                covered.tonnes = tonnes if covered.tonnes is None else covered.tonnes
        return known

    def _capacity(self, cells: Cells, wastes: Mapping[str, Covered]) -> str:
        """A capacity stated for several categories together belongs to none of them alone."""
        total = cells.text("tonnes")
        return f"合计年能力：{total}"[: LONGEST["credential_scope"]] if total and len(wastes) > 1 else ""


_checked_row = bulk.maker(CheckedRow)


def _guessed_from(name: str) -> Resolution | None:
    """A body may carry one place in its name and sit in another, so this always has to be looked at."""
    named = resolve(name)
    return replace(named, confidence=min(named.confidence, GUESSED)) if named else None


def _name(cells: Cells) -> str:
    name = cells.text("name")
    if not name:
        return cells.refuse("name", "请填写单位名称，与营业执照一致。")
    if name[0] in NO_NAME_BEGINS_WITH:
        return cells.refuse("name", f"单位名称不会以“{name[0]}”开头。请填写营业执照上的名称。")
    if len(name) > LONGEST["name"]:
        return cells.refuse("name", "单位名称超过100字。请填写营业执照上的名称。")
    return name


def _organisation(cells: Cells, name: str, region: str, today: dt.date) -> dict[str, Any]:
    stated = {
        "name": name,
        "region_id": region,
        "address": cells.shortened("address"),
        "size": _size(cells),
        **described(cells, today),
    }
    return {key: value for key, value in stated.items() if value}


def described(cells: Cells, today: dt.date) -> dict[str, Any]:
    """What a row says of a body beyond its name, place and size; what it does not say is empty."""
    return {
        "established_on": _established_on(cells, today),
        "kind": cells.shortened("kind"),
        "capital": _capital(cells),
        "scope": cells.text("scope"),
    }


def _size(cells: Cells) -> str:
    text = cells.text("size")
    if not text:
        return ""
    size = _SIZES.get(re.sub(r"型|企业", "", text), "")
    if not size:
        cells.flag("size", "没有认出企业规模，未登记。请填写大型、中型、小型或微型。")
    return size


def _capital(cells: Cells) -> str:
    """A bare number takes its unit from the header: 注册资本（万元）."""
    capital = cells.shortened("capital")
    if BARE_NUMBER.fullmatch(capital) and "万元" in cells.header("capital"):
        return f"{capital}万元"
    return capital


def _established_on(cells: Cells, today: dt.date) -> dt.date | None:
    days = _days(cells, "established_on")
    if days and days[0] > today:
        cells.flag("established_on", "成立日期晚于今天，未登记。请核对。")
        return None
    return days[0] if days else None


def _period(cells: Cells) -> tuple[dt.date | None, dt.date | None] | None:
    """When a credential was issued and when it expires; None when a credential must not be made of what is written.

    An expiry that cannot be read would turn into a licence without end.
    """
    issued, expires = _days(cells, "issued_on"), _days(cells, "expires_on")
    first = issued[0] if issued else None
    last = expires[-1] if expires else None
    if expires is None:
        return None
    if last is None and not cells.text("expires_on"):
        cells.flag("expires_on", "没有写有效期：已登记的有效期不变，没有登记过的按长期有效。请对照证书核对。")
    if first and last and last < first:
        cells.flag("expires_on", "有效期至早于发证日期，资质未登记。请核对证书。")
        return None
    return first, last


def _days(cells: Cells, key: str) -> tuple[dt.date, ...] | None:
    """The days that a cell names; none for an empty cell or 长期; None, flagged, when it cannot be read."""
    text = cells.text(key)
    try:
        return days_in(text)
    except ValueError:
        what = "资质未登记" if key == "expires_on" else "未登记"
        cells.flag(key, f"没有认出这个日期，{what}。请按 2026-11-23 的样式填写。")
        return None
