package io.dapp.transaction.core.contract;

import java.util.List;
import java.util.Set;

/**
 * What of a block's events can be written with it.
 *
 * @param unread what was said too often for that: to be read again for those who watch it
 */
public record BlockEvents(List<Sighting> seen, Set<EventKey> unread) {
    /** Nothing that anybody asked for. */
    public static final BlockEvents NONE = new BlockEvents(List.of(), Set.of());

    public BlockEvents {
        seen = List.copyOf(seen);
        unread = Set.copyOf(unread);
    }
}
