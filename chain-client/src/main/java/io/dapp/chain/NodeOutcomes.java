package io.dapp.chain;

/** Told how the platform's own calls to a node went. */
interface NodeOutcomes {
    NodeOutcomes IGNORED = new NodeOutcomes() {
        @Override
        public void answered() {}

        @Override
        public void failed() {}

        @Override
        public void doubted() {}
    };

    /** With a result or an error: both are the node's word. */
    void answered();

    /** It gave no usable answer in time. */
    void failed();

    /** What it said cannot be: it is not used until it has been examined again. */
    void doubted();
}
