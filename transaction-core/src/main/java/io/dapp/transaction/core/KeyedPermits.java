package io.dapp.transaction.core;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/** So many at a time of each key, in the order in which they come; holds only those keys that are in use. */
public final class KeyedPermits<K> {
    private final ConcurrentMap<K, InUse> inUse = new ConcurrentHashMap<>();
    private final int each;

    public KeyedPermits(int each) {
        this.each = each;
    }

    private record InUse(Semaphore permits, int users) {}

    public <T> T with(K key, Function<Semaphore, T> use) {
        InUse mine = inUse.compute(
                key,
                (_, now) -> now == null
                        ? new InUse(new Semaphore(each, true), 1)
                        : new InUse(now.permits(), now.users() + 1));
        try {
            return use.apply(mine.permits());
        } finally {
            inUse.computeIfPresent(
                    key, (_, now) -> now.users() == 1 ? null : new InUse(now.permits(), now.users() - 1));
        }
    }
}
