"""What the nightly proof asks of guarantees: every shop that needs a guarantor has one who fits, and is visited in time."""

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from establishments.models import Establishment
from grid.proof import Found, gap
from guarantees.assigning import limits
from guarantees.models import Guarantee


def shop_url(pk):
    return reverse("establishment-detail", args=[pk])


@gap(
    "guarantor",
    label=_("Shop without a guarantor"),
    says=_("Level %(level)s needs a guarantor; nobody answers for the shop."),
    mend=_("Give it a guarantor"),
    needs="guarantees.add_guarantee",
)
def shop_without_guarantor(on):
    held = Guarantee.objects.as_of(on).values("establishment")
    shops = Establishment.objects.in_business().exclude(guarantee_level="").exclude(pk__in=held).order_by("place__code")
    for pk, place, name, level in shops.values_list("pk", "place", "place__name", "guarantee_level"):
        mend = f"{reverse('guarantee-new')}?establishment={pk}"
        yield Found(place, f"establishment:{pk}", name, shop_url(pk), mend, {"level": level})


@gap(
    "guarantor_fit",
    label=_("Guarantor's post does not match the level"),
    says=_("Level %(level)s; %(person)s holds a post of another level or place, or holds it no more."),
    mend=_("Replace the guarantor"),
    needs="guarantees.replace_guarantee",
)
def guarantor_does_not_match(on):
    wrong = Guarantee.objects.mismatched() | Guarantee.objects.vacant(on)
    rows = wrong.filter(establishment__status=Establishment.OPEN).exclude(establishment__guarantee_level="")
    for row in rows.select_related("establishment", "place", "appointment__user").order_by("place__code"):
        mend = reverse("guarantee-replace", args=[row.pk])
        facts = {"level": row.establishment.guarantee_level, "person": row.appointment.user.name}
        yield Found(row.place_id, f"guarantee:{row.pk}", row.place.name, row.get_absolute_url(), mend, facts)


@gap(
    "guarantor_visit",
    label=_("Guarantor's visit overdue"),
    says=_("%(person)s should have visited by %(due)s."),
    mend=_("See the guarantee"),
    needs="guarantees.view_guarantee",
)
def visit_overdue(on):
    rows = Guarantee.objects.overdue(on).filter(establishment__status=Establishment.OPEN)
    for pk, place, name, person, due_on in rows.order_by("place__code").values_list(
        "pk", "place", "place__name", "appointment__user__name", "due_on"
    ):
        url = reverse("guarantee-detail", args=[pk])
        yield Found(place, f"visit:{pk}", name, url, url, {"person": person, "due": due_on.isoformat()})


@gap(
    "guarantor_load",
    label=_("Guarantor over the load limit"),
    says=_("%(count)d shops of level %(level)s; the limit is %(most)d"),
    mend=_("See the shops"),
    needs="guarantees.replace_guarantee",
    overlap=True,
)
def guarantor_over_the_limit(on):
    """At the place of the post: whoever stands above it finds somebody else."""
    held = Guarantee.objects.held().order_by().values("appointment__user", "appointment__user__name", "establishment__guarantee_level")
    counted, most = held.annotate(count=Count("pk"), first=Min("appointment__place")), limits(on)
    for row in counted:
        level = row["establishment__guarantee_level"]
        if level in most and row["count"] > most[level]:
            user = row["appointment__user"]
            url = reverse("guarantor-detail", args=[user])
            facts = {"count": row["count"], "level": level, "most": most[level]}
            yield Found(row["first"], f"load:{user}:{level}", row["appointment__user__name"], url, url, facts)
