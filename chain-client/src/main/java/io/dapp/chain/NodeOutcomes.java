package io.dapp.chain;

import java.util.function.Supplier;

/** Told how the platform's own calls to a node went. */
interface NodeOutcomes {
    NodeOutcomes IGNORED = new NodeOutcomes() {
        @Override
        public void answered() {}

        @Override
        public void failed() {}

        @Override
        public void doubted() {}

        @Override
        public void served(Duty duty) {}

        @Override
        public void refused(Duty duty) {}
    };

    /** With a result or an error: both are the node's word. */
    void answered();

    /** It gave no usable answer in time. */
    void failed();

    /** What it said cannot be: it is not used until it has been examined again. */
    void doubted();

    /** It did what it is for. */
    void served(Duty duty);

    /** It did not, whatever it answered: with errors or nothing as with silence. */
    void refused(Duty duty);

    /** What a whole read comes to, other ways of asking included: an error that another way makes good is none. */
    default <T> T judging(Duty duty, Supplier<T> read) {
        T answer;
        try {
            answer = read.get();
        } catch (ChainUnavailableException e) {
            refused(duty, e);
            throw e;
        }
        served(duty);
        return answer;
    }

    /** As {@link #refused(Duty)}, where it was asked at all. */
    default void refused(Duty duty, ChainUnavailableException why) {
        if (!(why instanceof NoTurnException)) {
            refused(duty);
        }
    }
}
