#!/usr/bin/env bash
# check-licences.sh: is every dependency that is shipped under a licence that the parent pom's profile "licences" allows?
# The list of all is target/generated-sources/license/THIRD-PARTY.txt.
set -euo pipefail
cd "${BASH_SOURCE[0]%/*}/../.."

./mvnw -B -ntp -q -Plicences -DskipTests license:aggregate-add-third-party
