package io.dapp.notification.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.common.testing.TestTokens.Login;
import io.dapp.notification.testing.Gateway;
import io.dapp.notification.testing.Payments;
import io.dapp.notification.testing.Payments.Told;
import io.dapp.notification.testing.RawClient;
import io.dapp.notification.testing.Surroundings;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.RepeatedTest;

/** Connecting, publishing, dropping and coming back all at once: every offset once and in order, for everybody. */
class ConcurrentDeliveryTest {
    private static final int PAYMENTS = 60;
    private static final Pattern OFFSET = Pattern.compile("\"offset\":(\\d+)(?:,\"epoch\":\"[^\"]+\")?\\}");
    private static final Pattern EPOCH = Pattern.compile("\"epoch\":\"([^\"]+)\"");

    private static final Surroundings surroundings = Surroundings.shared();
    private static final List<Gateway> gateways = List.of(Gateway.start(surroundings), Gateway.start(surroundings));
    private static final Payments payments = new Payments(surroundings.kafka().bootstrapServers());

    @AfterAll
    static void stop() {
        payments.close();
        gateways.forEach(Gateway::close);
        surroundings.close();
    }

    @RepeatedTest(50)
    void nobody_misses_anything_and_nobody_hears_anything_twice() {
        Login login = surroundings.tokens().login();
        CompletableFuture<Void> publishing = CompletableFuture.runAsync(() -> IntStream.range(0, PAYMENTS / 6)
                .forEach(i -> payments.tell(IntStream.range(0, 6)
                        .mapToObj(j -> Told.of(login.userId(), UUID.randomUUID(), 1))
                        .toList())));
        List<CompletableFuture<List<Long>>> listening = IntStream.range(0, 4)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> listen(login)))
                .toList();
        publishing.join();
        List<Long> everything =
                IntStream.rangeClosed(1, PAYMENTS).mapToObj(Long::valueOf).toList();
        for (CompletableFuture<List<Long>> heard : listening) {
            assertThat(heard.join()).isEqualTo(everything);
        }
    }

    /** Listens from the beginning to the end, dropping the connection now and then for the other gateway. */
    private static List<Long> listen(Login login) {
        var offsets = new ArrayList<Long>();
        String epoch = "";
        while (offsets.size() < PAYMENTS) {
            Gateway gateway = gateways.get(ThreadLocalRandom.current().nextInt(gateways.size()));
            int until = offsets.size() + 1 + ThreadLocalRandom.current().nextInt(PAYMENTS / 2);
            try (RawClient client = RawClient.recover(
                    gateway,
                    login.token(),
                    "user:" + login.userId(),
                    epoch,
                    offsets.isEmpty() ? 0 : offsets.getLast())) {
                String reply = client.hear();
                assertThat(reply).contains("\"recovered\":true");
                Matcher found = EPOCH.matcher(reply);
                assertThat(found.find()).isTrue();
                epoch = found.group(1);
                // The reply repeats the offset asked from; its publications carry theirs right before a brace.
                offsets.addAll(offsets(reply.replaceFirst(",\"recovered\".*", "")));
                while (offsets.size() < Math.min(until, PAYMENTS)) {
                    offsets.addAll(offsets(client.hear()));
                }
            }
        }
        return offsets;
    }

    private static List<Long> offsets(String line) {
        return OFFSET.matcher(line)
                .results()
                .map(result -> Long.parseLong(result.group(1)))
                .toList();
    }
}
