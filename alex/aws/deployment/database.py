"""Aurora: how it is, and how to stop and start it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from alex.aws.deployment.configuration import Configuration
from alex.aws.deployment.errors import DeploymentFailed

CLUSTER = "alex"
FINAL_SNAPSHOT = "alex-final-"
WINDOW = timedelta(minutes=15)


def describe(configuration: Configuration) -> list[str]:
    """Return lines on status, capacity and snapshots."""
    client = configuration.client("rds")
    cluster = find_cluster(client)
    lines = [f"snapshot     {name}" for name in final_snapshots(client)]
    if cluster is None:
        return ["The database does not exist.", *lines]
    scaling = cluster.get("ServerlessV2ScalingConfiguration", {})
    return [
        f"status       {cluster['Status']}",
        f"engine       {cluster['Engine']} {cluster['EngineVersion']}",
        f"capacity     {scaling.get('MinCapacity')} to {scaling.get('MaxCapacity')} ACU, "
        f"asleep after {scaling.get('SecondsUntilAutoPause')} s",
        f"now          {describe_latest_capacity(configuration)}",
        f"protected    {'yes' if cluster.get('DeletionProtection') else 'no'}",
        *lines,
    ]


def pause(configuration: Configuration) -> str:
    """Stop the database. AWS starts it again after seven days."""
    client = configuration.client("rds")
    _require_status(client, "available")
    client.stop_db_cluster(DBClusterIdentifier=CLUSTER)
    return "The database stops. Only its storage costs something. AWS starts it again after seven days."


def resume(configuration: Configuration) -> str:
    client = configuration.client("rds")
    _require_status(client, "stopped")
    client.start_db_cluster(DBClusterIdentifier=CLUSTER)
    return "The database starts. That takes some minutes."


def find_cluster(client: Any) -> dict[str, Any] | None:
    found = client.describe_db_clusters()["DBClusters"]
    return next((cluster for cluster in found if cluster["DBClusterIdentifier"] == CLUSTER), None)


def final_snapshots(client: Any) -> list[str]:
    """Return the names of the snapshots that `destroy` made, newest first: the names end with the time."""
    found = client.describe_db_cluster_snapshots(SnapshotType="manual")["DBClusterSnapshots"]
    names = [snapshot["DBClusterSnapshotIdentifier"] for snapshot in found]
    return sorted((name for name in names if name.startswith(FINAL_SNAPSHOT)), reverse=True)


def _require_status(client: Any, status: str) -> None:
    cluster = find_cluster(client)
    actual = cluster["Status"] if cluster else "not there"
    if actual != status:
        raise DeploymentFailed(f"The database is {actual}, not {status}.")


def describe_latest_capacity(configuration: Configuration) -> str:
    now = datetime.now(UTC)
    points = configuration.client("cloudwatch").get_metric_statistics(
        Namespace="AWS/RDS", MetricName="ServerlessDatabaseCapacity", StartTime=now - WINDOW, EndTime=now, Period=60,
        Statistics=["Maximum"], Dimensions=[{"Name": "DBClusterIdentifier", "Value": CLUSTER}],
    )["Datapoints"]  # fmt: skip
    if not points:
        return "no capacity reported in the last 15 minutes"
    newest = max(points, key=lambda point: point["Timestamp"])
    return "asleep" if newest["Maximum"] == 0 else f"{newest['Maximum']:g} ACU"
