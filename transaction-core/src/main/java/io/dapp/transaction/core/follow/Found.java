package io.dapp.transaction.core.follow;

import io.dapp.transaction.core.contract.BlockEvents;
import io.dapp.transaction.core.contract.Sighting;
import java.util.List;
import java.util.Optional;

/**
 * What one block did to our payments, and the contract events in it that somebody has asked for.
 *
 * @param events empty: they are still to be read
 */
record Found(List<Mined> mined, List<Taken> taken, Optional<BlockEvents> events) {
    static final Found NOTHING = new Found(List.of(), List.of());

    Found {
        mined = List.copyOf(mined);
        taken = List.copyOf(taken);
    }

    /** Where no contract events were asked for. */
    Found(List<Mined> mined, List<Taken> taken) {
        this(mined, taken, Optional.of(BlockEvents.NONE));
    }

    List<Sighting> seen() {
        return events.map(BlockEvents::seen).orElse(List.of());
    }
}
