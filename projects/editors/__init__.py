"""The projects' rooms in the admin: indicators, register, duties, reports."""
