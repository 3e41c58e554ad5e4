package io.dapp.auth;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * {@code dapp.auth.*}.
 *
 * @param signingKey RSA private key, at least 2048 bits, as PKCS#8 PEM; {@code \n} may stand for a line's end
 * @param refreshKey 32 bytes or more in base64, from which refresh tokens are derived
 * @param nextPublicKeys PEM, published before they sign, so that every service knows them in time
 * @param previousPublicKeys PEM, published until what they signed has expired
 * @param emailVerification whether an address has to be verified before its first login
 * @param allowedOrigins of browser applications that may keep the refresh token in a cookie
 * @param tokenLifetime of access tokens
 * @param refreshGrace how long a repeated refresh is taken for a lost answer
 * @param userScopes what the token of a user's own login may do
 */
@Validated
@ConfigurationProperties("dapp.auth")
public record AuthProperties(
        @NotNull Secret signingKey,
        @NotNull Secret refreshKey,
        @DefaultValue List<String> nextPublicKeys,
        @DefaultValue List<String> previousPublicKeys,
        @DefaultValue("required") @NotNull EmailVerification emailVerification,
        @DefaultValue List<String> allowedOrigins,
        @DefaultValue("5m") @NotNull Duration tokenLifetime,
        @DefaultValue("10s") @NotNull Duration refreshGrace,

        @DefaultValue({
            "account:read",
            "account:write",
            "payments:read",
            "payments:write",
            "resources:read",
            "resources:write",
            "notifications:read",
            "notifications:write"
        })
        @NotEmpty
        List<String> userScopes,

        @DefaultValue @Valid Sessions sessions,
        @DefaultValue @Valid Hashing hashing,
        @DefaultValue @Valid LoginAttempts loginAttempts,
        @DefaultValue @Valid Copies copies) {

    /** Whether logins wait for a verified address. */
    public enum EmailVerification {
        OFF,
        REQUIRED
    }

    /**
     * {@code dapp.auth.sessions.*}.
     *
     * @param idle how long a session lives without being refreshed
     * @param absolute how long it lives at most
     * @param perAccount how many an account has at once; another login ends the oldest
     * @param kept how long the rows of those that are over stay for the audit
     */
    public record Sessions(
            @DefaultValue("30d") @NotNull Duration idle,
            @DefaultValue("90d") @NotNull Duration absolute,
            @DefaultValue("100") @Min(1) @Max(1000) int perAccount,
            @DefaultValue("90d") @NotNull Duration kept) {}

    /**
     * {@code dapp.auth.hashing.*}: argon2id; a hash with other parameters is renewed at its next login.
     *
     * @param concurrency hashes computed at once; 0: as many as there are processors
     * @param maxWaiting requests that wait for their turn
     * @param maxWait how long they do before they are told to come back
     */
    public record Hashing(
            @DefaultValue("19456") @Min(8) int memoryKib,
            @DefaultValue("2") @Min(1) int iterations,
            @DefaultValue("1") @Min(1) int parallelism,
            @DefaultValue("0") @Min(0) int concurrency,
            @DefaultValue("64") @Min(0) int maxWaiting,
            @DefaultValue("2s") @NotNull Duration maxWait) {}

    /**
     * {@code dapp.auth.login-attempts.*}: per account and network; the delay doubles with each further attempt.
     *
     * @param free attempts without a delay
     * @param window after which attempts are forgotten
     * @param longestDelay between two attempts
     */
    public record LoginAttempts(
            @DefaultValue("5") @Min(1) int free,
            @DefaultValue("15m") @NotNull Duration window,
            @DefaultValue("5m") @NotNull Duration longestDelay) {}

    /**
     * {@code dapp.auth.copies.*}: keeping Redis what the rows say.
     *
     * @param longestWait for Redis before a request goes on without it
     * @param interval of the background repair
     * @param batch rows read and written at once
     * @param lease of whoever fills an emptied Redis
     */
    public record Copies(
            @DefaultValue("1s") @NotNull Duration longestWait,
            @DefaultValue("500ms") @NotNull Duration interval,
            @DefaultValue("500") @Min(1) @Max(5000) int batch,
            @DefaultValue("10s") @NotNull Duration lease) {}
}
