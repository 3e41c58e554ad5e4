package io.dapp.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.system.platform.Payment;
import io.dapp.system.platform.Platform;
import io.dapp.system.platform.ServiceProcess;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;

/** One platform for all system tests of a run; each test leaves it whole. */
@Tag("system")
abstract class SystemTest {
    private static final class Shared {
        private static final Platform PLATFORM = Platform.start();
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
