"""`python -m newsletter.worker_process FD`: the lean worker that `newsletter_worker` becomes.

The configuration comes as JSON through an open file, so no password stands in an environment or on
a command line.
"""

from __future__ import annotations

import logging
import os
import sys

import django
from django.conf import settings

from mail.configuration_value import Configuration


def configure(configuration: Configuration) -> None:
    """Set Django up for its database layer alone."""
    settings.configure(
        DATABASES=configuration.databases,
        INSTALLED_APPS=[],
        SECRET_KEY=configuration.key,
        USE_TZ=True,
        TIME_ZONE="UTC",
        LOGGING_CONFIG=None,
    )
    django.setup()


def main() -> None:
    """Read the configuration and work until SIGTERM."""
    with os.fdopen(int(sys.argv[1])) as file:
        configuration = Configuration.from_json(file.read())
    logging.basicConfig(level=os.environ.get("LOG_LEVEL", "WARNING"))
    configure(configuration)
    from newsletter.worker import Worker  # it opens the database

    Worker(configuration).run()


if __name__ == "__main__":
    main()
