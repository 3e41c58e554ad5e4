package io.dapp.auth.session;

import io.dapp.common.problem.CommonError;
import io.dapp.common.problem.FieldError;
import io.dapp.common.problem.ProblemException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/** Where a page of sessions ends. Opaque to callers. */
record SessionCursor(Instant createdAt, UUID id) {
    private static final int BYTES = 3 * Long.BYTES;

    static SessionCursor after(Session session) {
        return new SessionCursor(session.createdAt(), session.id());
    }

    static SessionCursor parse(String text) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            if (bytes.length != BYTES) {
                throw notOurs();
            }
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            Instant createdAt = Instant.EPOCH.plus(buffer.getLong(), ChronoUnit.MICROS);
            return new SessionCursor(createdAt, new UUID(buffer.getLong(), buffer.getLong()));
        } catch (IllegalArgumentException | BufferUnderflowException e) {
            throw notOurs();
        }
    }

    String text() {
        ByteBuffer buffer = ByteBuffer.allocate(BYTES)
                .putLong(ChronoUnit.MICROS.between(Instant.EPOCH, createdAt))
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits());
        return Base64.getUrlEncoder().withoutPadding().encodeToString(buffer.array());
    }

    private static ProblemException notOurs() {
        return new ProblemException(
                CommonError.INVALID_REQUEST,
                "Some fields are not valid",
                List.of(new FieldError("cursor", "must be a next_cursor of this list")));
    }
}
