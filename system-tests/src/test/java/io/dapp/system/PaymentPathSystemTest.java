package io.dapp.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.local.infra.Waiting;
import io.dapp.system.platform.Api;
import io.dapp.system.platform.LiveSocket;
import io.dapp.system.platform.LogLines;
import io.dapp.system.platform.User;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** What an ordinary user does, through the edge. The first of all: nothing has been disturbed yet when the logs are read. */
@Order(1)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PaymentPathSystemTest extends SystemTest {
    private static final String TO = "/api/blockchain/transaction";

    /** What an ordinary run may say above INFO; docs/development.md says why. */
    private static final List<String> EXPLAINED = List.of();

    @Test
    @Order(1)
    void aPaymentGoesFromTheRequestToAFinalBlockAndIsToldOnTheWay() {
        User user = platform.user();
        Api api = user.atTheEdge();
        assertThat(api.get("/api/user/profile").text("email")).contains("@example.test");
        String wallet = api.post("/api/wallets", "{}").text("address");
        assertThat(api.post("/local/faucet", "{\"address\":\"" + wallet + "\"}").status())
                .isEqualTo(200);
        String recipient = platform.stranger();
        try (LiveSocket live = LiveSocket.connect(platform.edge(), user.token())) {
            Api.Answer accepted =
                    api.post(TO, "{\"from\":\"" + wallet + "\",\"to\":\"" + recipient + "\",\"amount\":\"12345\"}");
            assertThat(accepted.status()).as(accepted.toString()).isEqualTo(202);
            String id = accepted.text("transaction_id");
            live.awaits("transaction.finalized", id, Duration.ofSeconds(40));
            assertThat(live.told(id))
                    .containsExactly("transaction.pending", "transaction.confirmed", "transaction.finalized");
            assertThat(platform.records().events(id))
                    .containsExactly("transaction.pending 1", "transaction.confirmed 2", "transaction.finalized 3");
            Api.Answer record = api.get("/api/transactions/" + id);
            assertThat(record.text("status")).isEqualTo("finalized");
            assertThat(record.text("hash")).isEqualTo(accepted.text("hash"));
        }
        paidOnce(recipient, 12345);
    }

    @Test
    @Order(2)
    void aResourceIsCreatedReadChangedAndDeletedByItsVersion() {
        Api api = platform.user().atTheEdge();
        Api.Answer created = api.post("/api/resources", resource("first"));
        assertThat(created.status()).as(created.toString()).isEqualTo(201);
        String path = created.header("Location");
        String etag = created.header("ETag");
        assertThat(api.get(path).header("ETag")).isEqualTo(etag);
        assertThat(api.call("GET", path, null, "If-None-Match", etag).status()).isEqualTo(304);

        assertThat(api.call("PUT", path, resource("second")).status()).isEqualTo(428);
        Api.Answer changed = api.call("PUT", path, resource("second"), "If-Match", etag);
        assertThat(changed.status()).as(changed.toString()).isEqualTo(200);
        assertThat(changed.header("ETag")).isNotEqualTo(etag);
        assertThat(api.call("PUT", path, resource("third"), "If-Match", etag).status())
                .isEqualTo(412);
        assertThat(api.call("GET", path, null, "If-None-Match", etag).text("name"))
                .isEqualTo("second");

        assertThat(api.call("DELETE", path, null, "If-Match", etag).status()).isEqualTo(412);
        assertThat(api.call("DELETE", path, null, "If-Match", changed.header("ETag"))
                        .status())
                .isEqualTo(204);
        assertThat(api.get(path).status()).isEqualTo(404);
    }

    @Test
    @Order(3)
    void aLogoutIsEffectiveEverywhereWithinASecond() {
        User user = platform.user();
        Api api = user.atTheEdge();
        List<String> paths = List.of("/api/user/profile", "/api/wallets", "/api/resources");
        assertThat(paths).allSatisfy(path -> assertThat(api.get(path).status()).isEqualTo(200));
        try (LiveSocket live = LiveSocket.connect(platform.edge(), user.token())) {
            assertThat(api.post("/api/auth/logout", "{}").status()).isEqualTo(204);
            long end = System.nanoTime();
            assertThat(live.closedWithin(Duration.ofSeconds(1))).isEqualTo(3503);
            Duration left = Duration.ofSeconds(1).minusNanos(System.nanoTime() - end);
            assertThat(Waiting.until(
                            left,
                            () -> paths.stream().allMatch(path -> api.get(path).status() == 401)))
                    .isTrue();
        }
    }

    @Test
    @Order(4)
    void theLogsOfAnOrdinaryRunHoldNothingThatIsNotExplained() throws Exception {
        String explanations = Files.readString(Path.of("..", "docs", "development.md"));
        assertThat(EXPLAINED).allSatisfy(line -> assertThat(explanations).contains(line));
        assertThat(platform.services())
                .allSatisfy(
                        service -> assertThat(service.log()).as(service.name()).contains("Started "))
                .allSatisfy(service -> assertThat(LogLines.aboveInfo(service.log()))
                        .as(service.name())
                        .filteredOn(line -> EXPLAINED.stream().noneMatch(line::contains))
                        .isEmpty());
    }

    private static String resource(String name) {
        return "{\"type\":\"note\",\"name\":\"" + name + "\",\"data\":{\"text\":\"" + name + "\"}}";
    }
}
