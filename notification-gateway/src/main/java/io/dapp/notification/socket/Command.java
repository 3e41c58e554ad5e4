package io.dapp.notification.socket;

import io.dapp.notification.stream.Position;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a client says. */
sealed interface Command {

    /** The answer to a ping of ours. */
    record Pong() implements Command {}

    /**
     * The first command.
     *
     * @param recover positions the client comes back with, by channel
     */
    record Connect(long id, String token, Map<String, Position> recover) implements Command {
        /** Without the token. */
        @Override
        public String toString() {
            return "Connect[id=" + id + "]";
        }
    }

    record Refresh(long id, String token) implements Command {
        /** Without the token. */
        @Override
        public String toString() {
            return "Refresh[id=" + id + "]";
        }
    }

    /**
     * Asks for a channel.
     *
     * @param recover null for a new subscription
     */
    record Subscribe(long id, String channel, @Nullable Position recover) implements Command {}

    record Unsubscribe(long id, String channel) implements Command {}

    /**
     * Asks for what a channel keeps.
     *
     * @param since null: from the beginning, in reverse from the end
     */
    record History(
            long id, String channel, int limit, @Nullable Position since, boolean reverse) implements Command {}

    record Publish(long id, String channel) implements Command {}

    record Ping(long id) implements Command {}

    /** Known to the protocol and not offered here: rpc, presence, presence_stats, sub_refresh. */
    record NotOffered(long id) implements Command {}

    /** A message without an answer; there is nobody to take it. */
    record Send() implements Command {}
}
