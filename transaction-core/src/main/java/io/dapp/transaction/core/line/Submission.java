package io.dapp.transaction.core.line;

import io.dapp.transaction.core.idempotency.StoredAnswer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/** An order on its way through the combiner. Either its transaction takes it or its request gives up: never both. */
final class Submission {
    private enum State {
        WAITING,
        TAKEN,
        GIVEN_UP
    }

    private final PaymentOrder order;
    private final boolean fresh;
    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
    private final CompletableFuture<StoredAnswer> answer = new CompletableFuture<>();

    /**
     * An order that waits.
     *
     * @param fresh whether a refusal for funds is final: the follower has been waited for
     */
    Submission(PaymentOrder order, boolean fresh) {
        this.order = order;
        this.fresh = fresh;
    }

    PaymentOrder order() {
        return order;
    }

    boolean fresh() {
        return fresh;
    }

    boolean take() {
        return state.compareAndSet(State.WAITING, State.TAKEN);
    }

    /** False: a transaction has it already, and may yet accept it. */
    boolean giveUp() {
        return state.compareAndSet(State.WAITING, State.GIVEN_UP);
    }

    CompletableFuture<StoredAnswer> answer() {
        return answer;
    }
}
