package io.dapp.notification.socket;

import java.util.UUID;
import java.util.regex.Pattern;

/** A channel as its name says what it is to a user. */
sealed interface ChannelName {
    Pattern CHAIN_ID = Pattern.compile("[1-9][0-9]{0,18}");
    Pattern UUID_TEXT = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    record Personal() implements ChannelName {}

    record Transaction(UUID id) implements ChannelName {}

    record Chain(String id) implements ChannelName {}

    /** In a namespace of ours, and nothing the user may have. */
    record Foreign() implements ChannelName {}

    record Unknown() implements ChannelName {}

    static ChannelName parse(String channel, String personal) {
        int colon = channel.indexOf(':');
        String rest = channel.substring(colon + 1);
        return switch (colon < 0 ? "" : channel.substring(0, colon)) {
            case "user" -> channel.equals(personal) ? new Personal() : new Foreign();
            case "transaction" ->
                UUID_TEXT.matcher(rest).matches() ? new Transaction(UUID.fromString(rest)) : new Foreign();
            case "chain" -> CHAIN_ID.matcher(rest).matches() ? new Chain(rest) : new Foreign();
            default -> new Unknown();
        };
    }
}
