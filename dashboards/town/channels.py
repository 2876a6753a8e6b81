"""How news would leave the town's portal: a gateway and a robot, set up and not in use, since nobody is at the other end."""

from grid.models import Robot
from notifications.models import SmsGateway

BODY = '{"mobile": "{phone}", "content": "{text}", "requestId": "{id}", "key": "{secret}"}'


def add_channels(offices):
    SmsGateway.objects.get_or_create(
        name="政务短信网关（示例）",
        defaults={"url": "https://sms.invalid/send", "body": BODY, "success": '"code":\\s*"?0', "is_active": False},
    )
    for organisation in (offices.city, offices.education):
        Robot.objects.get_or_create(
            organisation=organisation,
            name="创建工作群（示例）",
            defaults={"kind": "wecom", "webhook": "https://robot.invalid/send", "is_active": False},
        )
