package io.dapp.auth.account;

import io.dapp.common.event.Event;
import io.dapp.common.event.Topic;
import java.util.UUID;

/** Tells those who mail where and in which language a user is reached. */
final class UserEvents {
    private record Reachable(UUID id, String email, String locale) {}

    private UserEvents() {}

    static Event of(String type, Account account) {
        return new Event(
                Topic.USERS,
                account.id().toString(),
                type,
                account.version(),
                account.id(),
                new Reachable(account.id(), account.email(), account.locale()));
    }
}
