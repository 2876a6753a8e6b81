"""The API of leaders' visits and their instructions."""

from rest_framework import serializers

from base.api import ChangesByForm, CreatesByForm, HandsOutFile, ReachViewSet
from tasks.filters import InstructionFilter, LeaderVisitFilter
from tasks.models import Instruction, LeaderVisit, LeaderVisitPhoto
from tasks.visit_forms import INSTRUCTION_VERBS, InstructionForm, LeaderVisitForm


class LeaderVisitPhotoSerializer(serializers.ModelSerializer):
    url = serializers.HyperlinkedIdentityField(view_name="api:leadervisitphoto-file")

    class Meta:
        model = LeaderVisitPhoto
        fields = ["id", "name", "mime_type", "size", "sha256", "url"]


class LeaderVisitPhotoViewSet(HandsOutFile, ReachViewSet):
    """The pictures taken on leaders' visits."""

    queryset = LeaderVisitPhoto.objects.order_by("-id")
    serializer_class = LeaderVisitPhotoSerializer


class InstructionSerializer(serializers.ModelSerializer):
    class Meta:
        model = Instruction
        fields = ["id", "visit", "text", "office", "organisation", "place", "due_on", "status", "assignment"]


class InstructionViewSet(CreatesByForm, ReachViewSet):
    """What leaders asked for; `POST …/7/assign/` makes it an assignment."""

    queryset = Instruction.objects.select_related("visit", "assignment").order_by("-id")
    serializer_class = InstructionSerializer
    filterset_class = InstructionFilter
    verb_forms = INSTRUCTION_VERBS
    create_form = InstructionForm


class LeaderVisitSerializer(serializers.ModelSerializer):
    leader_name = serializers.CharField(source="leader.name", read_only=True)
    instructions = InstructionSerializer(many=True, read_only=True)
    photos = LeaderVisitPhotoSerializer(many=True, read_only=True)

    class Meta:
        model = LeaderVisit
        fields = [
            *("id", "leader", "leader_name", "office", "place", "visited_on", "companions", "seen", "instructions", "photos"),
        ]


class LeaderVisitViewSet(CreatesByForm, ChangesByForm, ReachViewSet):
    queryset = LeaderVisit.objects.select_related("leader").prefetch_related("instructions", "photos").order_by("-visited_on", "-id")
    serializer_class = LeaderVisitSerializer
    filterset_class = LeaderVisitFilter
    create_form = change_form = LeaderVisitForm


def register(router):
    router.register("leader-visits", LeaderVisitViewSet)
    router.register("leader-visit-photos", LeaderVisitPhotoViewSet)
    router.register("instructions", InstructionViewSet)
