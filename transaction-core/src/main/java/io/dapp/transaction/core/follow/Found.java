package io.dapp.transaction.core.follow;

import io.dapp.transaction.core.contract.Sighting;
import java.util.List;

/**
 * What one block did to our payments, and the contract events in it that somebody has asked for.
 *
 * @param eventsRead false: the events are still to be read
 */
record Found(List<Mined> mined, List<Taken> taken, List<Sighting> seen, boolean eventsRead) {
    static final Found NOTHING = new Found(List.of(), List.of());

    Found {
        mined = List.copyOf(mined);
        taken = List.copyOf(taken);
        seen = List.copyOf(seen);
    }

    /** Where no contract events were asked for. */
    Found(List<Mined> mined, List<Taken> taken) {
        this(mined, taken, List.of(), true);
    }
}
