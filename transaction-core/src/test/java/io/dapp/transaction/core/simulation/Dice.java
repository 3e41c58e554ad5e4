package io.dapp.transaction.core.simulation;

import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/** Everything that is left to chance, from one seed. */
public final class Dice {
    private final SplittableRandom random;

    public Dice(long seed) {
        this.random = new SplittableRandom(seed);
    }

    public boolean oneIn(int chances) {
        return random.nextInt(chances) == 0;
    }

    public int upTo(int most) {
        return random.nextInt(most + 1);
    }

    public int between(int least, int most) {
        return random.nextInt(least, most + 1);
    }

    public <T> T oneOf(List<T> some) {
        return some.get(random.nextInt(some.size()));
    }

    /** For dice of their own. */
    public long seed() {
        return random.nextLong();
    }

    public UUID id() {
        return new UUID(random.nextLong(), random.nextLong());
    }
}
