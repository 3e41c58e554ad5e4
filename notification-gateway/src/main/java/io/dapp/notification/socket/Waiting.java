package io.dapp.notification.socket;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What waits for a slow client: per record of a channel only the newest version, at the tail with its newest offset, so
 * that a client which has seen an offset lacks nothing before it that it could not get after it.
 */
final class Waiting {
    private final int maxBytes;
    private final int maxMessages;
    private @Nullable Map<Object, Push> pushes;
    private int bytes;

    Waiting(int maxBytes, int maxMessages) {
        this.maxBytes = maxBytes;
        this.maxMessages = maxMessages;
    }

    boolean isEmpty() {
        return pushes == null;
    }

    /** False if the client is too far behind. */
    boolean offer(Object key, Push push) {
        if (pushes == null) {
            pushes = new LinkedHashMap<>();
        }
        Push older = pushes.remove(key);
        bytes += push.size() - (older == null ? 0 : older.size());
        pushes.put(key, push);
        return bytes <= maxBytes && pushes.size() <= maxMessages;
    }

    @Nullable
    Push poll() {
        if (pushes == null) {
            return null;
        }
        Iterator<Push> oldest = pushes.values().iterator();
        Push push = oldest.next();
        oldest.remove();
        bytes -= push.size();
        if (pushes.isEmpty()) {
            clear();
        }
        return push;
    }

    void clear() {
        pushes = null;
        bytes = 0;
    }
}
