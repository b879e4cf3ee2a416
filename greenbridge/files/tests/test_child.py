"""The child that reads strangers' bytes: what it may not do, and that nothing of it stays."""

import os
import sys
import time
from pathlib import Path

import pytest

from greenbridge.files.child import runner, start
from greenbridge.files.child.runner import Ended, Limits

SMALL = Limits(seconds=1, megabytes=200, output_megabytes=1)


def run(folder: Path, body: str, *arguments: str | Path, limits: Limits = SMALL) -> Ended:
    script = folder / "script.py"
    script.write_text(f"def main(*arguments):\n    {body}\n", encoding="utf-8")
    return runner.run(script, *arguments, limits=limits)


def test_a_child_ends_well_or_says_a_word(tmp_path: Path) -> None:
    assert run(tmp_path, "return ''") == Ended(0, "")
    assert run(tmp_path, "return 'macros'") == Ended(1, "macros")
    assert run(tmp_path, "return 4") == Ended(4, "")
    assert run(tmp_path, "return arguments[0]", "word").words == "word"


def test_a_path_is_relative_to_whoever_asks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "given").write_text("here", encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    assert run(tmp_path, "return open(arguments[0]).read()", Path("given")).words == "here"


def test_a_child_starts_however_the_interpreter_was_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a PATH such as .venv/bin, Python knows itself by a relative name, and the child stands elsewhere."""
    monkeypatch.setattr(sys, "executable", os.path.relpath(sys.executable))

    assert run(tmp_path, "return ''") == Ended(0, "")


def test_where_the_system_tells_nobody_of_an_end_it_is_looked_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "pidfd_open", raising=False)

    assert run(tmp_path, "return ''") == Ended(0, "")
    assert run(tmp_path, "import time; time.sleep(60)").cost_too_much


@pytest.mark.parametrize(
    "body",
    [
        "return bytes(10**9) and ''",
        "exec('while True: pass')",
        "import time; time.sleep(60)",
        "open(arguments[0], 'wb').write(bytes(5_000_000))",
        "import os; os.kill(os.getpid(), 11)",
    ],
    ids=["memory", "computing", "waiting", "writing", "crash"],
)
def test_a_child_that_takes_too_much_is_ended(tmp_path: Path, body: str) -> None:
    begun = time.monotonic()

    ended = run(tmp_path, body, str(tmp_path / "out"))

    assert ended.code != 0
    assert ended.cost_too_much or "File too large" in ended.words
    assert time.monotonic() - begun < 10


@pytest.mark.parametrize(
    "body",
    [
        "import socket; socket.socket()",
        "import os; os.execv('/bin/true', ['true'])",
        "import subprocess; subprocess.run(['/bin/true'])",
    ],
    ids=["network", "program", "child of the child"],
)
def test_a_child_reaches_no_network_and_starts_no_program(tmp_path: Path, body: str) -> None:
    ended = run(tmp_path, body)

    assert ended.code == 1
    assert "PermissionError" in ended.words


def test_the_story_notices_a_door_left_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted bug: a start that does not shut the doors."""
    broken = tmp_path / "start.py"
    text = Path(str(start.__file__)).read_text("utf-8")
    broken.write_text(text.replace("    _shut_the_doors()\n", ""), "utf-8")
    monkeypatch.setattr(start, "__file__", str(broken))

    assert run(tmp_path, "import socket; socket.socket(); return ''") == Ended(0, "")


def test_a_child_knows_nothing_of_our_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "ours")

    assert run(tmp_path, "import os; return os.environ.get('SECRET_KEY', 'nothing')").words == "nothing"


def test_nothing_that_a_child_began_outlives_it(tmp_path: Path) -> None:
    kept = tmp_path / "pid"
    run(
        tmp_path,
        "import os, time, pathlib\n    pid = os.fork()\n    pid or time.sleep(60)\n"
        "    pathlib.Path(arguments[0]).write_text(str(pid))\n    return ''",
        str(kept),
    )
    grandchild = int(kept.read_text())

    for _ in range(50):
        if _is_over(grandchild):
            return
        time.sleep(0.05)
    pytest.fail("a process that the child began is still there")


def _is_over(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return "Z" in Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1][:3]
