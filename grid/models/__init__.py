"""Places, the organisations that sit in them, the people appointed to them, and who answers for what."""

from grid.models.appointments import Appointment, AppointmentQuerySet
from grid.models.copies import SignedCopy
from grid.models.former import FormerPlace
from grid.models.handovers import HandOver
from grid.models.places import Organisation, OrganisationQuerySet, Place, PlaceQuerySet
from grid.models.plans import Plan, PlanVersion
from grid.models.proofs import ProofLine, ProofRun
from grid.models.responsibilities import Responsibility, ResponsibilityList
from grid.models.robots import Robot
from grid.models.standards import LevelStandard

__all__ = [
    "Appointment",
    "AppointmentQuerySet",
    "HandOver",
    "LevelStandard",
    "FormerPlace",
    "Organisation",
    "OrganisationQuerySet",
    "Place",
    "PlaceQuerySet",
    "Plan",
    "PlanVersion",
    "ProofLine",
    "ProofRun",
    "Responsibility",
    "ResponsibilityList",
    "Robot",
    "SignedCopy",
]
