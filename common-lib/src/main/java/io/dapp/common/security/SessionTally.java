package io.dapp.common.security;

import io.dapp.common.security.SessionChecks.Verdict;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How often sessions were found to be what, and by whom. */
final class SessionTally {
    enum By {
        /** This process, which has heard nothing else since. */
        MEMORY,
        REDIS,
        /** What was confirmed a while ago, because Redis cannot tell; where that is too long ago, nobody knows. */
        EARLIER
    }

    private record Answer(By by, Verdict verdict) {}

    private final Map<Answer, LongAdder> counts = Stream.of(By.values())
            .flatMap(by -> Stream.of(Verdict.values()).map(verdict -> new Answer(by, verdict)))
            .collect(Collectors.toUnmodifiableMap(Function.identity(), _ -> new LongAdder()));

    Verdict count(By by, Verdict verdict) {
        counter(by, verdict).increment();
        return verdict;
    }

    long of(By by, Verdict verdict) {
        return counter(by, verdict).sum();
    }

    private LongAdder counter(By by, Verdict verdict) {
        return Objects.requireNonNull(counts.get(new Answer(by, verdict)));
    }
}
