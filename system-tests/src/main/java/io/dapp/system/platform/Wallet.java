package io.dapp.system.platform;

import io.dapp.local.infra.Waiting;
import java.math.BigInteger;
import java.time.Duration;
import java.util.UUID;

/** A custodial wallet of a user. */
public final class Wallet {
    private final Platform platform;
    private final User owner;
    private final String address;

    Wallet(Platform platform, User owner, String address) {
        this.platform = platform;
        this.owner = owner;
        this.address = address;
    }

    public String address() {
        return address;
    }

    /** Waits until the follower holds a block that has it: with the worker away the money would not be believed. */
    public Wallet funded(String wei) {
        platform.chain().node().fund(address, new BigInteger(wei));
        long head = platform.chain().node().blockNumber();
        if (!Waiting.until(Duration.ofSeconds(20), () -> platform.records().followedTo() > head)) {
            throw new AssertionError(
                    "the follower stands at " + platform.records().followedTo() + ", not beyond " + head);
        }
        return this;
    }

    /** Asks for a payment under {@code key}; any answer. */
    public Api.Answer asks(ServiceProcess service, String to, long wei, String key) {
        return owner.at(service).post("/api/blockchain/transaction", body(to, wei), "Idempotency-Key", key);
    }

    public String body(String to, long wei) {
        return "{\"from\":\"" + address + "\",\"to\":\"" + to + "\",\"amount\":\"" + wei + "\"}";
    }

    /** A payment that is accepted. */
    public Payment pays(String to, long wei) {
        return payment(asks(platform.transactions(), to, wei, UUID.randomUUID().toString()));
    }

    /** The same, asked for again by the same key while the platform is too busy to accept it. */
    public Payment paysAtLast(String to, long wei) {
        String key = UUID.randomUUID().toString();
        Api.Answer[] answer = new Api.Answer[1];
        Waiting.until(Duration.ofSeconds(60), () -> {
            answer[0] = asks(platform.transactions(), to, wei, key);
            return answer[0].status() != 503;
        });
        return payment(answer[0]);
    }

    /** The payment of an answer, which has to be an acceptance. */
    public Payment payment(Api.Answer answer) {
        if (answer.status() != 202) {
            throw new AssertionError("not accepted: " + answer);
        }
        return new Payment(platform, owner, answer.text("transaction_id"), answer.text("hash"));
    }
}
