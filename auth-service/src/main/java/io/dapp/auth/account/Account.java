package io.dapp.auth.account;

import io.dapp.auth.Secret;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of {@code account}. */
@Entity
@Table(name = "account")
public class Account {
    @Id
    private UUID id = new UUID(0, 0);

    private String email = "";
    private @Nullable String displayName;
    private String locale = "";
    private String role = "user";
    private String passwordHash = "";
    private @Nullable Instant verifiedAt;
    private long version;
    private Instant createdAt = Instant.EPOCH;
    private Instant updatedAt = Instant.EPOCH;

    /** For JPA. */
    protected Account() {}

    Account(
            UUID id,
            EmailAddress email,
            @Nullable String displayName,
            String locale,
            Secret passwordHash,
            Instant now) {
        this.id = id;
        this.email = email.value();
        this.displayName = displayName;
        this.locale = locale;
        this.passwordHash = passwordHash.reveal();
        this.version = 1;
        this.createdAt = now;
        this.updatedAt = now;
    }

    public UUID id() {
        return id;
    }

    public String email() {
        return email;
    }

    @Nullable
    String displayName() {
        return displayName;
    }

    String locale() {
        return locale;
    }

    long version() {
        return version;
    }

    Instant createdAt() {
        return createdAt;
    }

    Instant updatedAt() {
        return updatedAt;
    }

    public Secret passwordHash() {
        return Secret.of(passwordHash);
    }

    public boolean verified() {
        return verifiedAt != null;
    }

    /** An administrator is a user too. */
    public Set<String> roles() {
        return role.equals("user") ? Set.of("user") : Set.of("user", role);
    }

    /** Nobody sees this, so that it is no new version. */
    public void rehash(Secret newHash) {
        passwordHash = newHash.reveal();
    }

    /** Answers whether anything has changed. */
    boolean change(@Nullable String newDisplayName, String newLocale, Instant now) {
        if (Objects.equals(displayName, newDisplayName) && locale.equals(newLocale)) {
            return false;
        }
        displayName = newDisplayName;
        locale = newLocale;
        version = version + 1;
        updatedAt = now;
        return true;
    }
}
