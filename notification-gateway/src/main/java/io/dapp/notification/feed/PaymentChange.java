package io.dapp.notification.feed;

import io.dapp.common.event.EventMessage;
import io.dapp.notification.stream.Change;
import java.util.UUID;
import java.util.regex.Pattern;

/** Reads records of topic {@code transactions}. */
final class PaymentChange {
    private static final Pattern TYPE = Pattern.compile("transaction\\.[a-z_]{1,60}");

    private PaymentChange() {}

    /**
     * The change a record tells.
     *
     * @throws RuntimeException whatever is wrong with it: it will stay so
     */
    static Change parse(byte[] value) {
        EventMessage message = EventMessage.parse(value);
        Long version = message.version();
        UUID owner = message.owner();
        if (version == null || version < 1 || owner == null || message.key() == null) {
            throw new IllegalArgumentException("a change of a payment needs key, version and owner");
        }
        if (!TYPE.matcher(message.type()).matches()) {
            throw new IllegalArgumentException("not a type of topic transactions");
        }
        return new Change(
                message.id(),
                message.type(),
                owner,
                UUID.fromString(message.key()),
                version,
                PublicEvent.envelope(message),
                message.timestamp());
    }
}
