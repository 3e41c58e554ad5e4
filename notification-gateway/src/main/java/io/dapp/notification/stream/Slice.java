package io.dapp.notification.stream;

import java.util.List;

/**
 * A channel as one snapshot of the database shows it.
 *
 * @param trimmed the newest offset that is not kept any more
 * @param entries what was asked for, ascending unless asked for in reverse
 */
public record Slice(String epoch, long top, long trimmed, List<Entry> entries) {

    public record Entry(long offset, Envelope envelope) {}

    public Position position() {
        return new Position(epoch, top);
    }

    /** Whether a client at {@code since} can be given everything after it. An empty epoch stands for any. */
    public boolean reaches(Position since) {
        return (since.epoch().isEmpty() || since.epoch().equals(epoch))
                && since.offset() >= trimmed
                && since.offset() <= top;
    }
}
