from django.urls import path

from base.pages import file_view, preview_view, verb_paths
from tasks.forms import ASSIGNMENT_VERBS, EXTENSION_VERBS, MILESTONE_VERBS, NOTICE_VERBS
from tasks.models import Assignment, Evidence, Extension, Milestone, MilestoneFile, Notice, ReplyFile
from tasks.views import assignments, campaigns, creation_tasks, extensions, letters, milestones, notices, rungs

urlpatterns = [
    path("campaigns/", campaigns.CampaignList.as_view(), name="campaign-list"),
    path("campaigns/new/", campaigns.CampaignNew.as_view(), name="campaign-new"),
    path("campaigns/<int:pk>/", campaigns.CampaignDetail.as_view(), name="campaign-detail"),
    path("campaigns/<int:pk>/edit/", campaigns.CampaignEdit.as_view(), name="campaign-edit"),
    path("creation-tasks/", creation_tasks.CreationTaskList.as_view(), name="creationtask-list"),
    path("creation-tasks/new/", creation_tasks.CreationTaskNew.as_view(), name="creationtask-new"),
    path("creation-tasks/<int:pk>/edit/", creation_tasks.CreationTaskEdit.as_view(), name="creationtask-edit"),
    path("creation-tasks/<int:pk>/", creation_tasks.CreationTaskDetail.as_view(), name="creationtask-detail"),
    path("assignments/", assignments.AssignmentList.as_view(), name="assignment-list"),
    path("assignments/views/", assignments.AssignmentViews.as_view(), name="assignment-views"),
    path("assignments/new/", assignments.AssignmentCreate.as_view(), name="assignment-new"),
    path("assignments/due/", assignments.DueWords.as_view(), name="assignment-due"),
    path("assignments/<int:pk>/", assignments.AssignmentDetail.as_view(), name="assignment-detail"),
    path("assignments/<int:pk>/edit/", assignments.AssignmentUpdate.as_view(), name="assignment-edit"),
    *verb_paths(
        "assignments", Assignment, ASSIGNMENT_VERBS, bulk=assignments.AssignmentList.verbs_in_bulk, page=assignments.AssignmentVerb
    ),
    path("extensions/", extensions.ExtensionList.as_view(), name="extension-list"),
    path("extensions/<int:pk>/", extensions.ExtensionDetail.as_view(), name="extension-detail"),
    *verb_paths("extensions", Extension, EXTENSION_VERBS, page=extensions.ExtensionVerb),
    path("evidence/<int:pk>/", file_view(Evidence), name="evidence-file"),
    path("evidence/<int:pk>/preview/", preview_view(Evidence), name="evidence-preview"),
    path("milestones/", milestones.MilestoneList.as_view(), name="milestone-list"),
    path("milestones/new/", milestones.MilestoneNew.as_view(), name="milestone-new"),
    path("milestones/<int:pk>/", milestones.MilestoneDetail.as_view(), name="milestone-detail"),
    *verb_paths("milestones", Milestone, MILESTONE_VERBS, page=milestones.MilestoneVerb),
    path("milestone-files/<int:pk>/", file_view(MilestoneFile), name="milestonefile-file"),
    path("milestone-files/<int:pk>/preview/", preview_view(MilestoneFile), name="milestonefile-preview"),
    path("notices/", notices.NoticeList.as_view(), name="notice-list"),
    path("notices/register/", notices.NoticeRegister.as_view(), name="notice-register"),
    path("notices/desk/", notices.NoticeDesk.as_view(), name="notice-desk"),
    path("notices/desk/<int:pk>/", notices.NoticeDesk.as_view(), name="notice-desk-letter"),
    path("notices/<int:pk>/", notices.NoticeDetail.as_view(), name="notice-detail"),
    path("notices/<int:pk>/pdf/", notices.NoticePdf.as_view(), name="notice-pdf"),
    path("notices/<int:pk>/word/", notices.NoticeWord.as_view(), name="notice-word"),
    path("notices/<int:pk>/reply-sheet/", notices.NoticeReplySheet.as_view(), name="notice-reply-sheet"),
    path("reply-files/<int:pk>/", file_view(ReplyFile), name="replyfile-file"),
    path("reply-files/<int:pk>/preview/", preview_view(ReplyFile), name="replyfile-preview"),
    *verb_paths("notices", Notice, NOTICE_VERBS, bulk=("sign", "send_back"), page=notices.NoticeVerb),
    path("letters/<int:pk>/<slug:code>/", letters.verify, name="letter-verify"),
    path("rungs/", rungs.RungList.as_view(), name="rung-list"),
    path("rungs/new/", rungs.RungNew.as_view(), name="rung-new"),
    path("rungs/<int:pk>/edit/", rungs.RungEdit.as_view(), name="rung-edit"),
    path("letter-templates/", letters.LetterTemplateList.as_view(), name="lettertemplate-list"),
    path("letter-templates/<int:pk>/", letters.LetterTemplateDetail.as_view(), name="lettertemplate-detail"),
    path("letter-templates/<int:pk>/edit/", letters.LetterTemplateUpdate.as_view(), name="lettertemplate-edit"),
    path("letter-templates/<int:pk>/preview/", letters.LetterTemplatePreview.as_view(), name="lettertemplate-preview"),
]
