package io.dapp.notification.feed;

import io.dapp.common.event.EventMessage;
import io.dapp.notification.stream.Change;
import java.util.Optional;
import java.util.UUID;

/** Reads of topic {@code chain} the events that users have subscribed to: each is its owner's alone. */
final class ContractEventChange {
    private static final String TYPE = "chain.event";

    private ContractEventChange() {}

    static boolean is(EventMessage message) {
        return message.type().equals(TYPE);
    }

    /**
     * The change a record tells; empty where it is told to everybody.
     *
     * @throws RuntimeException whatever is wrong with it: it will stay so
     */
    static Optional<Change> parse(byte[] value) {
        EventMessage message = EventMessage.parse(value);
        if (!is(message)) {
            return Optional.empty();
        }
        Long version = message.version();
        UUID owner = message.owner();
        if (version == null || version < 1 || owner == null) {
            throw new IllegalArgumentException("a contract event needs version and owner");
        }
        UUID id = UUID.fromString(message.data().path("event_id").asString(""));
        return Optional.of(new Change(
                message.id(), message.type(), owner, id, version, PublicEvent.envelope(message), message.timestamp()));
    }
}
