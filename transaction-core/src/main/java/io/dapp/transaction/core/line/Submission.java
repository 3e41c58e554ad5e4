package io.dapp.transaction.core.line;

import io.dapp.transaction.core.idempotency.StoredAnswer;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A request on its way through the combiner. Either a transaction begins to write it or its request gives up: never both.
 * Until then giving up is certain, and nothing is recorded.
 */
final class Submission {
    private enum State {
        WAITING,
        TAKEN,
        WRITTEN,
        GIVEN_UP
    }

    private final PaymentRequest request;
    private final boolean fresh;
    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
    private final CompletableFuture<StoredAnswer> answer = new CompletableFuture<>();
    private volatile UUID payment;

    /**
     * A request that waits.
     *
     * @param fresh whether a refusal for funds is final: the follower has been waited for
     */
    Submission(PaymentRequest request, boolean fresh) {
        this.request = request;
        this.fresh = fresh;
        this.payment = request.id();
    }

    PaymentRequest request() {
        return request;
    }

    /** How many payments it asks for. */
    int size() {
        return request.orders().size();
    }

    boolean fresh() {
        return fresh;
    }

    boolean take() {
        return state.compareAndSet(State.WAITING, State.TAKEN);
    }

    /** From now on a transaction may accept it. False: its request has given up. */
    boolean write(UUID as) {
        payment = as;
        return state.compareAndSet(State.TAKEN, State.WRITTEN) || state.get() == State.WRITTEN;
    }

    /** False: a transaction may accept it yet. */
    boolean giveUp() {
        return state.compareAndSet(State.WAITING, State.GIVEN_UP) || state.compareAndSet(State.TAKEN, State.GIVEN_UP);
    }

    /** The record that may come of it: its own, or that of the one in the same transaction which it repeats. */
    UUID payment() {
        return payment;
    }

    CompletableFuture<StoredAnswer> answer() {
        return answer;
    }
}
