"""What a process that lives for long does once it is loaded."""

from __future__ import annotations

import gc


def settle() -> None:
    """What is loaded by now stays as long as the process, so the garbage collector need not walk it again.

    A full collection walked half a million objects (readings of characters, forms, flows) and took 0.4 seconds, every
    few hundred requests in the middle of somebody's; without them it takes a twentieth of that.
    """
    gc.freeze()
