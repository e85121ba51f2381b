"""Chain the audit events, and leave to the database when an event happened and where it stands.

Before an insert a trigger sets id and time, so that no event can be dated back. At the commit a second one appends the
event to the chain, under one lock: the chain is linear, and nobody waits for it before their commit. Both run as the
owner of the table. Events that exist are chained in the order of their ids.
"""

from django.db import migrations, models

LOCK = 7_461_002  # any number of its own
HASH = """
encode(sha256(convert_to(jsonb_build_array(
    e.previous_hash, e.sequence, e.id, to_char(e.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'), e.user_id,
    e.action, e.object_type, e.object_id, e.result, e.details, e.changes
)::text, 'UTF8')), 'hex')
"""
STAMP = """
CREATE FUNCTION audit_event_stamp() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    NEW.id := nextval(pg_get_serial_sequence('public.people_auditevent', 'id'));
    NEW.created_at := clock_timestamp();
    NEW.updated_at := NEW.created_at;
    NEW.sequence := NULL;
    NEW.previous_hash := '';
    NEW.hash := '';
    RETURN NEW;
END $$;
"""
APPEND = f"""
CREATE FUNCTION audit_chain_append(event_id bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE newest record;
BEGIN
    PERFORM pg_advisory_xact_lock({LOCK});
    SELECT sequence, hash INTO newest FROM people_auditevent
    WHERE sequence IS NOT NULL ORDER BY sequence DESC LIMIT 1;
    UPDATE people_auditevent SET sequence = coalesce(newest.sequence, 0) + 1, previous_hash = coalesce(newest.hash, '')
    WHERE id = event_id AND sequence IS NULL;
    UPDATE people_auditevent e SET hash = {HASH} WHERE id = event_id AND hash = '';
END $$;
REVOKE ALL ON FUNCTION audit_chain_append(bigint) FROM PUBLIC;
CREATE FUNCTION audit_event_append() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM audit_chain_append(NEW.id);
    RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION audit_event_stamp() FROM PUBLIC;
REVOKE ALL ON FUNCTION audit_event_append() FROM PUBLIC;
"""
CHAIN_EXISTING = """
DO $$
DECLARE event record;
BEGIN
    FOR event IN SELECT id FROM people_auditevent ORDER BY id LOOP
        PERFORM audit_chain_append(event.id);
    END LOOP;
END $$;
"""
TRIGGERS = """
CREATE TRIGGER audit_event_stamp BEFORE INSERT ON people_auditevent
FOR EACH ROW EXECUTE FUNCTION audit_event_stamp();
CREATE CONSTRAINT TRIGGER audit_event_append AFTER INSERT ON people_auditevent DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION audit_event_append();
"""
DROP_TRIGGERS = """
DROP TRIGGER audit_event_append ON people_auditevent;
DROP TRIGGER audit_event_stamp ON people_auditevent;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0013_consent_by_purpose")]

    operations = [
        migrations.RemoveIndex(model_name="auditevent", name="audit_by_user"),
        migrations.AddIndex(
            model_name="auditevent", index=models.Index(fields=["user", "-id"], name="audit_by_user")
        ),
        migrations.AddField(
            model_name="auditevent",
            name="hash",
            field=models.CharField(blank=True, default="", editable=False, max_length=64),
        ),
        migrations.AddField(
            model_name="auditevent",
            name="previous_hash",
            field=models.CharField(blank=True, default="", editable=False, max_length=64),
        ),
        migrations.AddField(
            model_name="auditevent",
            name="sequence",
            field=models.BigIntegerField(editable=False, null=True, unique=True),
        ),
        migrations.RunSQL(STAMP, "DROP FUNCTION audit_event_stamp()"),
        migrations.RunSQL(APPEND, "DROP FUNCTION audit_event_append(); DROP FUNCTION audit_chain_append(bigint)"),
        migrations.RunSQL(CHAIN_EXISTING, migrations.RunSQL.noop),
        migrations.RunSQL(TRIGGERS, DROP_TRIGGERS),
    ]
