"""Static files in the bucket behind CloudFront."""

import hashlib
import mimetypes
import re
import uuid

from alex.aws.deployment.configuration import Configuration
from alex.aws.deployment.errors import DeploymentFailed
from alex.aws.deployment.terraform import Outputs

FOLDER = "static"
HASHED_NAME = re.compile(r"\.[0-9a-f]{12}\.")  # Django's manifest puts the hash of the content into the name
FOREVER, AN_HOUR = "public, max-age=31536000, immutable", "public, max-age=3600"
COMPRESSED = {".gz", ".br"}  # CloudFront compresses by itself


def upload_static_files(configuration: Configuration, outputs: Outputs) -> str:
    """Upload new and changed files. Older ones stay, for pages that are open. Raises DeploymentFailed."""
    folder = configuration.build / FOLDER
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix not in COMPRESSED)
    if not files:
        raise DeploymentFailed(f"There are no static files in {folder}. Build them with `manage.py package`.")
    client = configuration.client("s3")
    pages = client.get_paginator("list_objects_v2").paginate(Bucket=outputs.static_bucket, Prefix=f"{FOLDER}/")
    stored = {found["Key"]: found["ETag"].strip('"') for page in pages for found in page.get("Contents", [])}
    count = 0
    for path in files:
        key = f"{FOLDER}/{path.relative_to(folder).as_posix()}"
        # S3 has this as the ETag of a file that was uploaded in one part
        if stored.get(key) == hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest():
            continue
        kind, _ = mimetypes.guess_type(path.name)
        age = FOREVER if HASHED_NAME.search(path.name) else AN_HOUR
        headers = {"ContentType": kind or "application/octet-stream", "CacheControl": age}
        client.upload_file(str(path), outputs.static_bucket, key, ExtraArgs=headers)
        count += 1
    return f"{count} of {len(files)} files uploaded."


def invalidate(configuration: Configuration, outputs: Outputs) -> str:
    """Make CloudFront ask the bucket again for every static file."""
    batch = {"Paths": {"Quantity": 1, "Items": [f"/{FOLDER}/*"]}, "CallerReference": str(uuid.uuid4())}
    client = configuration.client("cloudfront")
    client.create_invalidation(DistributionId=outputs.distribution_id, InvalidationBatch=batch)
    return "CloudFront forgets the old files within minutes."
