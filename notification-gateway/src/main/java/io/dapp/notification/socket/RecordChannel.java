package io.dapp.notification.socket;

import io.dapp.notification.stream.Publication;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One {@code transaction:{id}} of one client. It is filled from the user's stream, which has no gaps. */
final class RecordChannel {
    private static final int MAX_EARLY = 64;

    private final String name;
    private boolean open;
    private long offset;
    private @Nullable List<Publication> early;
    private @Nullable Runnable whenPublished;

    RecordChannel(String name) {
        this.name = name;
    }

    /** Whether the client has been told its position. */
    boolean isOpen() {
        return open;
    }

    void whenPublished(Runnable action) {
        if (early != null) {
            action.run();
        } else {
            whenPublished = action;
        }
    }

    void accept(Publication publication, Wire wire) {
        if (open) {
            push(publication, wire);
            return;
        }
        if (early == null) {
            early = new ArrayList<>();
        }
        early.add(publication);
        if (early.size() > MAX_EARLY) {
            wire.close(CloseReason.INSUFFICIENT_STATE);
        }
        Runnable action = whenPublished;
        if (action != null) {
            whenPublished = null;
            action.run();
        }
    }

    /** The client has everything up to {@code told}. */
    void open(long told, Wire wire) {
        open = true;
        offset = told;
        if (early != null) {
            early.forEach(publication -> push(publication, wire));
            early = null;
        }
    }

    private void push(Publication publication, Wire wire) {
        if (publication.recordOffset() > offset) {
            offset = publication.recordOffset();
            wire.push(name, new Push(name, publication.envelope(), offset, offset == 1 ? publication.epoch() : ""));
        }
    }
}
