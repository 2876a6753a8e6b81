"""What the API's description calls choices of fields that have the same name in several models (see ENUM_NAME_OVERRIDES)."""

from establishments.models import Establishment
from grid.models import Appointment, Organisation, Place
from inspections.models import Finding, Inspection
from tasks.models import WORK_KINDS, Assignment, Campaign, LetterKind, Notice

NAMED = {
    "GradeEnum": Establishment.GRADES,
    "OrganisationKindEnum": Organisation.KINDS,
    "PlaceStatusEnum": Place.STATUSES,
    "CampaignKindEnum": Campaign.KINDS,
    "WorkKindEnum": WORK_KINDS,
    "LetterKindEnum": dict(LetterKind.choices),
    "InspectionKindEnum": Inspection.KINDS,
    "SeverityEnum": Finding.SEVERITIES,
    "EstablishmentStatusEnum": Establishment.STATUSES,
    "AppointmentStatusEnum": Appointment.STATUSES,
    "AssignmentStatusEnum": Assignment.STATUSES,
    "FindingStatusEnum": Finding.STATUSES,
    "NoticeStatusEnum": Notice.STATUSES,
}
vars().update({name: list(choices.items()) for name, choices in NAMED.items()})
