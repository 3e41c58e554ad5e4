package io.dapp.auth.password;

import io.dapp.auth.AuthProperties;
import io.dapp.auth.AuthProperties.Hashing;
import io.dapp.auth.Secret;
import io.dapp.common.problem.CommonError;
import io.dapp.common.problem.ProblemException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.stereotype.Service;

/** argon2id, as many at once as there are processors: each takes its memory and tens of milliseconds of one. */
@Service
public final class PasswordHashes {
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;

    private final Argon2PasswordEncoder argon2;
    private final Semaphore turns;
    private final Hashing settings;
    private final String nobodysHash;
    private final Timer hashed;
    private final Counter refused;

    PasswordHashes(AuthProperties properties, MeterRegistry registry) {
        this.settings = properties.hashing();
        this.argon2 = new Argon2PasswordEncoder(
                SALT_BYTES, HASH_BYTES, settings.parallelism(), settings.memoryKib(), settings.iterations());
        this.turns = new Semaphore(
                settings.concurrency() > 0
                        ? settings.concurrency()
                        : Runtime.getRuntime().availableProcessors(),
                true);
        this.nobodysHash = encode("nobody has this password");
        this.hashed = Timer.builder("dapp.password.hash")
                .description("Hashing a password, from its turn on")
                .register(registry);
        this.refused = Counter.builder("dapp.password.hash.refused")
                .description("Passwords that were not hashed because too many waited, or one for too long")
                .register(registry);
    }

    /**
     * Hashes a new password.
     *
     * @throws ProblemException {@code service_unavailable} when too many wait already, or this one did for too long
     */
    public Secret hash(Secret password) {
        return inTurn(() -> Secret.of(encode(password.reveal())));
    }

    /**
     * Whether the password is the hashed one. Takes the same time when there is no hash (the account does not exist); the
     * answer is then always no.
     *
     * @throws ProblemException {@code service_unavailable} when too many wait already, or this one did for too long
     */
    public boolean matches(Secret password, @Nullable Secret hash) {
        String compared = hash == null ? nobodysHash : hash.reveal();
        boolean equal = inTurn(() -> argon2.matches(password.reveal(), compared));
        return equal && hash != null;
    }

    /** Whether a hash was made with other parameters than those wanted now. */
    public boolean outdated(Secret hash) {
        return argon2.upgradeEncoding(hash.reveal());
    }

    private String encode(String password) {
        String hash = argon2.encode(password);
        if (hash == null) {
            throw new IllegalStateException("argon2 gives a hash for every password");
        }
        return hash;
    }

    private <T> T inTurn(Supplier<T> work) {
        if (!turns.tryAcquire() && !waited()) {
            refused.increment();
            throw new ProblemException(
                    CommonError.SERVICE_UNAVAILABLE, "Too many logins at this moment.", Duration.ofSeconds(1));
        }
        try {
            return hashed.record(work);
        } finally {
            turns.release();
        }
    }

    private boolean waited() {
        if (turns.getQueueLength() >= settings.maxWaiting()) {
            return false;
        }
        try {
            return turns.tryAcquire(settings.maxWait().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
