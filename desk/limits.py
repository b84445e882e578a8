"""How often one sender may ask: so many requests a minute, counted in this process."""

import threading
import time
from collections import OrderedDict

_MINUTE = 60.0
_MOST_SENDERS = 10_000


class Limiter:
    """A bucket a sender that fills within a minute. Safe to share between threads."""

    def __init__(self, per_minute: int) -> None:
        self._most = float(per_minute)
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, sender: str) -> int:
        """Take one; 0 where it may go on, else after how many seconds to ask again."""
        now = time.monotonic()
        with self._lock:
            level, at = self._buckets.pop(sender, (self._most, now))
            level = min(self._most, level + (now - at) * self._most / _MINUTE)
            taken = level >= 1
            self._buckets[sender] = (level - taken, now)
            if len(self._buckets) > _MOST_SENDERS:
                self._buckets.popitem(last=False)
            return 0 if taken else 1 + int((1 - level) * _MINUTE / self._most)
