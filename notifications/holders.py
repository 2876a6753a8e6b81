"""Who holds a post now, asked of the grid above; and which robots speak for a message's organisation.

`addressed_as` is what a message is addressed to beside its reader: ``"tasks.acknowledge_notice@17"``, the right and the organisation in
which a post carries it, or ``"tasks.sign_notice@area:3"``, the right and the area at which it does (decision 16).
"""

AREA = "area:"
_answers = {"holders": lambda addresses: {}, "robots": lambda messages: {}}


def answers(question):
    """Register the function that answers `question`, "holders" or "robots"; the grid does so when it is ready."""

    def register(function):
        _answers[question] = function
        return function

    return register


def address(codename, organisation_id):
    return f"{codename}@{organisation_id}"


def area_address(codename, place_id):
    return f"{codename}@{AREA}{place_id}"


def holders_of(addresses):
    """{address: the active people in such a post now}"""
    return _answers["holders"](addresses)


def robots_of(messages):
    """{message id: the robots in use of the organisation it is addressed to, else of those in which its reader holds posts}"""
    return _answers["robots"](messages)
