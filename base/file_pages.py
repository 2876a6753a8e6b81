"""Kept files over the web: the file itself and its small picture, each only to those who may see its row."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404

from base.pages import Page


def file_view(model):
    """A view that hands out one StoredFile of `model` to those who may see it."""

    class FilePage(Page):
        def get(self, request, pk):
            return get_object_or_404(model.objects.reachable(request.user, "view"), pk=pk).response()

    return FilePage.as_view(model=model)


def preview_view(model):
    """A view that shows one StoredFile of `model` small, to those who may see it; 404 for what has no picture."""

    class PreviewPage(Page):
        def get(self, request, pk):
            picture = get_object_or_404(model.objects.reachable(request.user, "view"), pk=pk).preview()
            if picture is None:
                raise Http404
            return HttpResponse(picture, content_type="image/jpeg", headers={"Cache-Control": "private, max-age=86400"})

    return PreviewPage.as_view(model=model)
