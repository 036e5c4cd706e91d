"""Become another program that ends when its parent ends, as another user where one is named.

Called as `python leash.py PARENT SIGNAL USER PROGRAM [ARGUMENT …]`, by path and with the standard
library only. It is a program, not a function before the exec, because a process with threads
must not run Python between fork and exec. Only Linux can bind a life to the parent's
(prctl(2), PR_SET_PDEATHSIG); elsewhere the program simply runs.
"""

import ctypes
import os
import pwd
import sys

PR_SET_PDEATHSIG = 1


def become(user: str) -> None:
    """Give up root for `user`; an empty name keeps the present one."""
    if user:
        entry = pwd.getpwnam(user)
        os.setgroups([])
        os.setgid(entry.pw_gid)
        os.setuid(entry.pw_uid)


def die_with_parent(parent: int, signal_number: int) -> None:
    """Ask the kernel for the signal; a change of user would have cleared an earlier request."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal_number)
    if os.getppid() != parent:
        sys.exit("the parent has ended already")


if __name__ == "__main__":
    _, parent_id, orphan_signal, user_name, program, *arguments = sys.argv
    become(user_name)
    die_with_parent(int(parent_id), int(orphan_signal))
    os.execvp(program, [program, *arguments])  # noqa: S606 - the program is the stack's own choice
