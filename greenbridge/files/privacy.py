"""What this room knows of people. What a file holds is declared by the room that keeps it."""

from greenbridge.core.privacy import Keep, confidential, holds, personal

holds(
    "files.File",
    "上传的文件",
    whose="owner",
    plain="id stored_as kind size digest secrecy uploaded_at state reason scanned_at",
    name=confidential("下载时的文件名", Keep.FILE),
    owner=personal("上传人可以查看自己的文件；命令收录的没有上传人", Keep.SIGNED),
)
