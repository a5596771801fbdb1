"""What AWS's descriptions of its services say of the operations we use; written by `make models`.

botocore ships the descriptions of four hundred services and every one of their operations, and
reads through them for each client: a quarter of a cold start. It looks here first and finds what
is not here, as a file of a later version, in its own folder.
"""

from pathlib import Path

from botocore.loaders import Loader

FOLDER = Path(__file__).parent
OPERATIONS = {
    "dynamodb": ("DeleteItem", "GetItem", "PutItem", "Query", "UpdateItem"),
    "s3": ("GetObject", "HeadBucket"),
    "secretsmanager": ("GetSecretValue",),
    "sesv2": ("SendEmail",),
    "sns": ("Publish",),
    "sqs": ("SendMessage", "SendMessageBatch"),
}
"""By service; a client has these methods and no others."""


class OurModels(Loader):
    """Finds the descriptions of our own operations before botocore's."""

    def __init__(self) -> None:
        """Look into the folder of this package first."""
        super().__init__(extra_search_paths=[str(FOLDER)])

    def list_available_services(self, type_name: str) -> list[str]:  # noqa: ARG002 - botocore's
        """Return the services we use, without a look into the folders of all that there are."""
        return list(OPERATIONS)
