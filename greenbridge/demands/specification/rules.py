"""What a scenario asks, and which clauses follow from the answers. Pure: no database, and no code in what editors write.

The only thing that stands for something else is ``{名称}``: the answer to the question of that name.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, NamedTuple

from django.db.models import TextChoices

from greenbridge.core import clock

Answer = str | list[str]
Answers = Mapping[str, Answer]

YES, NO = "是", "否"
OPEN = "待双方确认"
"""What stands for an answer that may be left open, and was."""
LONGEST_TITLE, LONGEST_DESCRIPTION = 60, 5000
_MENTION = re.compile(r"\{([^{}]*)\}")
_AND = re.compile("[；;]")
_SIGNS = re.compile(r"[{}：:、，,；;\s]")
_SIGNS_OF_CONDITIONS = re.compile("[：、；;]")
_PRIVATE = 0xE000
"""Characters from here on mean nothing in any text; each holds the place of an option."""


class Kind(TextChoices):
    CHOICE = "choice", "单选"
    SEVERAL = "several", "多选"
    YES_NO = "yes_no", "是或否"
    NUMBER = "number", "数量"
    TEXT = "text", "文字"
    DATE = "date", "日期"


class Fills(TextChoices):
    """Which part of the demand an answer is, beside what it says in the clauses."""

    WASTES = "wastes", "危险废物类别和代码"
    ENDS = "service_ends_on", "服务截止日"


OFFERING = (Kind.CHOICE, Kind.SEVERAL)
_KIND_OF = {Fills.WASTES: Kind.TEXT, Fills.ENDS: Kind.DATE}


class Condition(NamedTuple):
    """Holds where the question of that name was answered with one of the values: 介质：废水、废气."""

    name: str
    values: tuple[str, ...]


def conditions(written: str, options: Sequence[str] = ()) -> tuple[Condition, ...]:
    """What an editor wrote as conditions that have to hold together, with ``；`` between them; empty for none.

    One without ``：`` has no values, and ``faults`` says so. ``options`` have signs of conditions in them, as versions
    from before that was refused may: each counts as one value wherever it is written.
    """
    stands_for = {chr(_PRIVATE + n): one for n, one in enumerate(sorted(options, key=len, reverse=True))}
    for sign, option in stands_for.items():
        written = written.replace(option, sign)
    return tuple(_condition(one, stands_for) for one in _AND.split(written) if one.strip())


def _condition(written: str, stands_for: Mapping[str, str]) -> Condition:
    name, _, values = written.replace(":", "：").partition("：")
    said = [one.strip() for one in values.split("、")]
    return Condition(name.strip(), tuple(stands_for.get(one, one) for one in said if one))


@dataclass(frozen=True)
class Question:
    """What is asked (问题). Its name stands in braces where the answer belongs."""

    name: str
    text: str
    kind: str
    unit: str = ""
    options: Sequence[str] = ()
    help: str = ""
    is_required: bool = True
    when: str = ""
    fills: str = ""

    @property
    def offered(self) -> Sequence[str]:
        return (YES, NO) if self.kind == Kind.YES_NO else self.options

    def said(self, answer: Answer) -> str:
        """The answer as it reads in a sentence."""
        if isinstance(answer, list):
            return "、".join(answer)
        if self.kind == Kind.DATE:
            return clock.written(dt.date.fromisoformat(answer))
        return f"{answer}{self.unit}" if self.kind == Kind.NUMBER else answer


@dataclass(frozen=True)
class Clause:
    """What a specification says of one matter (条款), as editors write it."""

    heading: str
    text: str
    standards: Sequence[str] = ()
    when: str = ""
    is_mandatory: bool = True


@dataclass(frozen=True)
class Content:
    """All that a version of a scenario says."""

    name: str
    types: Sequence[str]
    title: str
    description: str
    questions: Sequence[Question] = ()
    clauses: Sequence[Clause] = ()

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> "Content":
        """As ``written`` keeps it."""
        return cls(
            **{
                **kept,
                "questions": [Question(**one) for one in kept["questions"]],
                "clauses": [Clause(**one) for one in kept["clauses"]],
            }
        )

    def written(self) -> dict[str, Any]:
        """As JSON keeps it: the same content is always written the same."""
        return asdict(self)

    def question(self, name: str) -> Question | None:
        return next((one for one in self.questions if one.name == name), None)

    def conditions(self, written: str) -> tuple[Condition, ...]:
        """Conditions as they are meant among these questions."""
        options = {option for one in self.questions for option in one.options}
        return conditions(written, [one for one in options if _SIGNS_OF_CONDITIONS.search(one)])


@dataclass(frozen=True)
class Drawn:
    """A clause as it stands in a demand. ``number`` is its place in the version that it was drawn from."""

    number: int
    heading: str
    text: str
    standards: Sequence[str] = field(default_factory=list)
    is_mandatory: bool = True
    is_edited: bool = False
    is_left_out: bool = False
    applies: bool = True
    """Whether the answers ask for it. What was edited stays, in case they ask for it again."""

    @property
    def is_shown(self) -> bool:
        return self.applies and not self.is_left_out


class Proposal(NamedTuple):
    """What the answers propose for the demand itself."""

    title: str
    description: str


def filled(text: str, said: Mapping[str, str]) -> str:
    """The text with the answers in place of their names. What an answer says is never read as a name again."""
    return _MENTION.sub(lambda mention: said.get(mention[1], OPEN), text)


def applying(content: Content, answers: Answers) -> list[Question]:
    """The questions that are asked after these answers, in their order."""
    asked: dict[str, Question] = {}
    for question in content.questions:
        if _hold(content.conditions(question.when), answers, asked):
            asked[question.name] = question
    return list(asked.values())


def _hold(when: Sequence[Condition], answers: Answers, asked: Mapping[str, Question]) -> bool:
    """Whether all of them do. An answer to what is no longer asked counts for nothing."""
    return all(_holds(one, answers, asked) for one in when)


def _holds(when: Condition, answers: Answers, asked: Mapping[str, Question]) -> bool:
    answer = answers.get(when.name, []) if when.name in asked else []
    chosen = {answer} if isinstance(answer, str) else set(answer)
    return not chosen.isdisjoint(when.values)


def unanswered(content: Content, answers: Answers) -> list[Question]:
    """What has to be answered before clauses can be drawn."""
    return [one for one in applying(content, answers) if one.is_required and not answers.get(one.name)]


def said(content: Content, answers: Answers) -> dict[str, str]:
    """Each answer that counts, as it reads in a sentence."""
    return {
        one.name: one.said(answers[one.name]) for one in applying(content, answers) if answers.get(one.name)
    }


def proposal(content: Content, answers: Answers) -> Proposal:
    words = said(content, answers)
    return Proposal(
        filled(content.title, words)[:LONGEST_TITLE],
        filled(content.description, words)[:LONGEST_DESCRIPTION],
    )


def drawn(content: Content, answers: Answers, before: Sequence[Drawn] = ()) -> list[Drawn]:
    """The clauses that follow from the answers. What was edited or left out before stays so, and is kept while it
    does not apply.
    """
    words, known = said(content, answers), {one.number: one for one in before}
    asked = {one.name: one for one in applying(content, answers)}
    clauses = []
    for number, template in enumerate(content.clauses):
        fresh = Drawn(
            number,
            template.heading,
            filled(template.text, words),
            list(template.standards),
            template.is_mandatory,
            applies=_hold(content.conditions(template.when), answers, asked),
        )
        clause = _with_edits(fresh, known[number]) if number in known else fresh
        if clause.applies or clause.is_edited or clause.is_left_out:
            clauses.append(clause)
    return clauses


def _with_edits(fresh: Drawn, before: Drawn) -> Drawn:
    text = before.text if before.is_edited else fresh.text
    return replace(fresh, text=text, is_edited=before.is_edited, is_left_out=before.is_left_out)


def edited(
    clauses: Sequence[Drawn], fresh: Sequence[Drawn], texts: Mapping[int, str], left: set[int]
) -> list[Drawn]:
    """The clauses with other texts, by number, and without those that are left out; a mandatory one is not.

    A text that reads as it was drawn, ``fresh``, counts as not edited.
    """
    own = {one.number: one.text for one in fresh}

    def change(clause: Drawn) -> Drawn:
        if clause.number not in texts:
            return clause
        text = texts[clause.number]
        is_left_out = clause.number in left and not clause.is_mandatory
        return replace(clause, text=text, is_edited=text != own.get(clause.number), is_left_out=is_left_out)

    return [change(clause) for clause in clauses]


def faults(content: Content) -> list[str]:
    """What an editor has to mend before the scenario can be offered, each as a sentence."""
    return [
        *_missing(content),
        *(fault for one in content.questions for fault in _faults_of(one, content)),
        *_doubled(content),
        *_unknown(content),
    ]


def _missing(content: Content) -> Iterator[str]:
    if not content.types:
        yield "请选择业务类型。"
    if not content.questions:
        yield "请至少添加一个问题。"
    if not content.clauses:
        yield "请至少添加一个条款。"


def _faults_of(question: Question, content: Content) -> Iterator[str]:
    who = f"问题“{question.name}”"
    if not question.name or _SIGNS.search(question.name):
        yield f"{who}的名称不能为空，也不能有空格、括号、冒号、顿号、逗号和分号。"
    if question.kind in OFFERING and len(set(question.options)) < 2:
        yield f"{who}是选择题，请至少写两个不同的选项。"
    if question.kind not in OFFERING and question.options:
        yield f"{who}不是选择题，请删去选项。"
    if any(_SIGNS_OF_CONDITIONS.search(option) for option in question.options):
        yield f"{who}的选项中不能有顿号、冒号和分号。"
    if question.fills and question.kind != _KIND_OF[Fills(question.fills)]:
        yield f"{who}要填入“{Fills(question.fills).label}”，题型应为“{_KIND_OF[Fills(question.fills)].label}”。"
    earlier = content.questions[: content.questions.index(question)]
    yield from _faults_of_conditions(who, question.when, earlier, "排在它前面的")


def _faults_of_conditions(who: str, when: str, asked: Sequence[Question], which: str) -> Iterator[str]:
    for asks in conditions(when):
        named = next((one for one in asked if one.name == asks.name), None)
        if named is None:
            yield f"{who}的显示条件写的“{asks.name}”不是{which}问题。"
        elif not asks.values or not set(asks.values) <= set(named.offered):
            yield f"{who}的显示条件应写成“{asks.name}：选项、选项”，选项与该问题的选项一致。"


def _doubled(content: Content) -> Iterator[str]:
    for name, times in Counter(one.name for one in content.questions).items():
        if times > 1:
            yield f"有{times}个问题都叫“{name}”，请改成不同的名称。"
    for fills, times in Counter(one.fills for one in content.questions if one.fills).items():
        if times > 1:
            yield f"只能有一个问题填入“{Fills(fills).label}”。"


def _unknown(content: Content) -> Iterator[str]:
    for who, text in (("标题", content.title), ("需求说明", content.description)):
        yield from _faults_of_text(who, text, "", content)
    for clause in content.clauses:
        who = f"条款“{clause.heading}”"
        yield from _faults_of_conditions(who, clause.when, content.questions, "这个场景的")
        yield from _faults_of_text(who, clause.text, clause.when, content)


def _faults_of_text(who: str, text: str, when: str, content: Content) -> Iterator[str]:
    """Names that no question has, and names of questions that are not always asked when the text is read."""
    if set(_MENTION.sub("", text)) & set("{}"):
        yield f"{who}中的花括号不成对，请写成“{{名称}}”。"
    for name in dict.fromkeys(_MENTION.findall(text)):
        question = content.question(name)
        if question is None:
            yield f"{who}中的“{{{name}}}”没有对应的问题。"
        elif not _is_asked_whenever(question, conditions(when)):
            yield f"{who}中的“{{{name}}}”不一定会问到，请让{who}的显示条件与这个问题一致。"


def _is_asked_whenever(question: Question, when: Sequence[Condition]) -> bool:
    """Whether the conditions can only hold where the question is asked: by naming it, or by asking no less than it does."""
    if any(one.name == question.name for one in when):
        return True
    return all(any(_is_within(one, needed) for one in when) for needed in conditions(question.when))


def _is_within(narrow: Condition, wide: Condition) -> bool:
    return narrow.name == wide.name and set(narrow.values) <= set(wide.values)
