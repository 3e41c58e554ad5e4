package io.dapp.auth.session;

import io.dapp.common.event.Event;
import io.dapp.common.event.Topic;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a user is told about the safety of their account. */
final class SecurityEvents {
    private record Reuse(
            UUID sessionId,
            @Nullable String device,
            @Nullable String address) {}

    private SecurityEvents() {}

    /** An old refresh token was presented, by the caller given; the session was ended. */
    static Event refreshReused(Session session, Caller caller) {
        return new Event(
                Topic.SECURITY,
                session.accountId().toString(),
                "security.refresh_reused",
                null,
                session.accountId(),
                new Reuse(session.id(), caller.device(), caller.address()));
    }
}
