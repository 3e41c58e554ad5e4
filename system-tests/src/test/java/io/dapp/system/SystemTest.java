package io.dapp.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.local.infra.Waiting;
import io.dapp.system.platform.Payment;
import io.dapp.system.platform.Platform;
import io.dapp.system.platform.Records;
import io.dapp.system.platform.ServiceProcess;
import io.dapp.system.platform.User;
import io.dapp.system.platform.Wallet;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import tools.jackson.databind.JsonNode;

/** One platform for all system tests of a run; each test leaves it whole. */
@Tag("system")
abstract class SystemTest {
    private static final Duration WHOLE_WITHIN = Duration.ofSeconds(30);

    private static final class Shared {
        private static final Platform PLATFORM = Platform.start();
        private static final User CALLER = PLATFORM.user();
    }

    final Platform platform = Shared.PLATFORM;

    @AfterEach
    void healed() {
        platform.node().heal();
        platform.node().behaveLikeItself();
        platform.chain().startMining();
        platform.redisDelivers(true);
        platform.postgres().back();
        platform.services().stream().filter(service -> !service.isAlive()).forEach(ServiceProcess::start);
        assertThat(Waiting.until(WHOLE_WITHIN, this::answersAsEver))
                .as("every service answers an ordinary request")
                .isTrue();
    }

    /** A Redis that came back empty has been filled, and lost connections stand again. */
    private boolean answersAsEver() {
        return answers(platform.auth(), "/api/user/profile")
                && answers(platform.transactions(), "/api/wallets")
                && answers(platform.resources(), "/api/resources");
    }

    private static boolean answers(ServiceProcess service, String path) {
        try {
            return Shared.CALLER.at(service).get(path).status() == 200;
        } catch (UncheckedIOException notYet) {
            return false;
        }
    }

    /** So many payments, in turn by each of the wallets and each of another amount: 1 wei, 2 wei and so on. */
    List<Payment> payByTurns(List<Wallet> wallets, String to, int count) throws Exception {
        List<Callable<Payment>> calls = IntStream.range(0, count)
                .mapToObj(number -> (Callable<Payment>)
                        () -> wallets.get(number % wallets.size()).paysAtLast(to, number + 1))
                .toList();
        List<Payment> payments = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(40)) {
            for (Future<Payment> payment : threads.invokeAll(calls)) {
                payments.add(payment.get());
            }
        }
        return payments;
    }

    /**
     * The chain holds this much at {@code address}; and whatever has ended in a block, of the wallets that have paid to it,
     * is on the chain in the block that is recorded, by the recorded attempt and with the recorded outcome.
     */
    void paidOnce(String address, long wei) {
        assertThat(platform.chain().balance(address)).isEqualTo(BigInteger.valueOf(wei));
        assertThat(platform.records().placedByPayersOf(address)).allSatisfy(this::placedAsRecorded);
    }

    private void placedAsRecorded(Records.Placed payment) {
        JsonNode receipt = platform.chain().receipt(payment.hash());
        assertThat(receipt.path("blockHash").asString(""))
                .as("block of " + payment)
                .isEqualTo(payment.blockHash());
        assertThat(receipt.path("blockNumber").asString(""))
                .as("block of " + payment)
                .isEqualTo("0x" + Long.toHexString(payment.blockNumber()));
        assertThat(receipt.path("status").asString(""))
                .as("outcome of " + payment)
                .isEqualTo(payment.reverted() ? "0x0" : "0x1");
    }

    /** Each step of the payment is one event, versions without gap or repetition. */
    void toldOnce(Payment payment, String... types) {
        List<String> events = platform.records().events(payment.id());
        assertThat(events).hasSize(types.length);
        for (int i = 0; i < types.length; i++) {
            assertThat(events.get(i)).isEqualTo(types[i] + " " + (i + 1));
        }
    }
}
