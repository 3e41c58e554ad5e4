package io.dapp.notification.stream;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** {id, type, timestamp, data} as JSON in UTF-8, without line breaks; shared by everything that sends it. */
public final class Envelope {
    private final byte[] json;

    private Envelope(byte[] json) {
        this.json = json;
    }

    public static Envelope of(String json) {
        return new Envelope(json.getBytes(StandardCharsets.UTF_8));
    }

    /** Takes the next {@code length} bytes. */
    public static Envelope read(ByteBuffer in, int length) {
        byte[] json = new byte[length];
        in.get(json);
        return new Envelope(json);
    }

    public int length() {
        return json.length;
    }

    /** A read-only look at it. */
    public ByteBuffer bytes() {
        return ByteBuffer.wrap(json).asReadOnlyBuffer();
    }

    @Override
    public String toString() {
        return new String(json, StandardCharsets.UTF_8);
    }
}
