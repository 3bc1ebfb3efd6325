"""Indicators: their values, plots, lists; which values are due."""
