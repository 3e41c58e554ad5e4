package io.dapp.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.local.infra.Waiting;
import io.dapp.system.platform.ServiceProcess;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationSystemTest extends SystemTest {
    @ParameterizedTest
    @CsvSource({
        "transaction-service, DAPP_SIGNING_MASTERKEY, '', dapp.signing.master-key",
        "transaction-service, DAPP_SIGNING_MASTERKEY, c2hvcnQ=, dapp.signing",
        "transaction-service, DAPP_CHAINS_LOCAL_NODES_0_HTTPURL, '', dapp.chains",
        "tx-monitor-worker, DAPP_CHAINS_LOCAL_ID, many, dapp.chains.local.id",
        "auth-service, DAPP_AUTH_SIGNINGKEY, '', dapp.auth.signing-key",
        "resource-service, DAPP_SECURITY_ISSUER, '', dapp.security.issuer",
        "notification-gateway, DAPP_SECURITY_JWKSURI, '', dapp.security.jwks-uri"
    })
    void wrongOrMissingConfigurationStopsAServiceWithOneLineThatNamesIt(
            String name, String variable, String value, String property) {
        try (ServiceProcess service = platform.newService(name, Map.of(variable, value))) {
            service.launch();
            assertThat(Waiting.until(Duration.ofSeconds(60), () -> !service.isAlive()))
                    .isTrue();
            assertThat(service.log().lines().filter(line -> !line.isBlank()).filter(line -> line.contains("ERROR")))
                    .as(service.log())
                    .singleElement()
                    .asString()
                    .contains(property);
            assertThat(service.log()).doesNotContain("\tat ");
        }
    }
}
