package io.dapp.chain;

import org.jspecify.annotations.Nullable;

/** A node's newest head: it tells some by itself and is asked for others, and the two may pass each other on the way. */
final class Heads {
    /** What became of a head that the node was asked for. */
    enum Asked {
        NEW,
        SAME,
        /** The node told another meanwhile, and which of the two is the newer cannot be known: it is asked again. */
        OVERTAKEN
    }

    private volatile @Nullable BlockHeader newest;
    private long told;

    /** Null before the first. */
    @Nullable
    BlockHeader newest() {
        return newest;
    }

    /** How many heads the node told by itself. */
    synchronized long told() {
        return told;
    }

    /** Returns whether it is another one than before. */
    synchronized boolean tell(BlockHeader head) {
        told++;
        return put(head);
    }

    /** @param toldBefore {@link #told()} before the node was asked: what it told since then is not replaced */
    synchronized Asked answer(BlockHeader head, long toldBefore) {
        if (told != toldBefore) {
            return Asked.OVERTAKEN;
        }
        return put(head) ? Asked.NEW : Asked.SAME;
    }

    private boolean put(BlockHeader head) {
        boolean another = !head.equals(newest);
        newest = head;
        return another;
    }
}
