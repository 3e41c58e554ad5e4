package io.dapp.system.platform;

import java.io.UncheckedIOException;
import java.util.UUID;

/** Somebody with a session. */
public final class User {
    private static final long RENEWED_AFTER_NANOS = 200_000_000_000L;

    private final Platform platform;
    private final String credentials;
    private final UUID id;
    private String token;
    private String refreshToken;
    private long since = System.nanoTime();

    User(Platform platform, String credentials, Api.Answer login) {
        this.platform = platform;
        this.credentials = credentials;
        this.id = UUID.fromString(login.body().path("user").path("id").asString(""));
        this.token = login.text("token");
        this.refreshToken = login.text("refresh_token");
    }

    public UUID id() {
        return id;
    }

    /** E-mail and password as the body of a login. */
    public String credentials() {
        return credentials;
    }

    /** A token that is good for a minute and more; a new one when auth-service gives one. */
    public synchronized String token() {
        if (System.nanoTime() - since > RENEWED_AFTER_NANOS) {
            try {
                Api.Answer renewed = new Api(platform.auth().url(), null)
                        .post("/api/auth/refresh", "{\"refresh_token\":\"" + refreshToken + "\"}");
                if (renewed.status() == 200) {
                    token = renewed.text("token");
                    refreshToken = renewed.text("refresh_token");
                    since = System.nanoTime();
                }
            } catch (UncheckedIOException away) {
                // The old one has more than a minute left.
            }
        }
        return token;
    }

    public Api at(ServiceProcess service) {
        return new Api(service.url(), token());
    }

    /** As a browser calls: through the edge. */
    public Api atTheEdge() {
        return new Api(platform.edge(), token());
    }

    /** A new wallet with 10 ETH in it. */
    public Wallet fundedWallet() {
        return wallet().funded("10000000000000000000");
    }

    public Wallet wallet() {
        Api.Answer answer = at(platform.transactions()).post("/api/wallets", "{}");
        if (answer.status() != 201) {
            throw new AssertionError("no wallet: " + answer);
        }
        return new Wallet(platform, this, answer.text("address"));
    }

    public LiveSocket listens() {
        return LiveSocket.connect(platform.gateway().url(), token());
    }
}
