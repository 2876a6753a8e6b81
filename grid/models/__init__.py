"""Places, the organisations that sit in them, the people appointed to them, and who answers for what."""

from grid.models.places import Appointment, AppointmentQuerySet, Organisation, OrganisationQuerySet, Place, PlaceQuerySet

__all__ = [
    "Appointment",
    "AppointmentQuerySet",
    "Organisation",
    "OrganisationQuerySet",
    "Place",
    "PlaceQuerySet",
]
