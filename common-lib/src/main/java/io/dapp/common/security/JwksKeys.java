package io.dapp.common.security;

import com.github.benmanes.caffeine.cache.Ticker;
import io.dapp.common.security.SecurityProperties.Keys;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.PublicKey;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * auth-service's published keys, fetched in the background. While it does not answer, the keys known so far are kept: a
 * key is withdrawn by an answer without it, never by silence.
 */
final class JwksKeys implements VerificationKeys, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(JwksKeys.class);
    private static final int MAX_BYTES = 64 * 1024;

    private final URI uri;
    private final Keys settings;
    private final Ticker ticker;
    private final HttpClient http;

    private volatile Map<String, PublicKey> keys = Map.of();
    private volatile long withdrawals;
    private @Nullable CompletableFuture<@Nullable Void> fetching;
    private long fetchedAt;
    private boolean attempted;

    JwksKeys(URI uri, Keys settings, Ticker ticker) {
        this.uri = uri;
        this.settings = settings;
        this.ticker = ticker;
        this.http = HttpClient.newBuilder()
                .connectTimeout(settings.timeout())
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build();
    }

    @Override
    public @Nullable PublicKey find(String keyId) {
        return keys.get(keyId);
    }

    @Override
    public boolean known() {
        return !keys.isEmpty();
    }

    @Override
    public long withdrawals() {
        return withdrawals;
    }

    @Override
    public CompletableFuture<@Nullable Void> refresh() {
        return fetch(
                known()
                        ? settings.minRefetchInterval().toNanos()
                        : settings.retryInterval().toNanos());
    }

    /** Fetches when the keys have grown old. */
    @Override
    public void tick() {
        var _ = fetch(
                known()
                        ? settings.refreshInterval().toNanos()
                        : settings.retryInterval().toNanos());
    }

    private synchronized CompletableFuture<@Nullable Void> fetch(long unlessWithinNanos) {
        if (fetching != null && !fetching.isDone()) {
            return fetching;
        }
        long now = ticker.read();
        if (attempted && now - fetchedAt < unlessWithinNanos) {
            return CompletableFuture.completedFuture(null);
        }
        attempted = true;
        fetchedAt = now;
        HttpRequest request =
                HttpRequest.newBuilder(uri).timeout(settings.timeout()).build();
        CompletableFuture<@Nullable Void> fetch = http.sendAsync(request, BodyHandlers.ofInputStream())
                .handle((response, failure) -> {
                    accept(response, failure);
                    return null;
                });
        fetching = fetch;
        return fetch;
    }

    private void accept(@Nullable HttpResponse<InputStream> response, @Nullable Throwable failure) {
        try {
            if (response == null) {
                throw new IOException(failure);
            }
            try (InputStream body = response.body()) {
                byte[] bytes = body.readNBytes(MAX_BYTES + 1);
                if (response.statusCode() != 200 || bytes.length > MAX_BYTES) {
                    throw new IOException("status " + response.statusCode() + ", " + bytes.length + " bytes");
                }
                replace(Jwks.parse(bytes));
            }
        } catch (IOException | IllegalArgumentException e) {
            // Before the first answer this is the order in which services start; afterwards somebody should look.
            if (known()) {
                log.warn("The token keys could not be fetched from {}; those known are kept: {}", uri, e.getMessage());
            } else {
                log.debug("The token keys could not be fetched from {} yet: {}", uri, e.getMessage());
            }
        }
    }

    private synchronized void replace(Map<String, PublicKey> fresh) {
        if (fresh.isEmpty()) {
            throw new IllegalArgumentException("no usable key");
        }
        boolean withdrawn =
                keys.entrySet().stream().anyMatch(held -> !held.getValue().equals(fresh.get(held.getKey())));
        if (keys.isEmpty()) {
            log.info("Token keys fetched from {}: {}", uri, fresh.keySet());
        }
        keys = fresh;
        if (withdrawn) {
            withdrawals = withdrawals + 1;
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
