package io.dapp.transaction.http;

import io.dapp.common.problem.ProblemException;
import io.dapp.transaction.core.PaymentError;
import io.dapp.transaction.core.idempotency.IdempotencyKey;
import io.dapp.transaction.core.idempotency.IdempotencyKeys.Stored;
import io.dapp.transaction.core.idempotency.StoredAnswer;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Of requests under one key that come to this process at the same time one is worked on, and the others are answered as it
 * is: none is refused what another is granted. Between processes the key's row decides.
 */
final class Flights {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private record Name(UUID ownerId, String operation, String key) {}

    private record Flight(IdempotencyKey key, CompletableFuture<StoredAnswer> answer) {}

    private final ConcurrentMap<Name, Flight> flights = new ConcurrentHashMap<>();
    private final Duration wait;

    Flights(Duration wait) {
        this.wait = wait;
    }

    /**
     * Answers a request, or waits for the answer that its twin is given.
     *
     * @throws ProblemException {@code idempotency_key_reused} where the other one is no twin and was granted;
     *     {@code request_in_progress} where it takes too long; else what {@code work} throws, or threw for the twin
     */
    StoredAnswer answer(IdempotencyKey key, Supplier<StoredAnswer> work) {
        Name name = new Name(key.ownerId(), key.operation(), key.key());
        long deadline = System.nanoTime() + wait.toNanos();
        while (true) {
            Flight mine = new Flight(key, new CompletableFuture<>());
            Flight other = flights.putIfAbsent(name, mine);
            if (other == null) {
                return lead(name, mine, work);
            }
            Optional<StoredAnswer> given = follow(other, key, deadline);
            if (given.isPresent()) {
                return given.get();
            }
        }
    }

    private StoredAnswer lead(Name name, Flight mine, Supplier<StoredAnswer> work) {
        try {
            StoredAnswer answer = work.get();
            // Gone before it is answered: whoever comes now finds the key's row.
            flights.remove(name, mine);
            mine.answer().complete(answer);
            return answer;
        } catch (RuntimeException | Error e) {
            flights.remove(name, mine);
            mine.answer().completeExceptionally(e);
            throw e;
        }
    }

    /** Empty: another request than this one was refused and has not used the key. */
    private static Optional<StoredAnswer> follow(Flight other, IdempotencyKey key, long deadline) {
        try {
            StoredAnswer answer = other.answer().get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            return Optional.of(new Stored(other.key(), answer).answerTo(key));
        } catch (ExecutionException e) {
            if (!other.key().equals(key)) {
                return Optional.empty();
            }
            if (e.getCause() instanceof RuntimeException refusal) {
                throw refusal;
            }
            throw new IllegalStateException("the same request failed", e.getCause());
        } catch (TimeoutException e) {
            throw inProgress();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw inProgress();
        }
    }

    private static ProblemException inProgress() {
        return new ProblemException(
                PaymentError.REQUEST_IN_PROGRESS,
                "The same request is still being answered; repeat it with the same Idempotency-Key.",
                RETRY_AFTER);
    }
}
