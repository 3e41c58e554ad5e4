#!/usr/bin/env bash
# snapshot.sh INSTANCE NAME: a manual snapshot of the database, and the wait until it can be restored from. Sets the output snapshot.
# SNAPSHOT_LOOKS (180) looks, POLL_SECONDS (10) apart.
set -euo pipefail
# shellcheck source=.github/scripts/common.sh
. "${BASH_SOURCE[0]%/*}/common.sh"

[ $# -eq 2 ] || usage "INSTANCE NAME"
instance="$1" name="$2"
aws rds create-db-snapshot --db-instance-identifier "$instance" --db-snapshot-identifier "$name" \
  --tags Key=purpose,Value=before-migration --query DBSnapshot.DBSnapshotIdentifier --output text
status=""
for ((looks = ${SNAPSHOT_LOOKS:-180}; looks > 0; looks--)); do
  status="$(aws rds describe-db-snapshots --db-snapshot-identifier "$name" --query 'DBSnapshots[0].Status' --output text)"
  case "$status" in
    available)
      output snapshot "$name"
      say "$name is there"
      exit 0
      ;;
    creating | pending) if [ "$looks" -gt 1 ]; then pause; fi ;;
    *) fail "the snapshot $name of $instance is $status" ;;
  esac
done
fail "the snapshot $name of $instance is not there after ${SNAPSHOT_LOOKS:-180} looks ($status)"
