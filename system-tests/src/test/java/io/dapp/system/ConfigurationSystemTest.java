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
        "DAPP_SIGNING_MASTERKEY, '', dapp.signing.master-key",
        "DAPP_SIGNING_MASTERKEY, c2hvcnQ=, dapp.signing",
        "DAPP_CHAINS_LOCAL_NODES_0_HTTPURL, '', dapp.chains",
        "DAPP_SECURITY_ISSUER, '', dapp.security.issuer"
    })
    void wrongOrMissingConfigurationStopsAServiceWithOneLineThatNamesIt(
            String variable, String value, String property) {
        try (ServiceProcess service = platform.newTransactionService(Map.of(variable, value))) {
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
