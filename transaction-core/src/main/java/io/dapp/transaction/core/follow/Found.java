package io.dapp.transaction.core.follow;

import java.util.List;

/** What one block did to our payments. */
record Found(List<Mined> mined, List<Taken> taken) {
    static final Found NOTHING = new Found(List.of(), List.of());

    Found {
        mined = List.copyOf(mined);
        taken = List.copyOf(taken);
    }
}
