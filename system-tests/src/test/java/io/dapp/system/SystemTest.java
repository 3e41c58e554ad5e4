package io.dapp.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.local.infra.Waiting;
import io.dapp.system.platform.Payment;
import io.dapp.system.platform.Platform;
import io.dapp.system.platform.ServiceProcess;
import io.dapp.system.platform.User;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;

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

    /** The chain holds this much at {@code address}, and the wallets' lines agree: each request was paid once. */
    void paidOnce(String address, long wei) {
        assertThat(platform.chain().balance(address)).isEqualTo(BigInteger.valueOf(wei));
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
