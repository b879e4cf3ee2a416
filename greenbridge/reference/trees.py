"""Versions of the tree of service types: whether one can be right, what stands for what, what has changed. Pure."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

Row = Mapping[str, Any]
"""A type as its file states it, with ``parent``; ``children`` have been laid beside it."""

Successors = Mapping[str, Sequence[str]]


class TreeWrong(ValueError):
    """A version that cannot be followed. ``str()`` is a Chinese sentence."""


@dataclass(frozen=True)
class Tree:
    """One version, read from its file or from the database."""

    version: int
    effective_from: dt.date
    types: Sequence[Row]
    successors: Successors

    @property
    def names(self) -> dict[str, tuple[str, str | None]]:
        """Code → name and parent: what the tree is, beside how its types are looked for."""
        return {row["code"]: (row["name"], row["parent"]) for row in self.types}


def flat(rows: Sequence[Mapping[str, Any]], parent: str | None = None) -> Iterator[dict[str, Any]]:
    """The rows of a file, each finer type after the one above it."""
    for row in rows:
        yield {name: value for name, value in row.items() if name != "children"} | {"parent": parent}
        yield from flat(row.get("children", []), row["code"])


def check(tree: Tree, before: Tree | None) -> None:
    """Raises TreeWrong: a code that stands twice, what is gone without a word about it, a successor that does not exist."""
    codes = [row["code"] for row in tree.types]
    name = f"业务分类第{tree.version}版"
    if twice := sorted({code for code in codes if codes.count(code) > 1}):
        raise TreeWrong(f"{name}中 {'、'.join(twice)} 出现了两次。")
    if wrong := sorted({one for some in tree.successors.values() for one in some} - set(codes)):
        raise TreeWrong(f"{name}没有接替的代码 {'、'.join(wrong)}。")
    if still := sorted(tree.successors.keys() & set(codes)):
        raise TreeWrong(f"{name}中 {'、'.join(still)} 仍在使用，不能写接替的代码。")
    if before is None:
        return
    if tree.effective_from <= before.effective_from:
        raise TreeWrong(f"{name}的施行日期应晚于第{before.version}版。")
    if silent := sorted(before.names.keys() - set(codes) - tree.successors.keys()):
        raise TreeWrong(f"{name}不再有 {'、'.join(silent)}，请写明由哪些代码接替；没有的写空。")


def standing_for(code: str, held: Collection[str], said: Successors) -> list[str]:
    """The types held now that a code stands for, through as many versions as it takes; none where nothing followed it."""
    if code in held:
        return [code]
    found = [now for one in said.get(code, ()) for now in standing_for(one, held, said)]
    return list(dict.fromkeys(found))


class Change(NamedTuple):
    """One difference between two versions, in words."""

    kind: str
    code: str
    text: str


def changes(before: Tree, after: Tree) -> list[Change]:
    """What the later one has more, less and otherwise, by code."""
    old, new = before.names, after.names
    found = [Change("新增", code, new[code][0]) for code in new.keys() - old.keys()]
    found += [_gone(code, old[code][0], after) for code in old.keys() - new.keys()]
    for code in old.keys() & new.keys():
        (name, parent), (now, above) = old[code], new[code]
        if name != now:
            found.append(Change("更名", code, f"{name} → {now}"))
        if parent != above:
            found.append(Change("移动", code, f"{now}：{parent or '一级'} → {above or '一级'}"))
    return sorted(found, key=lambda change: (change.code, change.kind))


def _gone(code: str, name: str, after: Tree) -> Change:
    into = list(after.successors.get(code, ()))
    if not into:
        return Change("停用", code, name)
    shared = sum(into == list(other) for other in after.successors.values()) > 1 or len(into) == 1
    kind = "并入" if shared else "拆分"
    return Change(kind, code, f"{name} → {'、'.join(f'{one} {after.names[one][0]}' for one in into)}")
