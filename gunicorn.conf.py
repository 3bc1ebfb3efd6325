"""Production server. `gunicorn -c gunicorn.conf.py` from anywhere; the port comes from BIND."""

import os
from pathlib import Path

import gunicorn

# Say nothing about the software (reliability 8): gunicorn sends this header empty.
gunicorn.SERVER = ""

_root = Path(__file__).resolve().parent
chdir = str(_root)
pythonpath = str(_root / "site")
wsgi_app = "portal.wsgi:application"
bind = os.environ.get("BIND", "127.0.0.1:8000")
worker_class = "gthread"
# Two processes for two cores; threads wait for the database and for slow readers.
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = 8
timeout = 30  # seconds; no view may take longer
graceful_timeout = 10
max_requests = 5000
max_requests_jitter = 500
limit_request_line = 8190
preload_app = True
control_socket_disable = True  # nobody steers the server from outside
loglevel = os.environ.get("LOG_LEVEL", "warning").lower()
