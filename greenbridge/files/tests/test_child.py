"""The child that reads strangers' bytes: what it may not do, and that nothing of it stays."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from greenbridge.files.child import nursery, runner, start
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


def test_a_script_that_has_changed_is_loaded_anew(tmp_path: Path) -> None:
    assert run(tmp_path, "return 'one'").words == "one"
    assert run(tmp_path, "return 'another'").words == "another"


def test_one_that_cannot_be_loaded_says_so_and_the_next_one_comes(tmp_path: Path) -> None:
    assert "SyntaxError" in run(tmp_path, "return (").words
    assert run(tmp_path, "return ''") == Ended(0, "")


def test_a_child_leaves_nothing_to_the_next(tmp_path: Path) -> None:
    body = "import json; before = getattr(json, 'seen', 'nothing'); json.seen = 'something'; return before"

    assert [run(tmp_path, body).words for _ in range(2)] == ["nothing", "nothing"]


def test_a_child_cannot_tell_how_it_ended(tmp_path: Path) -> None:
    """It holds no file but its own three: the word of its end goes through one that it never had."""
    body = "import os; return ' '.join(sorted(os.listdir('/proc/self/fd')))"

    words = run(tmp_path, body, limits=Limits(seconds=5, megabytes=200, output_megabytes=1)).words

    assert words.split()[:3] == ["0", "1", "2"]
    assert len(words.split()) == 4  # and that of the list itself


def test_it_is_told_by_how_much_a_child_grew(tmp_path: Path) -> None:
    roomy = Limits(seconds=5, megabytes=1024, output_megabytes=1)

    large = run(tmp_path, "kept = b'0' * (300 << 20); del kept; return ''", limits=roomy)

    assert 290 << 20 < large.growth < 310 << 20
    assert run(tmp_path, "return ''", limits=roomy).growth < 20 << 20


def test_several_come_at_once(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text("def main(word):\n    import time; time.sleep(0.5)\n    return word\n", "utf-8")
    begun = time.monotonic()

    with ThreadPoolExecutor(4) as threads:
        said = list(threads.map(lambda n: runner.run(script, str(n), limits=SMALL).words, range(4)))

    assert said == ["0", "1", "2", "3"]
    assert time.monotonic() - begun < 1.9


def test_where_the_nursery_has_gone_home_another_opens(tmp_path: Path) -> None:
    assert run(tmp_path, "return ''") == Ended(0, "")
    for gone in _nurseries():
        os.kill(gone, signal.SIGKILL)

    assert run(tmp_path, "return 'here'").words == "here"


@pytest.fixture
def altered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str, str], None]]:
    """Call it with what the nursery that opens next says, and what it is to say instead."""

    def alter(said: str, instead: str) -> None:
        text = Path(str(nursery.__file__)).read_text("utf-8")
        assert said in text
        other = tmp_path / "nursery.py"
        other.write_text(text.replace(said, instead), "utf-8")
        monkeypatch.setattr(nursery, "__file__", str(other))
        monkeypatch.setattr(runner, "_nurseries", {})

    yield alter
    runner.close()


def test_the_stories_notice_a_nursery_that_reads_by_itself(
    tmp_path: Path, altered: Callable[[str, str], None]
) -> None:
    altered('_ready(call["script"])', '_main_of(call["script"])(*call["arguments"])')

    with pytest.raises(AssertionError):
        test_a_child_leaves_nothing_to_the_next(tmp_path)


def test_the_stories_notice_a_child_that_is_given_more(
    tmp_path: Path, altered: Callable[[str, str], None]
) -> None:
    altered("os.closerange(3, 1024)", "pass")

    with pytest.raises(AssertionError):
        test_a_child_cannot_tell_how_it_ended(tmp_path)


def test_a_nursery_that_nobody_asks_goes_home(tmp_path: Path, altered: Callable[[str, str], None]) -> None:
    altered("IDLE = 60", "IDLE = 0.1")
    before = set(_nurseries())
    assert run(tmp_path, "return ''") == Ended(0, "")
    (opened,) = set(_nurseries()) - before

    _await_the_end(opened)

    assert run(tmp_path, "return 'here'").words == "here"


def test_it_stays_until_the_last_child_is_back(tmp_path: Path, altered: Callable[[str, str], None]) -> None:
    altered("IDLE = 60", "IDLE = 0.1")

    assert run(tmp_path, "import time; time.sleep(0.5); return 'here'").words == "here"


def test_a_child_whose_nursery_is_ended_ends_with_it(tmp_path: Path) -> None:
    """And whoever waits for it is told at once."""
    known = tmp_path / "pid"
    body = "import os, time, pathlib; pathlib.Path(arguments[0]).write_text(str(os.getpid())); time.sleep(60)"
    longer = Limits(seconds=30, megabytes=200, output_megabytes=1)

    with ThreadPoolExecutor(1) as threads:
        waits = threads.submit(lambda: run(tmp_path, body, str(known), limits=longer))
        child = _written(known)
        for opened in _nurseries():
            os.kill(opened, signal.SIGKILL)
        assert waits.result(10).cost_too_much

    _await_the_end(child)


def test_a_child_ends_with_the_process_that_asked_for_it(tmp_path: Path) -> None:
    known, script = tmp_path / "pid", tmp_path / "script.py"
    script.write_text(
        "import os, time, pathlib\n\n"
        "def main(known):\n    pathlib.Path(known).write_text(str(os.getpid()))\n    time.sleep(60)\n",
        "utf-8",
    )
    asks = "import sys; from greenbridge.files.child.runner import Limits, run; run(*sys.argv[1:], limits=Limits(30, 200, 1))"
    asking = subprocess.Popen([sys.executable, "-c", asks, script, known])
    child = _written(known)

    asking.kill()
    asking.wait()

    _await_the_end(child)


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


def test_a_child_may_take_what_it_was_allowed_beside_what_it_was_ready_with(tmp_path: Path) -> None:
    enough, too_little = (
        run(tmp_path, "return bytes(40_000_000) and ''", limits=Limits(5, megabytes, 1))
        for megabytes in (42, 34)
    )

    assert enough == Ended(0, "")
    assert too_little.cost_too_much


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
    _await_the_end(int(kept.read_text()))


def _nurseries() -> list[int]:
    """The processes that children of this one come from, whichever thread opened them."""
    children = [
        pid for task in Path("/proc/self/task").iterdir() for pid in (task / "children").read_text().split()
    ]
    return [int(pid) for pid in children if _is_one(pid)]


def _is_one(pid: str) -> bool:
    return "nursery.py" in Path(f"/proc/{pid}/cmdline").read_text()


def _written(file: Path) -> int:
    """The number in a file that a child is about to write."""
    for _ in range(200):
        if file.exists() and file.read_text():
            return int(file.read_text())
        time.sleep(0.05)
    pytest.fail("no child came")


def _await_the_end(pid: int) -> None:
    for _ in range(100):
        if _is_over(pid):
            return
        time.sleep(0.05)
    pytest.fail("a process that should be over is still there")


def _is_over(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return "Z" in Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1][:3]
