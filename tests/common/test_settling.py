"""A process that lives for long does not walk what it has loaded again and again."""

from __future__ import annotations

import subprocess
import sys


def test_the_web_process_keeps_what_it_has_loaded_out_of_the_garbage_collection() -> None:
    """In a process of its own: what is frozen stays so."""
    told = "import gc, shouwen.config.wsgi; print(gc.get_freeze_count(), len(gc.get_objects()))"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    kept, walked = map(int, done.stdout.split())
    assert kept > 100_000
    assert walked < kept / 10
