package io.dapp.system.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images are scanned, pushed once per commit, and signed. */
@ExtendWith(NeedsPrograms.class)
class ImageStepsTest {
    private static final String REGISTRY = "111122223333.dkr.ecr.eu-central-1.amazonaws.com/dapp";
    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
    private static final String DIGEST = "sha256:" + "ef".repeat(32);
    private static final String TRIVY = """
            while [ $# -gt 1 ]; do if [ "$1" = --output ]; then out="$2"; fi; first="${first:-$1}"; shift; done
            case "$first" in
              convert) echo '{"version": "2.1.0", "runs": [{"results": []}]}' >"$out" ;;
              *) cat "$STAGE/found.json" >"$out" ;;
            esac""";

    private final Stage stage = Stage.empty();

    @AfterEach
    void end() {
        stage.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Vulnerabilities", "Secrets", "Misconfigurations"})
    void aCriticalFindingOfAnyKindStopsAndIsReported(String kind) {
        found("{\"Results\": [{\"Target\": \"app.jar\", \"" + kind
                + "\": [{\"Severity\": \"CRITICAL\", \"VulnerabilityID\": \"CVE-2026-3\", \"PkgName\": \"kafka\","
                + " \"InstalledVersion\": \"1\", \"FixedVersion\": \"2\"}]}]}");
        assertThat(stage.run("trivy-scan.sh", "image", "auth-service", "a.tar").failed())
                .contains("auth-service: 1 critical, 0 high");
        assertThat(stage.read("summary")).contains("`CVE-2026-3` in kafka 1, fixed in 2");
        assertThat(stage.read("sarif/trivy-auth-service.sarif")).contains("trivy-image/auth-service/");
    }

    @Test
    void otherFindingsAreReportedAndStopNothing() {
        found("{\"Results\": [{\"Target\": \"pom.xml\", \"Vulnerabilities\": [{\"Severity\": \"HIGH\"},"
                + " {\"Severity\": \"LOW\"}]}, {\"Target\": \"empty\"}]}");
        assertThat(stage.run("trivy-scan.sh", "fs", "sources", ".").succeeded())
                .contains("sources: 0 critical, 1 high, 0 medium, 1 low");
        assertThat(stage.read("sarif/trivy-sources.sarif")).contains("trivy-fs/sources/");
        assertThat(stage.calls().getFirst()).doesNotContain("exit-code");
    }

    @Test
    void nothingFoundIsNothing() {
        found("{}");
        stage.run("trivy-scan.sh", "sbom", "auth-service", "bom.json").succeeded();
    }

    @Test
    void aScanThatCouldNotBeMadeStops() {
        stage.played("trivy", "echo 'no database' >&2; exit 1");
        stage.run("trivy-scan.sh", "fs", "sources", ".").failed();
        assertThat(stage.has("sarif/trivy-sources.sarif")).isFalse();
    }

    @Test
    void whatWasScannedIsPushedByTheCommitAndToldByDigest() {
        archives();
        stage.played("aws", "echo 'An error occurred (ImageNotFoundException)' >&2; exit 254")
                .played(
                        "skopeo",
                        "while [ $# -gt 1 ]; do if [ \"$1\" = --digestfile ]; then printf '" + DIGEST
                                + "' >\"$2\"; fi; shift; done");
        push(COMMIT).succeeded();
        assertThat(stage.calls())
                .filteredOn(call -> call.startsWith("skopeo"))
                .hasSize(2)
                .first()
                .asString()
                .endsWith("docker-archive:images/auth-service.tar docker://" + REGISTRY + "/auth-service:" + COMMIT);
        assertThat(stage.outputs())
                .containsEntry(
                        "digests", "{\"auth-service\":\"" + DIGEST + "\",\"tx-monitor-worker\":\"" + DIGEST + "\"}");
    }

    @Test
    void whatAnEarlierRunHasPushedStays() {
        archives();
        stage.played("aws", "echo " + DIGEST).played("skopeo", "exit 1");
        push(COMMIT).succeeded();
        assertThat(stage.calls()).noneMatch(call -> call.startsWith("skopeo"));
        assertThat(stage.outputs().get("digests")).contains(DIGEST);
    }

    @Test
    void nothingIsPushedWhereAnImageIsMissingOrTheTagIsNoCommit() {
        stage.file("images/auth-service.tar", "");
        stage.played("aws", "exit 254").played("skopeo", "");
        assertThat(push(COMMIT).failed()).contains("there is no images/tx-monitor-worker.tar");
        archives();
        assertThat(push("0123456789ab-0123456789ab").failed()).contains("is not a commit");
        assertThat(stage.calls()).isEmpty();
    }

    @Test
    void anErrorOfTheRegistryIsNotTakenForAnImageThatIsNotThere() {
        archives();
        stage.played("aws", "echo AccessDeniedException >&2; exit 254").played("skopeo", "");
        assertThat(push(COMMIT).failed()).contains("AccessDeniedException");
        assertThat(stage.calls()).hasSize(1);
    }

    @Test
    void anImageIsSignedOnceAndByDigestOnly() {
        String image = REGISTRY + "/auth-service@" + DIGEST;
        stage.played("cosign", "case \"$1\" in verify) [ \"$(times 'cosign sign')\" -gt 0 ] ;; esac");
        stage.run("sign-image.sh", image).succeeded();
        stage.run("sign-image.sh", image).succeeded();
        assertThat(stage.calls())
                .filteredOn(call -> call.startsWith("cosign sign"))
                .containsExactly("cosign sign --yes " + image);
        assertThat(stage.run("sign-image.sh", REGISTRY + "/auth-service:" + COMMIT)
                        .failed())
                .contains("is no digest");
    }

    @Test
    void onlyWhatTheDeployWorkflowHasSignedOnMainIsDeployed() {
        stage.played("cosign", "exit 1");
        assertThat(stage.run("verify-image.sh", REGISTRY + "/auth-service@" + DIGEST)
                        .failed())
                .contains("was not signed by the deploy workflow");
        assertThat(stage.calls().getFirst())
                .contains("--certificate-identity"
                        + " https://github.com/acme/dapp/.github/workflows/deploy.yml@refs/heads/main")
                .contains("--certificate-oidc-issuer https://token.actions.githubusercontent.com");
    }

    @Test
    void theRegistryIsLoggedInToByItsHost() {
        stage.played("aws", "echo secret").played("docker", "cat >\"$STAGE/password\"");
        stage.run("ecr-login.sh", REGISTRY).succeeded();
        assertThat(stage.calls())
                .contains(
                        "docker login --username AWS --password-stdin 111122223333.dkr.ecr.eu-central-1.amazonaws.com");
        assertThat(stage.read("password")).isEqualTo("secret\n");
    }

    private void found(String json) {
        stage.file("found.json", json);
        stage.played("trivy", TRIVY);
    }

    private void archives() {
        stage.file("images/auth-service.tar", "");
        stage.file("images/tx-monitor-worker.tar", "");
    }

    private Stage.Outcome push(String tag) {
        return stage.run("push-images.sh", REGISTRY, tag, "images", "auth-service", "tx-monitor-worker");
    }
}
