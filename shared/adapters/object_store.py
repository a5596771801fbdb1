"""Files in S3: mails as SES put them there, and reports somebody uploaded."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client


class ObjectStore:
    """Reads whole files, and never writes one."""

    def __init__(self, client: S3Client) -> None:
        """Read through ``client``."""
        self._client = client

    def save_to(self, bucket: str, key: str, file: BinaryIO) -> None:
        """Copy an object into ``file``, a piece at a time."""
        body = self._client.get_object(Bucket=bucket, Key=key)["Body"]
        file.writelines(body.iter_chunks(1 << 20))
