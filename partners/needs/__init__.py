"""What firms told us: noted in half a minute, without personal data; reported by quarter."""
