package io.dapp.notification.feed;

import io.dapp.common.event.EventMessage;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Drops what comes a second time, or late from a relay that was stopped and woke up: what is not above the newest of its
 * key. Used by one thread; holds one entry for each chain.
 */
final class NewestEvents {
    private final Map<String, Seen> newest = new HashMap<>();

    boolean admits(EventMessage message) {
        Long version = message.version();
        if (version == null) {
            return true;
        }
        Seen seen = newest.get(message.key());
        // Numbers start lower in a database that was restored; what it tells is later all the same.
        if (seen != null && version <= seen.version && !message.timestamp().isAfter(seen.timestamp)) {
            return false;
        }
        newest.put(message.key(), new Seen(version, message.timestamp()));
        return true;
    }

    private record Seen(long version, Instant timestamp) {}
}
