"""A page for who opens an address that only takes a form: after signing in again, from the history, from a message.

It stands inside what keeps private pages private: its head names who has signed in.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render

GetResponse = Callable[[HttpRequest], HttpResponse]

TOLD = {
    "title": "这个地址不能直接打开",
    "text": "它只接收页面上按钮提交的内容，这次什么也没有提交。请回到原来的页面，再操作一次。",
    "links": (("打开工作台", "/desk/"), ("回到首页", "/")),
}

SENT = {
    "title": "这个地址不接收提交",
    "text": "这里只能查看，刚才的提交没有办理。请回到原来的页面，再操作一次。",
}


def say_what_to_do(get_response: GetResponse) -> GetResponse:
    """Django answers a wrong method with nothing, and the browser shows a page of its own, in whatever language it speaks."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not isinstance(response, HttpResponseNotAllowed):
            return response
        told = TOLD | SENT if request.method == "POST" else TOLD
        page = render(request, "ui/message_page.html", told, status=405)
        page.headers["Allow"] = response.headers["Allow"]
        return page

    return middleware
