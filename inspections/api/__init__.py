"""The API of inspections: the submission contract, and what it rests on."""

from inspections.api import records, standards


def register(router):
    router.register("formats", standards.FormatViewSet)
    router.register("checklists", standards.ChecklistViewSet)
    router.register("work-standards", standards.WorkStandardViewSet)
    router.register("work-standard-files", standards.StandardFileViewSet)
    router.register("clauses", standards.ClauseViewSet)
    router.register("inspections", records.InspectionViewSet)
    router.register("findings", records.FindingViewSet)
    router.register("photos", records.PhotoViewSet)
    router.register("disputes", records.DisputeViewSet)
    router.register("quarantined", records.QuarantinedViewSet)
    router.register("rectification-orders", records.OrderViewSet)
    router.register("weak-points", records.WeakPointViewSet)
