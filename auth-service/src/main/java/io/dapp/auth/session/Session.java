package io.dapp.auth.session;

import io.dapp.common.security.SessionCopy;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of {@code session}: one login and everything refreshed from it. */
@Entity
@Table(name = "session")
public class Session {
    @Id
    private UUID id = new UUID(0, 0);

    private UUID accountId = new UUID(0, 0);
    private long version;
    private long copiedVersion;
    private long counter;
    private Instant rotatedAt = Instant.EPOCH;
    private Instant authenticatedAt = Instant.EPOCH;
    private @Nullable String device;
    private @Nullable String address;
    private Instant createdAt = Instant.EPOCH;
    private Instant expiresAt = Instant.EPOCH;
    private Instant finalExpiresAt = Instant.EPOCH;
    private @Nullable Instant endedAt;

    /** For whoever audits the rows; nothing here asks. */
    @SuppressWarnings("UnusedVariable")
    private @Nullable String endReason;

    /** For JPA. */
    protected Session() {}

    Session(UUID id, UUID accountId, Caller caller, Instant now, Duration idle, Duration absolute) {
        this.id = id;
        this.accountId = accountId;
        this.version = 1;
        this.counter = 1;
        this.rotatedAt = now;
        this.authenticatedAt = now;
        this.device = caller.device();
        this.address = caller.address();
        this.createdAt = now;
        this.finalExpiresAt = now.plus(absolute);
        this.expiresAt = earlier(now.plus(idle), finalExpiresAt);
    }

    public UUID id() {
        return id;
    }

    public UUID accountId() {
        return accountId;
    }

    /** The number of the newest refresh token. */
    public long counter() {
        return counter;
    }

    /** When the newest refresh token was first given, and so when the session was last used. */
    Instant rotatedAt() {
        return rotatedAt;
    }

    /** When the user last proved who they are. */
    public Instant authenticatedAt() {
        return authenticatedAt;
    }

    @Nullable
    String device() {
        return device;
    }

    @Nullable
    String address() {
        return address;
    }

    Instant createdAt() {
        return createdAt;
    }

    public Instant expiresAt() {
        return expiresAt;
    }

    boolean alive(Instant now) {
        return endedAt == null && now.isBefore(expiresAt);
    }

    boolean ended() {
        return endedAt != null;
    }

    /** Whether Redis may lack the row's state. */
    boolean uncopied() {
        return copiedVersion < version;
    }

    void rotate(Caller caller, Instant now, Duration idle, Duration copyLives) {
        if (Duration.between(rotatedAt, now).compareTo(copyLives.dividedBy(2)) > 0) {
            // Its copy may run out, or has: until it is known to have been written again it counts as missing.
            copiedVersion = 0;
        }
        counter = counter + 1;
        rotatedAt = now;
        address = caller.address();
        expiresAt = earlier(now.plus(idle), finalExpiresAt);
    }

    void end(EndReason reason, Instant now) {
        endedAt = now;
        endReason = reason.stored();
        version = version + 1;
    }

    SessionCopy copy() {
        return new SessionCopy(id, accountId, version, endedAt != null, expiresAt);
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
