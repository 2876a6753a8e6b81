"""The page on which a shop's life can be read."""

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from base.pages import DetailPage
from establishments.models import Establishment
from establishments.timeline import SOURCES, Timeline, counts

LINES = 50


class EstablishmentTimeline(DetailPage):
    """Everything that happened to the shop, in one list or kind by kind; what was merged into it belongs to it."""

    model = Establishment
    template_name = "establishments/establishment_timeline.html"

    def get(self, request, pk):
        shop, kind = self.find(), request.GET.get("kind", "")
        pages = Paginator(Timeline(shop, request.user, kind), LINES)
        return self.show(object=shop, page=pages.get_page(request.GET.get("page")), tabs=self.tabs(shop, kind))

    def tabs(self, shop, chosen):
        url, found = reverse("establishment-timeline", args=[shop.pk]), counts(shop, self.request.user)
        every = {"label": _("All"), "url": url, "active": chosen not in SOURCES, "count": sum(found.values())}
        kinds = [
            {"label": source.label, "url": f"{url}?kind={kind}", "active": chosen == kind, "count": found[kind]}
            for kind, source in SOURCES.items()
        ]
        return [every, *kinds]

    def context(self, **more):
        shop = more["object"]
        return super().context(**more) | {
            "page_title": _("The life of this shop"),
            "crumbs": [*self.get_crumbs(), (str(shop), shop.get_absolute_url())],
        }
