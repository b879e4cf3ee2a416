"""The one door to other sites: whom it speaks to, and when it stops listening."""

import ast
import datetime as dt
import ipaddress
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from greenbridge.core import outgoing
from greenbridge.core.outgoing import Limits, NotAllowed, NotReached, ask
from greenbridge.testing import sites
from greenbridge.testing.sites import Handler, Site, Watch, site, status, this_machine_is_outside, watch

__all__ = ["this_machine_is_outside", "watch"]

outside = pytest.mark.usefixtures("this_machine_is_outside")

PRIVATE = (
    "127.0.0.1",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "100.100.100.200",
    "168.63.129.16",
    "192.0.0.192",
    "0.0.0.0",
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1",
    "fc00::1",
    "fd00:ec2::254",
    "fec0::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "2002:7f00:1::",
    "64:ff9b::a9fe:a9fe",
)
PUBLIC = ("114.114.114.114", "2400:3200::1", "::ffff:114.114.114.114")


@pytest.mark.parametrize("address", PRIVATE)
def test_what_lies_inside_is_not_public(address: str) -> None:
    assert not outgoing.is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_what_lies_outside_is_public(address: str) -> None:
    assert outgoing.is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://[::1]/",
        "http://[::ffff:169.254.169.254]/latest/meta-data/",
        "http://169.254.169.254/latest/meta-data/",
    ],
)
def test_an_address_inside_is_refused_however_it_is_written(address: str) -> None:
    with pytest.raises(NotAllowed):
        ask(address)


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("ftp://files.example/", "只访问不带账号的 http 和 https 网址"),
        ("file:///etc/passwd", "只访问不带账号的 http 和 https 网址"),
        ("http://user:word@site.example/", "只访问不带账号的 http 和 https 网址"),
        ("http:///nowhere", "只访问不带账号的 http 和 https 网址"),
        ("http://site.example:25/", "不访问网页以外的端口"),
        ("http://site.example:99999/", "网址不完整"),
        (f"http://{'a' * 70}.example/", "网址不完整"),
    ],
)
def test_what_is_no_address_of_a_page_is_refused_before_anybody_is_asked(address: str, why: str) -> None:
    with pytest.raises(NotAllowed, match=why):
        ask(address)


@outside
def test_a_site_answers_and_learns_who_asked_and_nothing_else(settings: Any) -> None:
    settings.WAGTAILADMIN_BASE_URL = "https://platform.example"
    with site(page=status(200, "您好".encode())) as other:
        answer = ask(other.base + "/page")

    (asked,) = other.asked
    assert (answer.status, answer.body.decode()) == (200, "您好")
    assert asked.headers == {
        "Host": f"127.0.0.1:{other.port}",
        "User-Agent": "Greenbridge (+https://platform.example/about/)",
        "Accept": "*/*",
        "Accept-Encoding": "identity",
        "Connection": "close",
    }


@outside
def test_a_redirect_is_followed_without_the_cookie_that_came_with_it() -> None:
    with site(old=status(302, Location="/new", Set_Cookie="a=1"), new=status(200, b"ok")) as other:
        answer = ask(other.base + "/old")

    assert answer.address == other.base + "/new"
    assert [one.path for one in other.asked] == ["/old", "/new"]
    assert not any("Cookie" in one.headers for one in other.asked)


@outside
@pytest.mark.parametrize(("times", "arrives"), [(3, True), (4, False)])
def test_three_redirects_are_followed_and_no_fourth(times: int, arrives: bool) -> None:
    with site(r0=status(200)) as other:
        other.replies |= {f"/r{n}": status(301, Location=f"/r{n - 1}") for n in range(1, times + 1)}
        if arrives:
            assert ask(f"{other.base}/r{times}").status == 200
        else:
            with pytest.raises(NotReached, match="转向次数过多"):
                ask(f"{other.base}/r{times}")


@outside
def test_chinese_in_an_address_and_in_a_redirect_arrives() -> None:
    with site() as other:
        other.replies["/%E6%8C%87%E5%8D%97?q=%E5%BA%9F%E6%B0%B4"] = status(200)
        assert ask(other.base + "/指南?q=废水").status == 200


