package io.dapp.notification.socket;

import io.dapp.notification.stream.Envelope;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/**
 * A publication on its way to one connection.
 *
 * @param channel of our own making: needs no escaping
 * @param offset 0 in channels without positions
 * @param epoch empty where it is not told
 */
record Push(String channel, Envelope envelope, long offset, String epoch) {

    /** Bytes of its line, roughly. */
    int size() {
        return envelope.length() + channel.length() + 80;
    }

    void writeTo(ByteBuf out) {
        ByteBufUtil.writeAscii(out, "{\"push\":{\"channel\":\"" + channel + "\",\"pub\":");
        Replies.publication(out, envelope, offset, epoch);
        ByteBufUtil.writeAscii(out, "}}");
    }
}
