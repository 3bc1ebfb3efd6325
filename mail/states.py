"""What becomes of one letter. Plain numbers: the worker that sends knows no Django models."""

from __future__ import annotations

from enum import IntEnum


class State(IntEnum):
    """State of one row of a ledger (`mail.models.HandOver`)."""

    QUEUED = 0  # to be handed over, not before `not_before`
    CLAIMED = 1  # a worker holds it and may be talking to the mail server
    HANDED = 2  # the mail server took responsibility (RFC 5321, 4.2.5)
    UNCERTAIN = 3  # sent to the end, no answer came: it may have been taken
    REFUSED = 4  # the mail server refused it for good (5yz)
    SUPPRESSED = 5  # the receiver does not want it any more
    CANCELLED = 6  # the office does not want it any more


class Result(IntEnum):
    """What the mail server's log says of a letter that it took."""

    UNKNOWN = 0
    DELIVERED = 1
    DEFERRED = 2
    BOUNCED = 3
