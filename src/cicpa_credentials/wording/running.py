"""Codes that are met where commands run, with their files and processes; columns as in `verifying.py`."""

from __future__ import annotations

from typing import Final

from cicpa_credentials.errors import Code

__all__ = ["ROWS"]

ROWS: Final = (
    (
        Code.USAGE,
        "命令用法有误。",
        "请用 --help 查看用法。",
        "The command was not given as it should be.",
        "See its --help.",
    ),
    (
        Code.FILE_UNREADABLE,
        "文件无法读取。",
        "请检查文件名和读取权限。",
        "The file cannot be read.",
        "Check its name and permissions.",
    ),
    (
        Code.OUTPUT_EXISTS,
        "输出文件已存在，未覆盖。",
        "请换一个文件名，或用 --force 覆盖。",
        "The output is already there and was left as it is.",
        "Choose another name, or overwrite it with --force.",
    ),
    (
        Code.FOLDER_BUSY,
        "另一个 cicpa 命令正在使用此文件夹。",
        "请等它结束后重试，或另选文件夹。",
        "Another cicpa command is at work in this folder.",
        "Wait until it has ended, or choose another folder.",
    ),
    (
        Code.PROCESS_LOST,
        "处理进程意外终止，可能是内存不足，或文件致使读取程序崩溃。",
        "请再次运行该命令，必要时减少进程数，已完成的部分会保留；若总是同一文件，请单独检查该文件。",
        "A process that does the work has ended, perhaps for want of memory, or because a file made its reader crash.",
        "Run the command again, with fewer processes if need be; what is done stays done. Look at any file it names.",
    ),
    (
        Code.STORAGE_FAILED,
        "写入磁盘失败，没有留下不完整的文件。",
        "请检查磁盘空间和写入权限，然后重试。",
        "The disk did not take what was to be written; nothing half-written was left.",
        "Check free space and permissions, then try again.",
    ),
)
