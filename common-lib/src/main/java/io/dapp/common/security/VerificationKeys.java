package io.dapp.common.security;

import java.security.PublicKey;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The public keys that tokens are verified with. By default auth-service's JWKS; auth-service itself has them at hand. */
public interface VerificationKeys {

    /** The key of that id, or null if it is not among those known now. */
    @Nullable
    PublicKey find(String keyId);

    /** Whether any keys are known: before that no token can be judged. */
    boolean known();

    /**
     * Looks for new keys, at a bounded rate; completes (never exceptionally) when {@link #find} may be asked again.
     */
    CompletableFuture<@Nullable Void> refresh();

    /** Rises whenever a key has been withdrawn, so that what was verified with it is verified again. */
    long withdrawals();

    /** Called several times a second; must return at once. */
    default void tick() {}
}
