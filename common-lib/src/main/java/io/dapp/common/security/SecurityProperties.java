package io.dapp.common.security;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * {@code dapp.security.*}: whose tokens are believed, and for how long without asking again.
 *
 * @param issuer the {@code iss} of our tokens
 * @param audience what their {@code aud} has to contain
 * @param jwksUri where auth-service publishes its keys
 * @param publicPaths path patterns under {@code /api} that need no token
 * @param endedSessionPaths path patterns that the token of an ended session still reaches; only for ending it (again),
 *     which must not depend on Redis
 * @param clockSkew how much later than {@code exp} a token is still taken
 * @param tokenCacheSize verified tokens remembered, so that a signature is checked once
 */
@Validated
@ConfigurationProperties("dapp.security")
record SecurityProperties(
        @NotBlank String issuer,
        @DefaultValue("dapp") @NotBlank String audience,
        @NotNull URI jwksUri,
        @DefaultValue List<String> publicPaths,
        @DefaultValue List<String> endedSessionPaths,
        @DefaultValue("2s") @NotNull Duration clockSkew,
        @DefaultValue("20000") @Min(1) int tokenCacheSize,
        @DefaultValue @Valid Keys keys,
        @DefaultValue @Valid Sessions sessions) {

    /** More than all waits on a verification's way together, each of which ends by itself. */
    Duration longestWait() {
        return keys.timeout().plus(sessions.redisTimeout().multipliedBy(3));
    }

    /**
     * {@code dapp.security.keys.*}.
     *
     * @param refreshInterval how often the keys are fetched though nothing asks for it
     * @param minRefetchInterval the least time between two fetches that unknown key ids cause
     * @param retryInterval the same while no keys are known yet
     * @param timeout of one fetch, and so of whoever waits for it
     */
    record Keys(
            @DefaultValue("5m") @NotNull Duration refreshInterval,
            @DefaultValue("5s") @NotNull Duration minRefetchInterval,
            @DefaultValue("500ms") @NotNull Duration retryInterval,
            @DefaultValue("2s") @NotNull Duration timeout) {}

    /**
     * {@code dapp.security.sessions.*}.
     *
     * @param nearCacheSize sessions held in memory; above the number of sockets of one gateway pod
     * @param beatInterval how often the channel proves that it is heard
     * @param trustAfterBeat how long after the sending of a heard beat memory is believed
     * @param rereadAfter memory is read again after this long, come what may
     * @param honouredUnconfirmed how long a confirmed session is let in while Redis cannot tell
     * @param redisTimeout of one command; what takes longer counts as Redis being away
     * @param pauseAfterFailure how long Redis is left alone after it failed
     * @param silenceBeforeReconnect a connection that is silent for so long is replaced
     * @param requestQueueSize commands waiting for Redis' answers
     * @param batchSize sessions read by one command when watched ones are checked
     */
    record Sessions(
            @DefaultValue("50000") @Min(1) int nearCacheSize,
            @DefaultValue("250ms") @NotNull Duration beatInterval,
            @DefaultValue("750ms") @NotNull Duration trustAfterBeat,
            @DefaultValue("60s") @NotNull Duration rereadAfter,
            @DefaultValue("60s") @NotNull Duration honouredUnconfirmed,
            @DefaultValue("300ms") @NotNull Duration redisTimeout,
            @DefaultValue("100ms") @NotNull Duration pauseAfterFailure,
            @DefaultValue("2s") @NotNull Duration silenceBeforeReconnect,
            @DefaultValue("10000") @Min(1) int requestQueueSize,
            @DefaultValue("100") @Min(1) int batchSize) {}
}
