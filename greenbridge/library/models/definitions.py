"""What words of the law mean, where a text says it."""

from typing import ClassVar

from django.db import models

from greenbridge.library.models.works import ADDRESS, Clause

TERM, MEANING = 40, 600
SHORTEST_EVERYWHERE = 3
"""Characters: 利用 and 内水 are parts of many other words."""


class Reach(models.TextChoices):
    """How far a definition holds where it is not the whole text: the levels of ``Clause`` that bound it."""

    PART = "part", "只在这一编内"
    SUBPART = "subpart", "只在这一分编内"
    CHAPTER = "chapter", "只在这一章内"
    SECTION = "section", "只在这一节内"
    CLAUSE = "clause", "只在这一条内"


_BY_WORD = {"本编": Reach.PART, "本分编": Reach.SUBPART, "本章": Reach.CHAPTER, "本节": Reach.SECTION}


class Definition(models.Model):
    """A clause says what a word means (定义): 本法所称固体废物，是指…. Written anew with the clauses of its version."""

    clause = models.ForeignKey(Clause, models.CASCADE, related_name="definitions", verbose_name="条款")
    term = models.CharField("用语", max_length=TERM, db_index=True)
    letters = models.CharField("拼音首字母", max_length=TERM, db_index=True)
    part = models.CharField("款、项", max_length=ADDRESS, blank=True, help_text="par-1-item-2；空白为整条")
    meaning = models.CharField("含义", max_length=MEANING, help_text="下定义的那一句")
    is_local = models.BooleanField(
        "只在本条内", default=False, db_default=False, help_text="本条所称、前款所称"
    )

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clause", "term"], name="defined_once_in_a_clause"),
        ]

    def __str__(self) -> str:
        return self.term

    def get_absolute_url(self) -> str:
        return f"{self.clause.get_absolute_url()}#{self.anchor}"

    @property
    def anchor(self) -> str:
        """Where the words stand on the page of the clause."""
        return f"{self.clause.address}-{self.part}" if self.part else self.clause.address

    @property
    def bound(self) -> Reach | None:
        """Within what it holds, as its own words say: 本章所称, 本条所称; none where it holds in the whole text."""
        if not self.is_local:
            return None
        return next((one for word, one in _BY_WORD.items() if self.meaning.startswith(word)), Reach.CLAUSE)

    @property
    def reach(self) -> Reach | None:
        """Where a link says something: a short word stands within other words everywhere, so it is linked in its chapter alone."""
        return self.bound or (Reach.CHAPTER if len(self.term) < SHORTEST_EVERYWHERE else None)
