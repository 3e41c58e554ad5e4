package io.dapp.transaction.core.audit;

import java.util.Locale;

/** What an audit looks at. */
public enum Check {
    NONCES("one nonce, one payment, on its account's line"),
    GAPS("no nonce is left out or given up that nothing else has used"),
    BYTES("signed bytes say what is recorded"),
    CHAIN("blocks hold what is recorded to be in them, and nothing else of it"),
    VERSIONS("one event for each version, and the last tells the record"),
    UNPUBLISHED("no event waits for long to be published"),
    POLICY("nothing was accepted or raised beyond the wallet's policy of its time"),
    KEYS("an answer that is kept names a payment that is there"),
    BLOCKS("held blocks join, from the last final one to the cursor"),
    STUCK("every account with something pending is found by the sweep");

    private final String meaning;

    Check(String meaning) {
        this.meaning = meaning;
    }

    /** What is true where it finds nothing. */
    public String meaning() {
        return meaning;
    }

    /** As in metrics. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
