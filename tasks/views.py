"""The pages of the campaign's work."""

from base.pages import DetailPage
from tasks.models import Assignment, Notice


class AssignmentDetail(DetailPage):
    model = Assignment


class NoticeDetail(DetailPage):
    model = Notice
