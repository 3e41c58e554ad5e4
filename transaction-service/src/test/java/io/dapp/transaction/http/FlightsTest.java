package io.dapp.transaction.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dapp.common.problem.CommonError;
import io.dapp.common.problem.ProblemException;
import io.dapp.transaction.core.Bytes;
import io.dapp.transaction.core.idempotency.IdempotencyKey;
import io.dapp.transaction.core.idempotency.StoredAnswer;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class FlightsTest {
    private static final StoredAnswer ACCEPTED = new StoredAnswer(202, "{}");

    private final Flights flights = new Flights(Duration.ofSeconds(20));
    private final CountDownLatch working = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final AtomicInteger worked = new AtomicInteger();
    private final UUID owner = UUID.randomUUID();

    @Test
    void aTwinGetsTheAnswerOfTheOneThatIsWorkedOn() throws Exception {
        CompletableFuture<Object> leader = leading(flights, this::granted);
        CompletableFuture<Object> twin = following(flights, key(1), this::granted);

        goOn.countDown();

        assertThat(leader.get()).isEqualTo(ACCEPTED);
        assertThat(twin.get()).isEqualTo(ACCEPTED);
        assertThat(worked).hasValue(1);
    }

    @Test
    void aTwinOfARequestThatIsRefusedIsRefusedAlike() throws Exception {
        CompletableFuture<Object> leader = leading(flights, this::refused);
        CompletableFuture<Object> twin = following(flights, key(1), this::granted);

        goOn.countDown();

        assertThat(leader.get()).isEqualTo("invalid_request");
        assertThat(twin.get()).isEqualTo("invalid_request");
        assertThat(worked).hasValue(1);
    }

    @Test
    void anotherRequestUnderTheKeyIsRefusedWhereTheFirstWasGranted() throws Exception {
        CompletableFuture<Object> leader = leading(flights, this::granted);
        CompletableFuture<Object> other = following(flights, key(2), this::granted);

        goOn.countDown();

        assertThat(leader.get()).isEqualTo(ACCEPTED);
        assertThat(other.get()).isEqualTo("idempotency_key_reused");
    }

    @Test
    void anotherRequestUnderTheKeyIsWorkedOnWhereTheFirstWasRefused() throws Exception {
        CompletableFuture<Object> leader = leading(flights, this::refused);
        CompletableFuture<Object> other = following(flights, key(2), this::granted);

        goOn.countDown();

        assertThat(leader.get()).isEqualTo("invalid_request");
        assertThat(other.get()).isEqualTo(ACCEPTED);
    }

    @Test
    void aTwinThatWaitsTooLongIsToldThatItIsStillBeingAnswered() throws Exception {
        Flights impatient = new Flights(Duration.ofMillis(20));
        CompletableFuture<Object> leader = leading(impatient, this::granted);

        assertThat(call(impatient, key(1), this::granted)).isEqualTo("request_in_progress");

        goOn.countDown();
        assertThat(leader.get()).isEqualTo(ACCEPTED);
    }

    private CompletableFuture<Object> leading(Flights among, Supplier<StoredAnswer> work) throws InterruptedException {
        CompletableFuture<Object> answer = new CompletableFuture<>();
        Thread.startVirtualThread(() -> answer.complete(call(among, key(1), work)));
        working.await();
        return answer;
    }

    /** A request that is known to wait for the leading one. */
    private CompletableFuture<Object> following(Flights among, IdempotencyKey key, Supplier<StoredAnswer> work) {
        CompletableFuture<Object> answer = new CompletableFuture<>();
        Thread thread = Thread.startVirtualThread(() -> answer.complete(call(among, key, work)));
        await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
        return answer;
    }

    private static Object call(Flights among, IdempotencyKey key, Supplier<StoredAnswer> work) {
        try {
            return among.answer(key, work);
        } catch (ProblemException e) {
            return e.code().code();
        }
    }

    private StoredAnswer granted() {
        work();
        return ACCEPTED;
    }

    private StoredAnswer refused() {
        work();
        throw new ProblemException(CommonError.INVALID_REQUEST, "no");
    }

    private void work() {
        worked.incrementAndGet();
        working.countDown();
        try {
            goOn.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private IdempotencyKey key(int body) {
        return new IdempotencyKey(owner, "POST /x", "key", new Bytes(new byte[] {(byte) body}));
    }
}
