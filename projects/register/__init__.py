"""The register of the office for international projects: opportunities and project ideas."""
