"""What the verbs of the grid ask: names, neighbours, outlines, and which shop goes where."""

import json

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from shapely.geometry import Point, shape

from base.forms import ReasonForm, VerbForm
from base.picking import PickField
from grid.coordinates import DATUMS, WGS84
from grid.models import Place
from grid.outlines import NoOutline, read_drawing
from grid.reshaping import PARENT_LEVELS, Part

NAME_LENGTH = Place._meta.get_field("name").max_length
MOST_PARTS, MOST_BYTES = 8, 2 * 1024 * 1024
STAYS = "0"


def remark():
    return forms.CharField(label=_("Remark"), required=False, widget=forms.Textarea(attrs={"rows": 2}))


class RenameForm(VerbForm):
    name = forms.CharField(label=pgettext_lazy("place", "name"), max_length=NAME_LENGTH)
    note = remark()


class MergeForm(VerbForm):
    """Another cell of the same community."""

    into = forms.ModelChoiceField(
        Place.objects.filter(level=Place.CELL), label=_("cell that takes over"), help_text=_("Shops, posts and open work go there.")
    )
    note = remark()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        sisters = Place.objects.reachable(self.user, "merge").standing().filter(level=Place.CELL)
        self.fields["into"].queryset = sisters.filter(parent=self.row.parent).exclude(pk=self.row.pk).order_by("code")


class MoveForm(VerbForm):
    """Another place of the level above; townships and communities may get the code the statistics office gave."""

    parent = PickField(
        Place.objects.exclude(level__in=[Place.CELL, Place.ESTABLISHMENT]), url_name="place-pick", label=_("lies in from now on")
    )
    code = forms.CharField(label=_("new statistical code"), max_length=24, required=False, help_text=_("Empty: it keeps its code."))
    note = remark()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        level = PARENT_LEVELS.get(self.row.level)
        self.fields["parent"].queryset = Place.objects.reachable(self.user, "move").standing().filter(level=level)
        if self.row.level == Place.CELL:
            del self.fields["code"]  # assigned

    def clean_code(self):
        code = self.cleaned_data["code"].strip()
        if code and (not code.isascii() or not code.isdigit() or len(code) != len(self.row.code)):
            raise ValidationError(_("The code of this level has %(digits)d digits.") % {"digits": len(self.row.code)})
        return code


