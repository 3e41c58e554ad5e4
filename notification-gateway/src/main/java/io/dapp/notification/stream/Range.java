package io.dapp.notification.stream;

/**
 * Which entries of a channel are wanted: after {@code since}, or in reverse before it.
 *
 * @param epoch of another epoch nothing is wanted; empty: any
 * @param limit how many at most; negative: all
 * @param whole nothing is wanted unless everything after {@code since} is still kept
 */
public record Range(String epoch, long since, int limit, boolean reverse, boolean whole) {
    /** Just the position. */
    public static final Range NOTHING = new Range("", Long.MAX_VALUE, 0, false, false);

    /** Everything after a client's position, or nothing. */
    public static Range missedSince(Position position) {
        return new Range(position.epoch(), position.offset(), -1, false, true);
    }

    boolean includes(long offset) {
        return reverse ? offset < since : offset > since;
    }

    long limitOr(long all) {
        return limit < 0 ? all : limit;
    }
}
