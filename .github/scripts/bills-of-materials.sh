#!/usr/bin/env bash
# bills-of-materials.sh: what each service's image would hold, as CycloneDX, to SERVICE/target/image/app/sbom/application.cdx.json; without an image.
set -euo pipefail
cd "${BASH_SOURCE[0]%/*}/../.."

./mvnw -B -ntp -Pimages -pl auth-service,transaction-service,resource-service,tx-monitor-worker,notification-gateway -am \
  -DskipTests -Dspotless.check.skip -Ddapp.test-compile.skip=true package
