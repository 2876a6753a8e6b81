"""The API of imports: hand in a workbook, ask how far it is, confirm it."""

from rest_framework import serializers
from rest_framework.parsers import FormParser, JSONParser, MultiPartParser

from base.api import CreatesByForm, ReachViewSet
from imports.filters import ImportList
from imports.forms import ImportForm
from imports.models import Import


class ImportSerializer(serializers.ModelSerializer):
    class Meta:
        model = Import
        fields = [
            *("id", "kind", "name", "size", "sha256", "status", "error", "uploaded_at", "finished_at"),
            *("total", "done", "added", "changed", "unchanged", "refused", "lines"),
        ]


class ImportViewSet(CreatesByForm, ReachViewSet):
    """What was handed in by whoever asks; a worker looks through it within seconds, and writes it when it is confirmed."""

    queryset = Import.objects.order_by("-id")
    serializer_class = ImportSerializer
    filterset_class = ImportList
    parser_classes = [MultiPartParser, FormParser, JSONParser]
    create_form = ImportForm


def register(router):
    router.register("imports", ImportViewSet)
