"""The pages of inspections: field work, records, findings, standards, weak points, quarantine."""
