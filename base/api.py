"""The API's frame: the same reach, forms and verbs as the pages."""

import re

from django import forms
from django.http import Http404, QueryDict
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import mixins, serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import APIException, PermissionDenied
from rest_framework.response import Response
from rest_framework.views import exception_handler
from rest_framework.viewsets import GenericViewSet

from base.errors import Refused
from base.files import IMAGES, PAPERS
from base.forms import NoteForm
from base.narrowing import narrowed
from base.reach import get_or_refuse

HALF_CHARACTER = re.compile("[\ud800-\udfff]")  # JSON can write half of a surrogate pair; no database can hold it


class Unusable(APIException):
    """422: the content cannot be used; the body names each field and the reason."""

    status_code = 422
    default_code = "unusable"


def answer_error(error, context):
    """DRF's exception handler: a refused verb is 409 with its reason, unusable input 422 with field and reason."""
    if isinstance(error, Refused):
        return Response({"detail": str(error)}, status=status.HTTP_409_CONFLICT)
    if isinstance(error, Http404):
        error = Http404()  # Django's own words name the model, in English
    response = exception_handler(error, context)
    if isinstance(error, serializers.ValidationError):
        response.status_code = 422
    return response


# DRF's own works out for every answer anew which field stands for a column; that stays the same, so it is found once.
# No docstring: the API's description would say it of every serializer that has none.
class ModelSerializer(serializers.ModelSerializer):
    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        cls._found = {}

    def build_field(self, field_name, info, model_class, nested_depth):
        if field_name in self._found:
            field, kwargs = self._found[field_name]
            return field, dict(kwargs)  # the caller adds to them
        field, kwargs = super().build_field(field_name, info, model_class, nested_depth)
        if "child" not in kwargs:  # the field of a list's elements belongs to one answer
            self._found[field_name] = field, dict(kwargs)
        return field, kwargs


class ReachViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet):
    """List and detail of the rows in reach, and a POST for every verb of the model's ``MOVES``.

    A subclass names `queryset`, `serializer_class`, `filterset_class`, and in `verb_forms` the forms that its verbs ask.
    """

    reach_safe = True
    verb_forms: dict = {}

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        model = cls.queryset.model if getattr(cls, "queryset", None) is not None else None
        for verb in getattr(model, "MOVES", {}):
            if not hasattr(cls, verb_method(verb)):
                setattr(cls, verb_method(verb), verb_action(model._meta.model_name, verb, cls.verb_forms.get(verb, NoteForm)))

    def get_queryset(self):
        if getattr(self, "swagger_fake_view", False):
            return self.queryset.none()
        return super().get_queryset().reachable(self.request.user, "view")

    def filter_queryset(self, queryset):
        """A list is narrowed to a figure as its page is."""
        rows = narrowed(queryset, self.request.query_params) if self.action == "list" else queryset
        return super().filter_queryset(rows)

    def press(self, verb, form_class):
        """Find the row (404, 403), check the form (422), call the method (409), answer the row as it now stands."""
        row = get_or_refuse(self.queryset.all(), self.request.user, verb, pk=self.kwargs["pk"])
        form = form_class(form_data(self.request), self.request.FILES, user=self.request.user, row=row)
        if not form.is_valid():
            raise Unusable(form_errors(form))
        getattr(row, verb)(by=self.request.user, **form.cleaned_data)
        return Response(self.get_serializer(self.get_queryset().filter(pk=row.pk).first() or row).data)


class HandsOutFile:
    """``…/7/file/`` is the file itself, for those who may see its row and sign in with a token."""

    @extend_schema(responses={(200, kind): OpenApiTypes.BINARY for kind in (IMAGES | PAPERS)})
    @action(detail=True)
    def file(self, request, pk=None):
        return self.get_object().response()


class CreatesByForm(mixins.CreateModelMixin):
    """POST to the list makes a row through the same form as the page."""

    create_form = None

    def create(self, request, *args, **kwargs):
        meta = self.queryset.model._meta
        if not request.user.has_perm(f"{meta.app_label}.add_{meta.model_name}"):
            raise PermissionDenied
        form = self.create_form(form_data(request), request.FILES, user=request.user)
        if not form.is_valid():
            raise Unusable(form_errors(form))
        return Response(self.get_serializer(form.save(by=request.user)).data, status=status.HTTP_201_CREATED)


class ChangesByForm:
    """PATCH changes a row through the same form as the page; what is not sent stays as it is."""

    change_form = None

    def partial_update(self, request, pk=None):
        row = get_or_refuse(self.queryset.all(), request.user, "change", pk=pk)
        stands = self.change_form(instance=row, user=request.user)
        data = QueryDict(mutable=True)
        for name in stands.fields:
            if (value := stands[name].value()) not in (None, ""):
                data[name] = value
        for name, values in form_data(request).lists():
            data.setlist(name, values)
        form = self.change_form(data, request.FILES, instance=row, user=request.user)
        if not form.is_valid():
            raise Unusable(form_errors(form))
        form.save(by=request.user)
        return Response(self.get_serializer(self.get_queryset().filter(pk=row.pk).first() or row).data)


def form_data(request):
    """What a form reads, from form data or from a JSON object."""
    if isinstance(request.data, QueryDict):
        return request.data
    if not isinstance(request.data, dict):
        raise Unusable({"detail": "A JSON object is expected."})
    data = QueryDict(mutable=True)
    for key, value in request.data.items():
        values = value if isinstance(value, list) else [] if value is None else [value]
        if any(HALF_CHARACTER.search(str(value)) for value in values):
            raise Unusable({key: [_("This is not readable text.")]})
        data.setlist(key, values)
    return data


def form_errors(form):
    return {name if name != "__all__" else "detail": [str(line) for line in lines] for name, lines in form.errors.items()}


def verb_method(verb):
    """Not the verb itself: a view has a method called ``dispatch`` already."""
    return f"press_{verb}"


def verb_action(noun, verb, form_class):
    """A viewset method that presses `verb`; in the schema what it asks is called after verb and `noun`."""

    def press(self, request, pk=None):
        return self.press(verb, form_class)

    press.__name__ = verb_method(verb)
    press.__doc__ = f"Press the verb “{verb}”: 404 out of reach, 403 without the right, 409 when the row refuses, 422 unusable."
    return extend_schema(request=schema_of(f"{verb}_{noun}", form_class))(
        action(detail=True, methods=["post"], url_path=verb, url_name=verb)(press)
    )


KINDS = {
    forms.DateTimeField: serializers.DateTimeField,
    forms.DateField: serializers.DateField,
    forms.IntegerField: serializers.IntegerField,
}


def schema_of(name, form_class):
    """A serializer that says in the schema what a form asks."""
    fields = {
        key: KINDS.get(type(field), serializers.CharField)(required=field.required)
        for key, field in form_class.base_fields.items()
        if not isinstance(field, forms.FileField)
    }
    files = {
        key: serializers.ListField(child=serializers.FileField(), required=field.required)
        for key, field in form_class.base_fields.items()
        if isinstance(field, forms.FileField)
    }
    return inline_serializer(f"{form_class.__name__}_{name}", fields | files)
