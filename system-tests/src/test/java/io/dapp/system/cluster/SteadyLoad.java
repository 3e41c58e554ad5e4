package io.dapp.system.cluster;

import io.dapp.local.infra.Waiting;
import io.dapp.system.platform.Api;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Users who go on asking each service, and paying, for as long as it is open. A request has failed where its answer is not
 * the one that it should be; none is tried again.
 */
final class SteadyLoad implements AutoCloseable {
    private static final String PASSWORD = "correct horse battery staple";
    private static final int USERS = 4;
    private static final Duration BETWEEN = Duration.ofMillis(60);
    private static final Duration GOING_ON_WITHIN = Duration.ofMinutes(5);
    private static final int ROUNDS_PER_PAYMENT = 10;

    /** A request of each service. */
    private static final Map<String, Integer> READ = Map.of(
            "/api/user/profile", 200,
            "/api/transactions", 200,
            "/api/resources", 200);

    /** notification-gateway has a WebSocket only; what it refuses it has answered. */
    private static final String REFUSED = "/api/notifications";

    private final AtomicLong answered = new AtomicLong();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final List<Thread> users = new ArrayList<>();
    private volatile boolean open = true;

    private SteadyLoad() {}

    static SteadyLoad on(URI edge) {
        SteadyLoad load = new SteadyLoad();
        for (int i = 0; i < USERS; i++) {
            User user = User.registered(edge);
            load.users.add(Thread.ofVirtual().name("user-" + i).start(() -> load.ask(user)));
        }
        return load;
    }

    long answered() {
        return answered.get();
    }

    List<String> failures() {
        return List.copyOf(failures);
    }

    /** Waits until so many more requests have been answered, so that what was done before it is seen. */
    void goesOnFor(int requests) {
        long until = answered.get() + failures.size() + requests;
        Waiting.until(GOING_ON_WITHIN, () -> answered.get() + failures.size() >= until);
    }

    private void ask(User user) {
        for (int round = 0; open; round++) {
            READ.forEach((path, status) -> {
                record("GET " + path, status, () -> user.api().get(path));
                pause();
            });
            record("GET " + REFUSED, 401, () -> user.anybody().get(REFUSED));
            pause();
            if (round % ROUNDS_PER_PAYMENT == 0) {
                record("a payment", 202, user::pay);
            }
        }
    }

    private void record(String what, int expected, Supplier<Api.Answer> request) {
        try {
            Api.Answer answer = request.get();
            if (answer.status() == expected) {
                answered.incrementAndGet();
            } else {
                failures.add(Instant.now() + " " + what + " answered " + answer.status() + " " + answer.body());
            }
        } catch (RuntimeException e) {
            failures.add(Instant.now() + " " + what + " broke: " + e);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(BETWEEN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws InterruptedException {
        open = false;
        for (Thread user : users) {
            user.join();
        }
    }

    /** Somebody with a funded wallet. */
    private record User(Api anybody, Api api, String wallet) {
        static User registered(URI edge) {
            Api anybody = new Api(edge, null);
            String credentials =
                    "{\"email\":\"" + UUID.randomUUID() + "@example.test\",\"password\":\"" + PASSWORD + "\"}";
            expect(201, anybody.post("/api/auth/register", credentials));
            Api.Answer login = expect(200, anybody.post("/api/auth/login", credentials));
            Api api = new Api(edge, login.text("token"));
            String wallet =
                    expect(201, api.post("/api/wallets", "{\"name\":\"load\"}")).text("address");
            expect(200, anybody.post("/local/faucet", "{\"address\":\"" + wallet + "\"}"));
            return new User(anybody, api, wallet);
        }

        Api.Answer pay() {
            return api.post(
                    "/api/blockchain/transaction",
                    "{\"from\":\"" + wallet
                            + "\",\"to\":\"0x70997970C51812dc3A010C7d01b50e0d17dc79C8\",\"amount\":\"1\"}",
                    "Idempotency-Key",
                    UUID.randomUUID().toString());
        }

        private static Api.Answer expect(int status, Api.Answer answer) {
            if (answer.status() != status) {
                throw new AssertionError("expected " + status + ": " + answer);
            }
            return answer;
        }
    }
}
