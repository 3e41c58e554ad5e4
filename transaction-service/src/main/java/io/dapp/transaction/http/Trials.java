package io.dapp.transaction.http;

import io.dapp.common.problem.ProblemException;
import io.dapp.transaction.core.UserTurns;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/** Bounds what one user tries out at once: it costs nodes as much as he wants, and they have few turns for it. */
@Component
@EnableConfigurationProperties(TrialSettings.class)
public final class Trials {
    private final UserTurns turns;

    Trials(TrialSettings settings) {
        this.turns = new UserTurns(
                settings.perUser(), settings.turnWithin(), "Wait for the answers to what you try out already.");
    }

    /**
     * Tries something out for a user, when it is its turn.
     *
     * @throws ProblemException {@code rate_limited} when that does not come in time
     */
    public <T> T of(UUID user, Supplier<T> trial) {
        return turns.of(user, trial);
    }
}
