package io.dapp.system.platform;

import java.util.UUID;

/** Somebody with a session. */
public final class User {
    private final Platform platform;
    private final UUID id;
    private final String token;

    User(Platform platform, UUID id, String token) {
        this.platform = platform;
        this.id = id;
        this.token = token;
    }

    public UUID id() {
        return id;
    }

    public String token() {
        return token;
    }

    public Api at(ServiceProcess service) {
        return new Api(service.url(), token);
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
        return LiveSocket.connect(platform.gateway().url(), token);
    }
}
