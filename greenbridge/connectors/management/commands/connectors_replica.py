"""The replica of the sites that notices come from: ./manage.py connectors_replica --port 8900"""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from greenbridge.connectors.testing import replica
from greenbridge.core import clock


class Command(BaseCommand):
    help = "在本机启动官方来源的仿真网站，内容全部虚构；/fault/<故障>/ 开头的网址给出同一页面的故障版本。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8900, help="端口，默认 8900")
        parser.add_argument("--slow", type=float, default=25.0, help="故障 slow 等待的秒数，默认 25")

    def handle(self, *args: Any, **options: Any) -> None:
        server = replica.server(replica.Replica(clock.today(), options["slow"]), options["port"])
        self.stdout.write(f"仿真网站已启动：http://127.0.0.1:{server.server_address[1]}")
        for name, words in replica.FAULTS.items():
            self.stdout.write(f"  /fault/{name}/…  {words}；只有详情页如此：/fault/detail-{name}/…")
        self.stdout.flush()
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            self.stdout.write("已停止。")
        finally:
            server.server_close()
