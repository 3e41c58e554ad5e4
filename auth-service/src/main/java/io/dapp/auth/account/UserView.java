package io.dapp.auth.account;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The signed-in user as they see themselves. */
public record UserView(
        UUID id,
        String email,
        @Nullable String displayName,
        String locale,
        boolean emailVerified,
        Set<String> roles,
        Instant createdAt,
        Instant updatedAt) {

    public static UserView from(Account account) {
        return new UserView(
                account.id(),
                account.email(),
                account.displayName(),
                account.locale(),
                account.verified(),
                account.roles(),
                account.createdAt(),
                account.updatedAt());
    }
}
