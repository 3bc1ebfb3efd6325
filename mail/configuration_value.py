"""What a worker needs to know, in one value that goes to it as JSON; no Django settings."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from mail.envelope import Envelopes
from mail.folder import Folder
from mail.sender import Way
from mail.smtp import Connection, Server


@dataclass(frozen=True)
class Configuration:
    """Everything that a worker needs to know."""

    databases: dict[str, Any]
    data_dir: str
    key: str  # hexadecimal, for envelopes
    bounce_domain: str
    folder: str = ""  # letters into files; empty: to the server
    server: dict[str, Any] = field(default_factory=dict)
    log: str = ""  # Postfix's log; empty: uncertain letters wait for a person
    rate: float = 0.0  # letters a second of one worker; 0: as many as the server takes
    queue_depth: int = 0  # letters that may wait in the mail server; 0: any number
    log_level: str = "WARNING"
    manage: tuple[str, ...] = ()  # how to call manage.py

    @classmethod
    def from_json(cls, text: str) -> Configuration:
        """Return what `to_json` wrote."""
        values = json.loads(text)
        return cls(**{**values, "manage": tuple(values["manage"])})

    def to_json(self) -> str:
        """Return it as JSON; it holds passwords."""
        return json.dumps(asdict(self), default=str)

    @property
    def envelopes(self) -> Envelopes:
        """What makes and reads envelope senders."""
        return Envelopes(bytes.fromhex(self.key), self.bounce_domain)

    @property
    def locks(self) -> Path:
        """Where workers keep their locks and journals."""
        return Path(self.data_dir) / "workers"

    def open(self) -> Way:
        """Open the way for letters. Raises `mail.smtp.Unavailable`."""
        return Folder(Path(self.folder)) if self.folder else Connection(Server(**self.server))
