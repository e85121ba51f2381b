"""What the packages leave out and keep."""

import pytest

from alex.aws.packaging.packages import WEB, WORKER


@pytest.mark.parametrize("package", [WEB, WORKER])
@pytest.mark.parametrize(
    "path",
    ["botocore/docs/utils.py", "botocore/data/endpoints.json", "botocore/data/sqs/2012-11-05/service-2.json.gz",
     "django/conf/locale/__init__.py", "django/conf/locale/en/LC_MESSAGES/django.mo", "django/test/client.py",
     "litellm/model_prices_and_context_window_backup.json", "boto3-1.44.5.dist-info/METADATA"],
)  # fmt: skip
def test_what_is_needed_is_kept(package, path):
    assert package.find_left_out([path]) == []


@pytest.mark.parametrize("package", [WEB, WORKER])
@pytest.mark.parametrize(
    "path",
    ["botocore/data/ec2/2016-11-15/service-2.json.gz", "bin/django-admin", "numpy/lib/tests/test_io.py",
     "django/contrib/admin/static/admin/css/base.css", "django/conf/locale/de/LC_MESSAGES/django.mo",
     "nh3-0.3.7.dist-info/RECORD", "litellm/proxy/proxy_server.py", "zappa/cli.py"],
)  # fmt: skip
def test_what_is_not_needed_is_left_out(package, path):
    assert package.find_left_out([path]) == [path]


def test_only_the_worker_has_model_code():
    paths = ["litellm/main.py", "litellm/proxy/_types.py"]
    assert (WEB.find_left_out(paths), WORKER.find_left_out(paths)) == (paths, [])
