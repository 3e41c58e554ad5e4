package io.dapp.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.system.platform.Api;
import io.dapp.system.platform.Payment;
import io.dapp.system.platform.ServiceProcess;
import io.dapp.system.platform.Subscriber;
import io.dapp.system.platform.User;
import io.dapp.system.platform.Wallet;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Payments go on while every process but the node is killed and started again, one after the other. */
class AnyProcessKilledSystemTest extends SystemTest {
    private static final Duration BETWEEN = Duration.ofMillis(200);
    private static final Duration SETTLED_WITHIN = Duration.ofSeconds(60);

    private final User user = platform.user();
    private final Wallet wallet = user.fundedWallet();
    private final String recipient = platform.stranger();
    private final AtomicBoolean stop = new AtomicBoolean();

    @Test
    void nothingThatWasAcceptedIsLostOrDoubledWhicheverProcessIsKilled() throws Exception {
        try (Subscriber app = new Subscriber(platform, user);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<List<Payment>> paying = threads.submit(this::pay);
            try {
                for (ServiceProcess service : platform.services()) {
                    service.kill();
                    service.start();
                }
                platform.kafka().kill();
                platform.kafka().restart();
                platform.redis().stop();
                platform.redis().restart();
                platform.database().kill();
                platform.database().restart();
                platform.services().forEach(ServiceProcess::awaitReady);
            } finally {
                stop.set(true);
            }
            List<Payment> payments = paying.get();
            assertThat(payments).as("a steady load").hasSizeGreaterThan(20);
            payments.forEach(payment -> payment.reaches("finalized", SETTLED_WITHIN));
            paidOnce(recipient, payments.size());
            assertThat(platform.records().payments(user.id())).isEqualTo(payments.size());
            for (Payment payment : payments) {
                toldOnce(payment, "transaction.pending", "transaction.confirmed", "transaction.finalized");
            }
            assertThat(app.awaits(payments.size() * 3, SETTLED_WITHIN))
                    .as(() -> "%d of %d, %d in the stream, %d events unpublished; the app: %s"
                            .formatted(
                                    app.received().size(),
                                    payments.size() * 3,
                                    platform.records().stream(user.id()).size(),
                                    platform.records().unpublished(),
                                    app.doing()))
                    .isTrue();
            assertThat(app.gap()).isNull();
            assertThat(app.received()).isEqualTo(platform.records().stream(user.id()));
            assertThat(app.received()).doesNotHaveDuplicates();
        }
    }

    /** Pays until told to stop; what is refused or not answered is asked for again under its key. */
    private List<Payment> pay() {
        List<Payment> payments = new ArrayList<>();
        while (!stop.get()) {
            payments.add(paid(UUID.randomUUID().toString()));
            LockSupport.parkNanos(BETWEEN.toNanos());
        }
        return payments;
    }

    private Payment paid(String key) {
        String last = "";
        for (long end = System.nanoTime() + Duration.ofMinutes(2).toNanos(); System.nanoTime() < end; ) {
            try {
                Api.Answer answer = wallet.asks(platform.transactions(), recipient, 1, key);
                if (answer.status() == 202) {
                    return wallet.payment(answer);
                }
                last = answer.toString();
                assertThat(answer.status()).as(last).isEqualTo(503);
            } catch (UncheckedIOException nobodyThere) {
                last = nobodyThere.toString();
            }
            LockSupport.parkNanos(BETWEEN.toNanos());
        }
        throw new AssertionError("not accepted for two minutes: " + last);
    }
}
