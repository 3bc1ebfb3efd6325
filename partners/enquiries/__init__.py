"""Enquiries: asked by firms, passed on to partners, answered, followed up."""