def secret_asked_by_way_of_a_redirect(where: str) -> list[str]:
    """A public site sends its visitor to a service inside; what that service was asked."""
    with site(secret=status(200, b"password")) as inside:
        leads_to = f"http://{where}:{inside.port}/secret"
        with site(open=status(302, Location=leads_to)) as other:
            try:
                ask(other.base + "/open")
            except NotAllowed:
                assert [one.path for one in other.asked] == ["/open"]
    return [one.path for one in inside.asked]


@pytest.fixture
def inside_has_other_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    """``localhost`` is what a name of the house would be: its number is one of the house."""
    look_up = socket.getaddrinfo

    def looked_up(host: str, *args: Any, **kwargs: Any) -> Any:
        return look_up("127.0.0.2" if host == "localhost" else host, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)


@outside
@pytest.mark.usefixtures("inside_has_other_numbers")
@pytest.mark.parametrize("where", ["localhost", "127.0.0.2"])
def test_no_redirect_leads_inside(where: str) -> None:
    assert secret_asked_by_way_of_a_redirect(where) == []


@outside
def test_the_story_notices_a_door_that_checks_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outgoing, "is_public", lambda address: True)

    assert secret_asked_by_way_of_a_redirect("127.0.0.1") == ["/secret"]


@outside
def test_the_line_is_opened_to_the_address_that_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that means something else the second time is not asked for a second time."""
    look_up, asked = socket.getaddrinfo, []

    def changing(host: str, *args: Any, **kwargs: Any) -> Any:
        if host != "changing.example":
            return look_up(host, *args, **kwargs)
        asked.append(host)
        return look_up("127.0.0.1" if len(asked) == 1 else "10.0.0.1", *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", changing)
    with site(page=status(200)) as other:
        assert ask(f"http://changing.example:{other.port}/page").status == 200

    assert asked == ["changing.example"]
    assert other.asked[0].headers["Host"] == f"changing.example:{other.port}"


@outside
def test_a_name_that_also_means_a_private_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def both(*_: Any, **__: Any) -> Any:
        return [(2, 1, 6, "", ("127.0.0.1", 80)), (2, 1, 6, "", ("192.168.0.1", 80))]

    monkeypatch.setattr(socket, "getaddrinfo", both)
    with pytest.raises(NotAllowed, match="网址不在公共网络上"):
        ask("http://both.example/")


def test_a_name_that_nobody_knows_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: Any, **__: Any) -> Any:
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(NotReached, match="域名无法解析"):
        ask("http://unknown.example/")


def test_a_resolver_that_never_answers_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(*_: Any, **__: Any) -> list[Any]:
        time.sleep(2)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", endless)
    begun = time.monotonic()
    with pytest.raises(NotReached):
        ask("http://slow.example/", limits=Limits(seconds=0.2))
    assert time.monotonic() - begun < 1


def silent(handler: Handler) -> None:
    time.sleep(1.5)


def dripping(handler: Handler) -> None:
    """A byte every moment: no single wait is long."""
    handler.send_response(200)
    handler.end_headers()
    for _ in range(40):
        handler.wfile.write(b".")
        time.sleep(0.05)


def dripping_head(handler: Handler) -> None:
    for letter in b"HTTP/1.0 200 OK" + b"." * 40:
        handler.wfile.write(bytes([letter]))
        time.sleep(0.05)


@outside
@pytest.mark.parametrize("reply", [silent, dripping, dripping_head])
def test_nobody_keeps_us_longer_than_the_limit(reply: sites.Reply) -> None:
    with site(slow=reply) as other:
        begun = time.monotonic()
        with pytest.raises(NotReached, match="连接超时"):
            ask(other.base + "/slow", limits=Limits(seconds=0.4))
        assert time.monotonic() - begun < 1.2


def endless(handler: Handler) -> None:
    handler.send_response(200)
    handler.end_headers()
    for _ in range(2_000):
        handler.wfile.write(b"x" * 10_000)


def cut_off(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b"half")


@outside
@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (endless, "内容过大"),
        (status(200, b"x" * 1_001), "内容过大"),
        (cut_off, "应答没有传完"),
        (lambda handler: handler.wfile.write(b"hello\r\n\r\n"), "应答不合规"),
        (lambda handler: handler.wfile.write(b"HTTP/1.0 200 OK\r\n" + b"A: b\r\n" * 500), "应答不合规"),
    ],
)
def test_too_much_too_little_and_nonsense_are_no_answers(reply: sites.Reply, why: str) -> None:
    with site(bad=reply) as other, pytest.raises(NotReached, match=why):
        ask(other.base + "/bad", limits=Limits(most_bytes=1_000))


@outside
def test_exactly_the_limit_is_taken_and_a_head_is_asked_for_alone() -> None:
    with site(page=status(200, b"x" * 1_000), huge=endless) as other:
        assert len(ask(other.base + "/page", limits=Limits(most_bytes=1_000)).body) == 1_000
        assert ask(other.base + "/huge", limits=Limits(most_bytes=None)).status == 200


@outside
def test_a_closed_door_is_said() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        with pytest.raises(NotReached, match="无法连接"):
            ask(f"http://127.0.0.1:{unused.getsockname()[1]}/")


@pytest.fixture
def own_certificate(tmp_path: Path) -> Path:
    """A certificate that nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    begins = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(begins)
        .not_valid_after(begins + dt.timedelta(days=36_500))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False
        )
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "certificate.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return file