class OutlineForm(VerbForm):
    """An outline drawn on the map, pasted or uploaded as GeoJSON; converted to WGS 84 and repaired here."""

    outline = forms.CharField(
        label=_("outline as GeoJSON"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "data-outline": ""}),
        help_text=_("Filled in by drawing on the map; a GeoJSON text can be pasted as well."),
    )
    file = forms.FileField(label=_("or a GeoJSON file"), required=False, widget=forms.FileInput(attrs={"accept": ".geojson,.json"}))
    datum = forms.ChoiceField(label=_("coordinates are"), choices=DATUMS, initial=WGS84, required=False)

    def __init__(self, *args, **kwargs):
        initial = kwargs.get("initial") or {}
        if isinstance(initial.get("outline"), dict):
            kwargs["initial"] = initial | {"outline": json.dumps(initial["outline"])}
        super().__init__(*args, **kwargs)

    def clean_file(self):
        """The uploaded text."""
        file = self.cleaned_data["file"]
        if file is None:
            return ""
        if file.size > MOST_BYTES:
            raise ValidationError(_("The file is larger than %(megabytes)d MB.") % {"megabytes": MOST_BYTES // 2**20})
        try:
            return file.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise ValidationError(_("The file is no UTF-8 text.")) from error

    def outlines(self, cleaned):
        """The outlines given, from the file where there is one; the sentence that refuses them stands at their field."""
        field = "file" if cleaned.get("file") else "outline"
        text = cleaned.get(field) or ""
        if not text.strip() or self.errors:
            return []
        try:
            return read_drawing(text, cleaned.get("datum") or WGS84)
        except NoOutline as refusal:
            self.add_error(field, str(refusal))
            return []


class DrawForm(OutlineForm):
    none = forms.BooleanField(label=_("it has no outline any more"), required=False)
    note = remark()

    def clean(self):
        cleaned = super().clean()
        found = [] if cleaned.get("none") else self.outlines(cleaned)
        if len(found) > 1:
            self.add_error(
                "file" if cleaned.get("file") else "outline",
                _("There are %(count)d outlines in it; one is wanted.") % {"count": len(found)},
            )
        elif not found and not cleaned.get("none") and not self.errors:
            self.add_error("outline", _("Draw the outline on the map, or upload it."))
        return {"outline": found[0] if found else None, "note": cleaned.get("note", "")}


class SplitForm(OutlineForm):
    """The new cells, a line each; for every shop of this cell where it goes: by the outline, nowhere, or into one of them."""

    names = forms.CharField(
        label=_("names of the new cells"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One in a line. This cell keeps its name, its code and all that goes nowhere else."),
    )
    officers = forms.BooleanField(label=_("whoever is in post here is so in the new cells too"), required=False)
    note = remark()
    field_order = ["names", "outline", "file", "datum", "officers", "note"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.pop("outline", None)  # the cell's own is no new cell's
        self.shops = list(self.row.children.standing().filter(level=Place.ESTABLISHMENT).select_related("establishment").order_by("code"))
        for shop in self.shops:
            select = forms.Select(attrs={"aria-label": shop.name})
            self.fields[self.choice(shop)] = forms.ChoiceField(choices=self.choices(), required=False, label=shop.name, widget=select)
        self.fields["outline"].help_text = _("For the new cells in their order: several as a FeatureCollection. Shops inside go with them.")

    @staticmethod
    def choice(shop):
        return f"part_{shop.pk}"

    @staticmethod
    def choices():
        plain = [("", _("as the outline says, else it stays")), (STAYS, _("stays"))]
        return plain + [(str(number), _("to new cell %(number)d") % {"number": number}) for number in range(1, MOST_PARTS + 1)]

    def questions(self):
        """The plain fields, without the many about shops."""
        return [field for field in self.visible_fields() if not field.name.startswith("part_")]

    def rows(self):
        """(shop, its bound field) for the table on the page."""
        return [(shop, self[self.choice(shop)]) for shop in self.shops]

    def clean_names(self):
        names = [line.strip() for line in self.cleaned_data["names"].splitlines() if line.strip()]
        if len(names) > MOST_PARTS:
            raise ValidationError(_("At most %(most)d new cells at a time.") % {"most": MOST_PARTS})
        if any(len(name) > NAME_LENGTH for name in names):
            raise ValidationError(_("A name has at most %(most)d characters.") % {"most": NAME_LENGTH})
        return names

    def clean(self):
        cleaned = super().clean()
        names, drawn = cleaned.get("names") or [], self.outlines(cleaned)
        if len(drawn) > len(names) and not self.errors:
            self.add_error("outline", _("There are more outlines than names."))
        goes_to = {shop.pk: self.part_of(shop, cleaned, drawn, len(names)) for shop in self.shops}
        parts = [
            Part(name, tuple(pk for pk, part in goes_to.items() if part == number), drawn[number - 1] if number <= len(drawn) else None)
            for number, name in enumerate(names, start=1)
        ]
        return {"parts": parts, "officers": cleaned.get("officers", False), "note": cleaned.get("note", "")}

    def part_of(self, shop, cleaned, drawn, count):
        """The number of the new cell that `shop` goes to; 0 where it stays."""
        chosen = cleaned.get(self.choice(shop)) or ""
        if not chosen:
            return number_of_area(shop.establishment, drawn) if hasattr(shop, "establishment") else 0
        if int(chosen) > count:
            self.add_error(self.choice(shop), _("There is no new cell %(number)s.") % {"number": chosen})
        return int(chosen)


def number_of_area(shop, areas):
    """The number, from 1, of the first of the `areas` that holds the shop; 0 where none does or its position is unknown."""
    if shop.longitude is None or not areas:
        return 0
    spot = Point(shop.longitude, shop.latitude)
    return next((number for number, area in enumerate(areas, start=1) if shape(area).intersects(spot)), 0)


FORMS = {
    "rename": RenameForm,
    "draw": DrawForm,
    "split": SplitForm,
    "merge": MergeForm,
    "move": MoveForm,
    "retire": ReasonForm,
}
