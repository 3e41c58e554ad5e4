package io.dapp.transaction.core.simulation;

import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/** Everything that is left to chance, from one seed. */
final class Dice {
    private final SplittableRandom random;

    Dice(long seed) {
        this.random = new SplittableRandom(seed);
    }

    boolean oneIn(int chances) {
        return random.nextInt(chances) == 0;
    }

    int upTo(int most) {
        return random.nextInt(most + 1);
    }

    int between(int least, int most) {
        return random.nextInt(least, most + 1);
    }

    <T> T oneOf(List<T> some) {
        return some.get(random.nextInt(some.size()));
    }

    UUID id() {
        return new UUID(random.nextLong(), random.nextLong());
    }
}
