"""The living style guide shows every shape and component, and none of them breaks the content security policy."""

import re
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from greenbridge.ui import samples, views

ROOM = Path(__file__).resolve().parent.parent
FORBIDDEN = re.compile(r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)


@pytest.mark.parametrize("name", samples.SHAPES)
def test_every_shape_stands(rf: RequestFactory, name: str) -> None:
    html = views.shape(rf.get(f"/ui/shapes/{name}/"), name).content.decode()

    assert html.count("<h1>") == 1
    assert '<main id="main"' in html
    assert not FORBIDDEN.search(html)


def test_the_guide_stands(rf: RequestFactory) -> None:
    html = views.guide(rf.get("/ui/")).content.decode()

    assert "未公布" in html
    assert not FORBIDDEN.search(html)


def test_a_list_without_results_offers_what_to_relax(rf: RequestFactory) -> None:
    html = views.shape(rf.get("/ui/shapes/list-empty/"), "list-empty").content.decode()

    assert "不限“吴江区”" in html


@pytest.mark.parametrize("page", ["400.html", "500.html"])
def test_the_last_pages_need_nothing(page: str) -> None:
    assert "回到首页" in render_to_string(page)


def test_every_component_says_what_it_expects() -> None:
    for component in (ROOM / "templates/ui").glob("_*.html"):
        assert "Expects" in component.read_text(encoding="utf-8").splitlines()[0], component.name


def test_the_front_end_stays_small() -> None:
    assert (ROOM / "static/ui/greenbridge.css").stat().st_size <= 30 * 1024
    assert (ROOM / "static/ui/greenbridge.js").stat().st_size <= 8 * 1024
