package io.dapp.notification.delivery;

import io.dapp.notification.stream.Envelope;
import io.dapp.notification.stream.Publication;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;

/** How publications travel between pods: a format byte, the sending pod, then one entry after the other. */
final class HintCodec {
    private static final byte FORMAT = 1;
    private static final int HEADER = 1 + 16;
    private static final int ENTRY = 16 + 8 + 16 + 8 + 1 + 4;

    private HintCodec() {}

    /** Splits what would be larger than {@code bytes}; a single publication is never split. */
    static List<byte[]> encode(UUID pod, List<Publication> publications, int bytes) {
        var messages = new ArrayList<byte[]>();
        int from = 0;
        int size = HEADER;
        for (int i = 0; i < publications.size(); i++) {
            int entry = size(publications.get(i));
            if (i > from && size + entry > bytes) {
                messages.add(message(pod, publications.subList(from, i), size));
                from = i;
                size = HEADER;
            }
            size += entry;
        }
        if (from < publications.size()) {
            messages.add(message(pod, publications.subList(from, publications.size()), size));
        }
        return messages;
    }

    private static int size(Publication publication) {
        return ENTRY + publication.epoch().length() + publication.envelope().length();
    }

    private static byte[] message(UUID pod, List<Publication> publications, int size) {
        ByteBuffer out = ByteBuffer.allocate(size).put(FORMAT);
        put(out, pod);
        for (Publication publication : publications) {
            put(out, publication.userId());
            out.putLong(publication.offset());
            put(out, publication.recordId());
            out.putLong(publication.recordOffset());
            out.put((byte) publication.epoch().length());
            out.put(publication.epoch().getBytes(StandardCharsets.ISO_8859_1));
            out.putInt(publication.envelope().length())
                    .put(publication.envelope().bytes());
        }
        return out.array();
    }

    /**
     * The publications of wanted users; none if {@code self} sent them or they cannot be read: a hint may always be
     * missing.
     */
    static List<Publication> decode(byte[] message, UUID self, Predicate<UUID> wanted) {
        ByteBuffer in = ByteBuffer.wrap(message);
        var publications = new ArrayList<Publication>();
        try {
            if (in.get() != FORMAT || uuid(in).equals(self)) {
                return List.of();
            }
            while (in.hasRemaining()) {
                UUID userId = uuid(in);
                long offset = in.getLong();
                UUID recordId = uuid(in);
                long recordOffset = in.getLong();
                String epoch = text(in, in.get() & 0xff);
                int length = in.getInt();
                if (wanted.test(userId)) {
                    publications.add(new Publication(
                            userId, epoch, offset, recordId, recordOffset, Envelope.read(in, fitting(in, length))));
                } else {
                    in.position(in.position() + length);
                }
            }
            return publications;
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return List.of();
        }
    }

    private static void put(ByteBuffer out, UUID id) {
        out.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
    }

    private static UUID uuid(ByteBuffer in) {
        return new UUID(in.getLong(), in.getLong());
    }

    private static String text(ByteBuffer in, int length) {
        byte[] bytes = new byte[fitting(in, length)];
        in.get(bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static int fitting(ByteBuffer in, int length) {
        if (length < 0 || length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        return length;
    }
}
