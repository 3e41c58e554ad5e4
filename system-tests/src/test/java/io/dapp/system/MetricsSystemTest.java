package io.dapp.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.local.infra.Waiting;
import io.dapp.system.metrics.Exposition;
import io.dapp.system.metrics.MetricsContract;
import io.dapp.system.platform.Api;
import io.dapp.system.platform.LiveSocket;
import io.dapp.system.platform.ServiceProcess;
import io.dapp.system.platform.User;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** What services tell of themselves is what docs/metrics.md promises, no more and no less. */
@Order(2)
class MetricsSystemTest extends SystemTest {
    private static final Path CONTRACT = Path.of("..", "docs", "metrics.md");

    @Test
    void everyMetricIsInTheContractAsItIsToldAndEveryRowIsTold() throws IOException {
        MetricsContract contract = MetricsContract.parse(Files.readString(CONTRACT));
        traffic();
        // The worker counts open payments, and each service asks for fees, every few seconds.
        boolean kept = Waiting.until(
                Duration.ofSeconds(30), () -> contract.differences(told()).isEmpty());
        assertThat(contract.differences(told()))
                .as("kept within half a minute: " + kept)
                .isEmpty();
        assertThat(contract.rows()).hasSizeGreaterThan(60);
    }

    private void traffic() {
        User user = platform.user();
        Api api = user.atTheEdge();
        assertThat(new Api(platform.edge(), null)
                        .post("/api/auth/login", user.credentials().replaceFirst("\"password\":\"", "$0not "))
                        .status())
                .isEqualTo(401);
        assertThat(api.get("/api/user/profile").status()).isEqualTo(200);
        assertThat(api.get("/api/blockchain/chains/31337/fees").status()).isEqualTo(200);
        assertThat(api.post("/api/resources", "{\"type\":\"note\",\"name\":\"told\",\"data\":{}}")
                        .status())
                .isEqualTo(201);
        assertThat(api.get("/api/resources").status()).isEqualTo(200);
        try (LiveSocket live = user.listens()) {
            String id = user.fundedWallet()
                    .pays(platform.stranger(), 5)
                    .reaches("finalized")
                    .id();
            live.awaits("transaction.finalized", id, Duration.ofSeconds(40));
        }
    }

    private Map<String, Exposition> told() {
        return platform.services().stream()
                .collect(Collectors.toMap(ServiceProcess::name, service -> Exposition.parse(service.metrics())));
    }
}
