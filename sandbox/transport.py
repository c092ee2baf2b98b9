"""What the two transports have in common: the acknowledgement, or why there is none."""

from dataclasses import dataclass
from typing import Any

TIMEOUT = "operation_timeout"  # no acknowledgement in three seconds
UNREACHABLE = "dispatch_failed"  # nobody is connected, or the request URL does not answer


@dataclass
class Ack:
    payload: Any = None
    error: str | None = None
