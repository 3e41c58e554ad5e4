package io.dapp.notification.socket;

import io.dapp.notification.stream.Envelope;
import io.dapp.notification.stream.Position;
import io.dapp.notification.stream.Slice;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes replies as the protocol has them: what is false, 0 or empty is left out, except in history. */
final class Replies {
    private Replies() {}

    static void connected(
            ByteBuf out, long id, UUID client, String version, long ttl, long ping, String channel, Subscribed sub) {
        ascii(
                out,
                "{\"id\":" + id + ",\"connect\":{\"client\":\"" + client + "\",\"version\":\"" + version
                        + "\",\"expires\":true,\"ttl\":" + ttl + ",\"subs\":{\"" + channel + "\":");
        subscription(out, sub);
        ascii(out, "},\"ping\":" + ping + ",\"pong\":true}}");
    }

    /**
     * A channel as it is handed to a client.
     *
     * @param asked where the client wants to go on from; null: it is new
     */
    record Subscribed(Slice slice, @Nullable Position asked) {
        boolean recovered() {
            return asked != null && slice.reaches(asked);
        }

        /** The offset told beside the answer. */
        long offset() {
            return asked != null && recovered() ? asked.offset() : slice.top();
        }
    }

    static void subscribed(ByteBuf out, long id, Subscribed sub) {
        ascii(out, "{\"id\":" + id + ",\"subscribe\":");
        subscription(out, sub);
        ascii(out, "}");
    }

    private static void subscription(ByteBuf out, Subscribed sub) {
        ascii(out, "{\"recoverable\":true,\"epoch\":\"" + sub.slice.epoch() + "\"");
        if (sub.recovered()) {
            if (!sub.slice.entries().isEmpty()) {
                ascii(out, ",\"publications\":");
                publications(out, sub.slice.entries());
            }
            ascii(out, ",\"recovered\":true");
        }
        if (sub.offset() > 0) {
            ascii(out, ",\"offset\":" + sub.offset());
        }
        ascii(out, ",\"positioned\":true");
        if (sub.asked != null) {
            ascii(out, ",\"was_recovering\":true");
        }
        ascii(out, "}");
    }

    static void history(ByteBuf out, long id, Slice slice) {
        ascii(out, "{\"id\":" + id + ",\"history\":{\"publications\":");
        publications(out, slice.entries());
        ascii(out, ",\"epoch\":\"" + slice.epoch() + "\",\"offset\":" + slice.top() + "}}");
    }

    static void refreshed(ByteBuf out, long id, long ttl) {
        ascii(out, "{\"id\":" + id + ",\"refresh\":{\"expires\":true,\"ttl\":" + ttl + "}}");
    }

    /** The reply to a command that has nothing to tell. */
    static void done(ByteBuf out, long id, String method) {
        ascii(out, "{\"id\":" + id + ",\"" + method + "\":{}}");
    }

    static void error(ByteBuf out, long id, ReplyError error) {
        ascii(
                out,
                "{\"id\":" + id + ",\"error\":{\"code\":" + error.code() + ",\"message\":\"" + error.message() + "\""
                        + (error.temporary() ? ",\"temporary\":true" : "") + "}}");
    }

    private static void publications(ByteBuf out, List<Slice.Entry> entries) {
        ascii(out, "[");
        String separator = "";
        for (Slice.Entry entry : entries) {
            ascii(out, separator);
            publication(out, entry.envelope(), entry.offset(), "");
            separator = ",";
        }
        ascii(out, "]");
    }

    static void publication(ByteBuf out, Envelope envelope, long offset, String epoch) {
        ascii(out, "{\"data\":");
        out.writeBytes(envelope.bytes());
        if (offset > 0) {
            ascii(out, ",\"offset\":" + offset);
        }
        if (!epoch.isEmpty()) {
            ascii(out, ",\"epoch\":\"" + epoch + "\"");
        }
        ascii(out, "}");
    }

    private static void ascii(ByteBuf out, String text) {
        ByteBufUtil.writeAscii(out, text);
    }
}
