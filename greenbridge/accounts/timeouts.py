"""How long one stays signed in: pure arithmetic on two moments that the session keeps."""

import datetime as dt

IDLE = dt.timedelta(minutes=30)
IDLE_STAFF = dt.timedelta(minutes=15)
ABSOLUTE = dt.timedelta(hours=12)
NOTED_EVERY = dt.timedelta(minutes=1)  # so that reading pages does not write once per page


def idle_words(is_staff: bool) -> str:
    minutes = int((IDLE_STAFF if is_staff else IDLE).total_seconds() // 60)
    return f"您已超过{minutes}分钟没有操作，为保护账号已自动退出，请重新登录。"


ABSOLUTE_WORDS = "您已连续登录12小时，为保护账号请重新登录。"


def may_be_over(began: float, seen: float, now: float) -> bool:
    """Whether anybody's session could be over; only then is it worth asking who the person is."""
    return now - seen >= IDLE_STAFF.total_seconds() or now - began >= ABSOLUTE.total_seconds()


def why_over(began: float, seen: float, now: float, *, is_staff: bool) -> str:
    """``idle``, ``absolute``, or nothing while the session lasts."""
    if now - began >= ABSOLUTE.total_seconds():
        return "absolute"
    longest = IDLE_STAFF if is_staff else IDLE
    return "idle" if now - seen >= longest.total_seconds() else ""
