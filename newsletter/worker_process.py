"""`python -m newsletter.worker_process FD`: the lean worker that `newsletter_worker` becomes.

The configuration comes as JSON through an open file, so no password stands in an environment or on
a command line.
"""

from __future__ import annotations

import logging
import os
import sys

from mail import database
from mail.configuration_value import Configuration
from newsletter.worker import Worker


def main() -> None:
    """Read the configuration and work until SIGTERM."""
    with os.fdopen(int(sys.argv[1])) as file:
        configuration = Configuration.from_json(file.read())
    logging.basicConfig(level=configuration.log_level)
    database.use(database.LeanDatabase(configuration.databases["default"]))
    Worker(configuration).run()


if __name__ == "__main__":
    main()
