"""Pages around the letters: their wording, and the page that tells anybody whether a letter is genuine."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from base.pages import DetailPage, ListPage, Page, UpdatePage
from base.reach import reach_safe
from tasks import letters
from tasks.filing import paper_of
from tasks.filters import LetterTemplateFilter
from tasks.forms import LetterTemplateForm
from tasks.models import LetterTemplate, Notice
from tasks.models.templates import FIELDS
from tasks.paper import is_code_of
from tasks.tables import LetterTemplateTable


@require_safe
@login_not_required
@reach_safe  # who holds the letter knows its code; shown is what the letter itself says
@never_cache
def verify(request, pk, code):
    """Whether number, date and file of a letter in somebody's hands are those of the letter that was issued."""
    letter = Notice.objects.filter(pk=pk, serial__isnull=False).select_related("issuer", "signed_by").first()
    if letter is None or not is_code_of(pk, code):
        raise Http404
    corrected = letter.corrections.filter(serial__isnull=False).order_by("issued_at").last()
    return render(request, "tasks/letter_verify.html", {"letter": letter, "paper": paper_of(letter), "corrected": corrected})


class LetterTemplateList(ListPage):
    model = LetterTemplate
    table_class = LetterTemplateTable
    filterset_class = LetterTemplateFilter


class LetterTemplateDetail(DetailPage):
    """The wording of one letter, tried on an invented piece of work."""

    model = LetterTemplate
    template_name = "tasks/lettertemplate_detail.html"

    def more(self, row):
        title, body = row.write(letters.sample_fields(timezone.now()))
        return {"sample": {"title": title, "body": body}}


class LetterTemplateUpdate(UpdatePage):
    """Other words, with what they would make of an invented piece of work beside them."""

    model = LetterTemplate
    form_class = LetterTemplateForm
    template_name = "tasks/lettertemplate_form.html"

    def context(self, **more):
        fields = letters.sample_fields(timezone.now())
        return super().context(**more) | {"fields": [(f"{{{name}}}", words, fields[name]) for name, words in FIELDS.items()]}


@method_decorator(never_cache, name="dispatch")
class LetterTemplatePreview(Page):
    """What the words typed so far would make of an invented piece of work."""

    model = LetterTemplate

    def post(self, request, pk):
        form = LetterTemplateForm(request.POST, instance=self.find("change"), user=request.user)
        title, body = form.instance.write(letters.sample_fields(timezone.now())) if form.is_valid() else ("", "")
        return render(request, "tasks/_letter_sample.html", {"sample": {"title": title, "body": body}, "form": form})