@pytest.fixture
def secured(own_certificate: Path) -> Iterator[Site]:
    with site(certificate=own_certificate, page=status(200)) as made:
        yield made


@outside
def test_a_certificate_that_nobody_vouches_for_is_not_believed(secured: Site) -> None:
    with pytest.raises(NotReached, match="安全证书未能核实"):
        ask(secured.base + "/page")
    assert secured.asked == []


@outside
def test_one_that_is_vouched_for_is(
    secured: Site, own_certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(own_certificate))
    assert ask(secured.base + "/page").status == 200


def test_unless_somebody_says_otherwise_the_numbers_of_the_house_hold() -> None:
    assert (Limits().seconds, Limits().most_bytes, Limits().redirects) == (20, 10 * 1024 * 1024, 3)
    assert outgoing.PAUSE == 2


@outside
def test_a_site_is_left_alone_between_two_questions(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outgoing, "PAUSE", 2.0)  # whoever tells stories of sites has none
    with site(page=status(200)) as other:
        ask(other.base + "/page")
        ask(other.base + "/page")
    assert [round(wait, 3) for wait in watch.waits] == [2]


ASKS_A_SITE = """
from django.conf import settings
settings.configure(VAR_DIR={folder!r})
from greenbridge.core import outgoing
outgoing._keep_the_pause("site.example", 60)
"""


def test_the_pause_holds_for_all_processes_of_an_installation(
    watch: Watch, tmp_path: Path, settings: Any
) -> None:
    subprocess.run([sys.executable, "-c", ASKS_A_SITE.format(folder=str(tmp_path))], check=True)
    watch.now = time.time()

    assert 30 < outgoing._keep_the_pause("site.example", 60) <= 60
    assert outgoing._keep_the_pause("elsewhere.example", 60) == 0

    settings.VAR_DIR = tmp_path / "another"  # the control: who remembers by themselves wait for nobody
    assert outgoing._keep_the_pause("site.example", 60) == 0


def test_neither_a_clock_that_was_set_back_nor_half_a_file_holds_anybody_up(
    watch: Watch, tmp_path: Path
) -> None:
    outgoing._keep_the_pause("site.example", 2)
    watch.now -= 3600
    assert outgoing._keep_the_pause("site.example", 2) == 0

    (tmp_path / "turns.json").write_text('{"site.exa', "utf-8")
    assert outgoing._keep_the_pause("site.example", 2) == 0
    assert outgoing._keep_the_pause("site.example", 2) == pytest.approx(2)


ROOMS = Path(outgoing.__file__).parent.parent
OTHER_DOORS = {"urllib.request", "http.client", "requests", "httpx", "aiohttp", "urllib3", "ftplib"}


def other_doors(code: str) -> set[str]:
    """What a file imports that could speak to other sites."""
    imported: set[str] = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            imported |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported |= {node.module or "", *(f"{node.module}.{name.name}" for name in node.names)}
    return imported & OTHER_DOORS


def test_there_is_no_other_door() -> None:
    files = [file for file in ROOMS.rglob("*.py") if not {"tests", "testing"} & set(file.parts)]

    assert {file.name for file in files if other_doors(file.read_text(encoding="utf-8"))} == {"outgoing.py"}


def test_another_door_is_noticed() -> None:
    assert other_doors("from urllib import request") == {"urllib.request"}
    assert other_doors("import http.client") == {"http.client"}
