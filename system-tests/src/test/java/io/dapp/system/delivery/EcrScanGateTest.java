package io.dapp.system.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@ExtendWith(NeedsPrograms.class)
class EcrScanGateTest {
    private static final String DIGEST = "sha256:" + "ab".repeat(32);
    private static final String ANSWER = "cat \"$STAGE/answer.json\"";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Stage stage = Stage.empty();

    @AfterEach
    void end() {
        stage.close();
    }

    @Test
    void aCriticalFindingStopsTheDeploymentAndIsReported() {
        scanned(finding("CRITICAL"));
        assertThat(gate().failed()).contains("auth-service has 1 critical findings");
        assertThat(result().path("level").asString()).isEqualTo("error");
    }

    @ParameterizedTest
    @CsvSource({
        "HIGH, error, 8.0",
        "MEDIUM, warning, 5.0",
        "LOW, note, 2.0",
        "INFORMATIONAL, note, 0.0",
        "UNDEFINED, note, 0.0"
    })
    void anotherFindingIsReportedAndStopsNothing(String severity, String level, String score) {
        scanned(finding(severity));
        gate().succeeded();
        assertThat(result().path("level").asString()).isEqualTo(level);
        JsonNode rule = sarif().at("/runs/0/tool/driver/rules/0");
        assertThat(rule.path("id").asString()).isEqualTo("CVE-2026-1");
        assertThat(rule.at("/properties/security-severity").asString()).isEqualTo(score);
        assertThat(result().at("/message/text").asString())
                .startsWith(severity + ": libssl 3.0.1 in the image of auth-service.");
    }

    @Test
    void nothingFoundIsReportedAsNothing() {
        scanned("");
        gate().succeeded();
        assertThat(sarif().at("/runs/0/results")).isEmpty();
        assertThat(sarif().at("/runs/0/automationDetails/id").asString()).isEqualTo("ecr/auth-service/");
    }

    @Test
    void findingsOfTheEnhancedScanCountToo() {
        answer("""
                {"imageScanStatus": {"status": "ACTIVE"}, "imageScanFindings": {"enhancedFindings": [
                  {"severity": "CRITICAL", "title": "t", "description": "d", "packageVulnerabilityDetails":
                    {"vulnerabilityId": "CVE-2026-2", "sourceUrl": "https://example.com/2",
                     "vulnerablePackages": [{"name": "log4j", "version": "2.0"}]}}]}}""");
        stage.played("aws", ANSWER);
        gate().failed();
        assertThat(result().path("ruleId").asString()).isEqualTo("CVE-2026-2");
        assertThat(result().at("/message/text").asString()).contains("log4j 2.0");
    }

    @Test
    void aCountIsBelievedWhereItsListIsShort() {
        answer("""
                {"imageScanStatus": {"status": "COMPLETE"},
                 "imageScanFindings": {"findings": [], "findingSeverityCounts": {"CRITICAL": 2}}}""");
        stage.played("aws", ANSWER);
        assertThat(gate().failed()).contains("2 critical");
    }

    @Test
    void aScanThatHasNotBegunIsWaitedFor() {
        answer("{\"imageScanStatus\": {\"status\": \"COMPLETE\"}, \"imageScanFindings\": {\"findings\": []}}");
        stage.played("aws", """
                case "$(times aws)" in
                  1) echo "An error occurred (ScanNotFoundException)" >&2; exit 254 ;;
                  2) echo '{"imageScanStatus": {"status": "IN_PROGRESS"}}' ;;
                  *) cat "$STAGE/answer.json" ;;
                esac""");
        gate().succeeded();
        assertThat(stage.calls()).hasSize(3).allMatch(call -> call.contains("imageDigest=" + DIGEST));
    }

    @Test
    void aScanThatNeverEndsIsNotWaitedForForEver() {
        stage.with("ECR_SCAN_LOOKS", "4").played("aws", "echo '{\"imageScanStatus\": {\"status\": \"IN_PROGRESS\"}}'");
        assertThat(gate().failed()).contains("has not ended after 4 looks (IN_PROGRESS)");
        assertThat(stage.calls()).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"FAILED", "UNSUPPORTED_IMAGE", "SCAN_ELIGIBILITY_EXPIRED", "SOMETHING_NEW"})
    void anImageThatCouldNotBeLookedAtIsNotDeployed(String status) {
        stage.played("aws", "echo '{\"imageScanStatus\": {\"status\": \"" + status + "\", \"description\": \"odd\"}}'");
        assertThat(gate().failed()).contains("ended as " + status + ": odd");
        assertThat(stage.calls()).hasSize(1);
    }

    @Test
    void anErrorOfAwsIsNoScan() {
        stage.played("aws", "echo 'AccessDeniedException' >&2; exit 254");
        assertThat(gate().failed()).contains("AccessDeniedException").contains("did not tell");
    }

    private Stage.Outcome gate() {
        return stage.run("ecr-scan-gate.sh", "dapp/auth-service", DIGEST);
    }

    private void scanned(String findings) {
        answer("""
                {"imageScanStatus": {"status": "COMPLETE"}, "imageScanFindings": {"findings": [%s]}}""".formatted(findings));
        stage.played("aws", ANSWER);
    }

    private void answer(String json) {
        stage.file("answer.json", json);
    }

    private static String finding(String severity) {
        return """
                {"name": "CVE-2026-1", "description": "Too \\"short\\" a check", "uri": "https://example.com/1", "severity": "%s",
                 "attributes": [{"key": "package_version", "value": "3.0.1"}, {"key": "package_name", "value": "libssl"}]}""".formatted(severity);
    }

    private JsonNode sarif() {
        return JSON.readTree(stage.read("sarif/ecr-auth-service.sarif"));
    }

    private JsonNode result() {
        return sarif().at("/runs/0/results/0");
    }
}
