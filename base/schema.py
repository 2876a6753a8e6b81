"""The API's description of itself: besides what an operation gives, everything it may answer instead."""

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers


class Refusal(serializers.Serializer):
    """A sentence for the user."""

    detail = serializers.CharField()


UNUSABLE = OpenApiResponse(
    OpenApiTypes.OBJECT, "Read and not usable: each field with its reasons; what no field is to blame for, `detail`."
)
REFUSALS = {
    400: OpenApiResponse(Refusal, "Cannot be read at all, such as broken JSON."),
    401: OpenApiResponse(Refusal, "Not signed in, or with a token that is not valid any more."),
    403: OpenApiResponse(Refusal, "In reach, without the right to do this."),
    404: OpenApiResponse(Refusal, "Does not exist for you: out of reach, or not there."),
    409: OpenApiResponse(Refusal, "The row as it stands refuses; nothing was changed."),
    413: OpenApiResponse(Refusal, "Larger than the portal takes."),
    415: OpenApiResponse(Refusal, "A kind of content that is not read here."),
    422: UNUSABLE,
}
READING, WRITING = (401, 404, 422), (400, 401, 403, 404, 409, 413, 415, 422)


class PortalSchema(AutoSchema):
    """States on every operation what `answer_error` may answer; a view that says so itself comes first."""

    def _get_response_bodies(self, direction="response"):
        bodies = super()._get_response_bodies(direction)
        for code in READING if self.method == "GET" else WRITING:
            if str(code) not in bodies:
                bodies[str(code)] = self._get_response_for_code(REFUSALS[code], str(code), direction=direction)
        return bodies
