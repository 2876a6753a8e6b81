"""The rule of the guarantee levels: its versions, what each would change, and its adoption."""

from itertools import groupby

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from base.errors import Refused
from base.pages import CreatePage, DetailPage, ListPage, UpdatePage, button
from base.words import day
from establishments.filters import LevelRuleList, RegradeList
from establishments.forms import LevelRuleForm
from establishments.grading import regrades_by_district
from establishments.models import Establishment, Format, LevelRule
from establishments.tables import LevelRuleTable, RegradeTable


class LevelRuleListPage(ListPage):
    model = LevelRule
    table_class = LevelRuleTable
    filterset_class = LevelRuleList
    empty_text = _("The versions of the rule that says which official takes which shop are listed here.")


class LevelRuleDetail(DetailPage):
    model = LevelRule
    template_name = "establishments/levelrule_detail.html"

    def facts(self, rule):
        in_force = LevelRule.objects.in_force(timezone.localdate())
        return [
            (_("Version"), rule.version),
            (_("Basis"), rule.basis or _("none")),
            (_("Effective on"), day(rule.effective_on) or _("not adopted")),
            (_("In force today"), _("yes") if rule == in_force else _("no")),
        ]

    def more(self, rule):
        names = dict(Format.objects.values_list("code", "name"))
        lines = list(rule.lines.all())
        for line in lines:
            line.format_names = "、".join(names.get(code, code) for code in line.formats)
        changes = self.changes(rule) if rule.is_ahead() else []
        return {"lines": lines, "changes": changes, "change_count": sum(district["count"] for district in changes)}

    def changes(self, rule):
        """What the rule would change in the shops in reach, district by district, each number with the list behind it."""
        lines = regrades_by_district(rule, Establishment.objects.reachable(self.request.user, "view"))
        url = reverse("levelrule-shops", args=[rule.pk])
        return [self.district(url, place, list(part)) for place, part in groupby(lines, key=lambda line: line[0])]

    def district(self, url, place, lines):
        moves = [
            {"old": old, "new": new, "count": count, "url": f"{url}?{urlencode({'place': place.pk, 'old': old or '-', 'new': new or '-'})}"}
            for _place, old, new, count in lines
        ]
        return {"name": place.name, "url": f"{url}?place={place.pk}", "count": sum(line[3] for line in lines), "moves": moves}

    def edit(self, rule):
        if rule.status != rule.DRAFT:
            return []
        return super().edit(rule)

    def verbs(self, rule):
        shops = reverse("levelrule-shops", args=[rule.pk])
        look = [button("shops", _("Shops it would regrade"), "list-search", shops)] if rule.is_ahead() else []
        return super().verbs(rule) + look


class LevelRuleShops(ListPage):
    """Shop by shop what a rule would change, before anybody adopts it."""

    model = Establishment
    table_class = RegradeTable
    filterset_class = RegradeList
    page_title = _("Shops it would regrade")
    empty_text = _("The rule gives every shop the level it has.")

    def get(self, request, pk):
        self.rule = get_object_or_404(LevelRule.objects.reachable(request.user, "view"), pk=pk)
        return super().get(request)

    def reachable(self):
        return self.rule.regrades(super().reachable())

    def actions(self):
        return []

    def get_crumbs(self):
        return [(LevelRule._meta.verbose_name_plural, reverse("levelrule-list")), (str(self.rule), self.rule.get_absolute_url())]


class LevelRuleNew(CreatePage):
    model = LevelRule
    form_class = LevelRuleForm
    template_name = "establishments/levelrule_form.html"

    def get(self, request):
        return self.ask(self.form_class(user=request.user), None)


class LevelRuleEdit(UpdatePage):
    model = LevelRule
    form_class = LevelRuleForm
    template_name = "establishments/levelrule_form.html"

    def find(self, action="view"):
        rule = super().find(action)
        if rule.status != rule.DRAFT:
            raise Refused(_("A rule that was adopted or dropped stays as it is; draft the next version."))
        return rule
