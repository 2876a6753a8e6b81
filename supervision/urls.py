from django.urls import path

from base.file_pages import file_view
from base.pages import verb_paths
from supervision.forms import BULLETIN_VERBS, GROUP_VERBS, POINT_VERBS, REPORT_VERBS
from supervision.models import BulletinCopy, BulletinPicture, DailyBulletin, DailyReport, SupervisionGroup, SupervisionPoint
from supervision.views import bulletins, days, groups

urlpatterns = [
    path("supervision/", days.GroupDay.as_view(), name="supervision-day"),
    path("supervision/groups/", groups.GroupList.as_view(), name="supervisiongroup-list"),
    path("supervision/groups/new/", groups.GroupNew.as_view(), name="supervisiongroup-new"),
    path("supervision/groups/<int:pk>/", groups.GroupDetail.as_view(), name="supervisiongroup-detail"),
    path("supervision/groups/<int:pk>/edit/", groups.GroupEdit.as_view(), name="supervisiongroup-edit"),
    *verb_paths("supervision/groups", SupervisionGroup, GROUP_VERBS),
    path("supervision/points/", days.PointList.as_view(), name="supervisionpoint-list"),
    path("supervision/points/new/", days.PointNew.as_view(), name="supervisionpoint-new"),
    path("supervision/points/<int:pk>/", days.PointDetail.as_view(), name="supervisionpoint-detail"),
    *verb_paths("supervision/points", SupervisionPoint, POINT_VERBS),
    path("supervision/reports/", days.ReportList.as_view(), name="dailyreport-list"),
    path("supervision/reports/<int:pk>/", days.ReportDetail.as_view(), name="dailyreport-detail"),
    *verb_paths("supervision/reports", DailyReport, REPORT_VERBS),
    path("bulletins/", bulletins.BulletinList.as_view(), name="dailybulletin-list"),
    path("bulletins/new/", bulletins.BulletinNew.as_view(), name="dailybulletin-new"),
    path("bulletins/<int:pk>/", bulletins.BulletinDetail.as_view(), name="dailybulletin-detail"),
    path("bulletins/<int:pk>/pdf/", bulletins.BulletinPdf.as_view(), name="dailybulletin-pdf"),
    *verb_paths("bulletins", DailyBulletin, BULLETIN_VERBS),
    *verb_paths("bulletin-copies", BulletinCopy),
    path("bulletin-pictures/<int:pk>/", file_view(BulletinPicture), name="bulletinpicture-file"),
]
