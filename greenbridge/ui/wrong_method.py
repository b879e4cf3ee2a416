"""A page for who opens an address that only takes a form: after signing in again, from the history, from a message."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render

GetResponse = Callable[[HttpRequest], HttpResponse]

TOLD = {
    "title": "这个地址不能直接打开",
    "text": "它只接收页面上按钮提交的内容，这次什么也没有提交。请回到原来的页面，再操作一次。",
    "links": (("打开工作台", "/desk/"), ("回到首页", "/")),
}


def say_what_to_do(get_response: GetResponse) -> GetResponse:
    """Django answers a wrong method with nothing, and the browser shows a page of its own, in whatever language it speaks."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not isinstance(response, HttpResponseNotAllowed):
            return response
        page = render(request, "ui/message_page.html", TOLD, status=405)
        page.headers["Allow"] = response.headers["Allow"]
        return page

    return middleware
