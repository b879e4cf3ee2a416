"""Why a backup or a restore does not take place."""

import errno
import sqlite3

import django.db
import psycopg

from greenbridge.core.errors import RuleBroken


class KeyMissing(RuleBroken):
    sentence = "没有备份密钥：请用 BACKUP_KEY 或 BACKUP_KEY_FILE 给出，或把它放回 {place}。"


class KeyTooShort(RuleBroken):
    sentence = "备份密钥至少32个字符，请换一个更长的，例如 openssl rand -base64 48 的输出。"


class NotABackup(RuleBroken):
    sentence = "{name} 不是绿桥的备份文件，请核对路径。"


class WrongKey(RuleBroken):
    sentence = "备份密钥不对：{name} 是用另一把密钥加密的。"


class BackupAltered(RuleBroken):
    sentence = "{name} 被改动过或已损坏（第 {chunk} 段），不能使用，请换一份备份。"


class BackupTruncated(RuleBroken):
    sentence = "{name} 不完整，只到第 {chunk} 段，不能使用，请换一份备份。"


class NothingToRestore(RuleBroken):
    sentence = "{place} 里没有备份文件，请核对路径。"


class NothingToBackUp(RuleBroken):
    sentence = "数据库（{database}）里没有数据表，没有可备份的内容。请核对 GREENBRIDGE_VAR（现为 {place}）和 DATABASE_URL。"


class OtherDatabase(RuleBroken):
    sentence = "这份备份来自 {theirs}，当前配置的是 {ours}，请按备份的数据库配置后再恢复。"


class FromNewerSoftware(RuleBroken):
    sentence = "这份备份来自更新的版本（{migration}），请先升级程序再恢复。"


class NotEmpty(RuleBroken):
    sentence = "{what}已有数据，恢复会覆盖它。请换一个空的位置；确认要覆盖时加 --force。"


class StillRunning(RuleBroken):
    sentence = "绿桥正在使用 {place}，请先停止它再恢复。"


class DatabaseInUse(RuleBroken):
    sentence = "还有程序连着数据库（{who}），请先停止网站和后台任务，断开其他连接，再恢复。"


class ProgramMissing(RuleBroken):
    sentence = "找不到 {program}，请安装 PostgreSQL 客户端：sudo apt install postgresql-client。"


class ProgramFailed(RuleBroken):
    sentence = "{program} 没有成功：{said}"


class NoScratchDatabase(RuleBroken):
    sentence = "不能新建演练用的数据库：请给数据库用户 CREATEDB 权限。（{said}）"


class NoRoom(RuleBroken):
    sentence = "磁盘空间不够：需要约 {needed} MB，{place} 只剩 {free} MB。"


class NotPutBack(RuleBroken):
    sentence = "{reason}原来的文件有一部分没能放回原处，请从 {place} 和文件目录里同名的 before-restore-… 手工移回，再启动网站。"


FULL = (errno.ENOSPC, errno.EDQUOT)
OF_DATABASES = (sqlite3.Error, psycopg.Error, django.db.Error)
EXPECTED = (RuleBroken, OSError, *OF_DATABASES)  # what a command answers with a sentence


def told(trouble: BaseException) -> str:
    """A sentence for people, whatever went wrong."""
    if isinstance(trouble, RuleBroken):
        return str(trouble)
    if isinstance(trouble, OSError):
        where = f"（{trouble.filename}）" if trouble.filename else ""
        if trouble.errno in FULL:
            return f"磁盘空间不够{where}，请腾出空间后再试。"
        return f"读写文件没有成功{where}：{trouble.strerror or trouble}。"
    if isinstance(trouble, OF_DATABASES):
        return f"数据库没有应答或已损坏：{' '.join(str(trouble).split())}。"
    return f"出现意外情况（{type(trouble).__name__}：{trouble}），详情见日志。"
