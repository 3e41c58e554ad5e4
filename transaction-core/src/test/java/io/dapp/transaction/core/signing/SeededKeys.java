package io.dapp.transaction.core.signing;

import java.io.Serial;
import java.security.SecureRandom;
import java.util.SplittableRandom;

/** The local signer with new keys that a seed decides: the same ones in each run. */
public final class SeededKeys {
    private SeededKeys() {}

    /** Whose keys are nobody's secret. */
    public static Signer of(SigningSettings settings, long seed) {
        SecureRandom random = new Seeded(seed);
        return new LocalSigner(settings.masterKeys(random), random);
    }

    private static final class Seeded extends SecureRandom {
        @Serial
        private static final long serialVersionUID = 1;

        private final transient SplittableRandom random;

        Seeded(long seed) {
            this.random = new SplittableRandom(seed);
        }

        @Override
        public void nextBytes(byte[] bytes) {
            random.nextBytes(bytes);
        }
    }
}
