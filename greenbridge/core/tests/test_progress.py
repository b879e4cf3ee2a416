"""A long command says on the terminal how far it is, and nothing where its words go into a file."""

import io

from django.core.management.base import OutputWrapper

from greenbridge.core.progress import line_on


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def said(out: io.StringIO) -> str:
    tell = line_on(OutputWrapper(out))
    for done in range(1, 1_201):
        tell("核对", done, 1_200)
    return out.getvalue()


def test_one_line_is_written_over_now_and_then_and_ends_with_the_last() -> None:
    assert said(Terminal()) == "\r核对 500 / 1,200 条\r核对 1,000 / 1,200 条\r核对 1,200 / 1,200 条\n"


def test_a_file_gets_nothing() -> None:
    assert said(io.StringIO()) == ""
