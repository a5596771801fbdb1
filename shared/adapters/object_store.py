"""Files in S3: mails as SES put them there, and reports somebody uploaded."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from shared.domain.errors import InputError

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client


class ObjectStore:
    """Reads whole files, and never writes one."""

    def __init__(self, client: S3Client) -> None:
        """Read through ``client``."""
        self._client = client

    def save_to(self, bucket: str, key: str, file: BinaryIO, most: int) -> None:
        """Copy an object into ``file``, a piece at a time, and go back to its beginning.

        Raises InputError for one of more than ``most`` bytes; nothing of it is read.
        """
        answer = self._client.get_object(Bucket=bucket, Key=key)
        if answer["ContentLength"] > most:
            raise InputError(key, f"has {answer['ContentLength']:,} bytes; {most:,} are read")
        file.writelines(answer["Body"].iter_chunks(1 << 20))
        file.seek(0)
