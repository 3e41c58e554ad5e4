package io.dapp.transaction.core.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dapp.chain.Address;
import io.dapp.chain.Nonce;
import io.dapp.chain.TransactionHash;
import io.dapp.chain.Wei;
import io.dapp.common.json.Json;
import io.dapp.common.problem.ProblemException;
import io.dapp.testing.TestPostgres;
import io.dapp.transaction.core.Bytes;
import io.dapp.transaction.core.idempotency.IdempotencyKey;
import io.dapp.transaction.core.idempotency.StoredAnswer;
import io.dapp.transaction.core.record.Payment;
import io.dapp.transaction.core.record.PaymentKind;
import io.dapp.transaction.core.record.PaymentStatus;
import io.dapp.transaction.core.record.PaymentStore;
import io.dapp.transaction.core.signing.DecodedTransaction;
import io.dapp.transaction.core.signing.DecodedTransaction.Authorization;
import io.dapp.transaction.core.signing.OfferedFees;
import io.dapp.transaction.core.signing.Signer;
import io.dapp.transaction.core.signing.WalletKey;
import io.dapp.transaction.core.testing.CoreInstance;
import io.dapp.transaction.core.testing.PaymentWorld;
import io.dapp.transaction.core.testing.TcpProxy;
import io.dapp.transaction.core.wallet.WalletStore;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Recording what was signed elsewhere: once for each user, whatever comes together and whatever goes away. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutsideRecordsTest {
    private static final int REPEAT = Integer.getInteger("dapp.test.repeat", 1);
    private static final String RECORDING = "insert into outside_payment";
    private static final Bytes RAW = new Bytes(new byte[] {2, 1});
    private static final int OPEN = 3;

    private final SecureRandom random = new SecureRandom();
    private final PaymentWorld world = new PaymentWorld();
    private TcpProxy database;
    private OutsideRecords behind;
    private CoreInstance instance;
    private OutsideRecords direct;

    @BeforeAll
    void start() {
        database = world.databaseProxy();
        behind = world.behind(database, Map.of("dapp.outside.accept-within", "1s"))
                .get(OutsideRecords.class);
        instance = world.instance(Map.of("dapp.outside.open-per-user", Integer.toString(OPEN)));
        direct = instance.get(OutsideRecords.class);
    }

    @AfterEach
    void allow() {
        database.allow();
    }

    @AfterAll
    void stop() throws Exception {
        world.close();
    }

    @Test
    void aCommitWhoseAnswerWasLostIsMadeSureOfAndRecordsOnce() {
        for (int run = 0; run < REPEAT; run++) {
            TransactionHash hash = hash();
            database.cutAfter(RECORDING, "COMMIT", TcpProxy.Cut.AFTER);

            StoredAnswer answer = behind.accept(send(UUID.randomUUID(), hash), null);

            assertThat(recorded(hash)).containsExactly(id(answer));
            assertThat(events(id(answer))).containsExactly("transaction.pending 1");
            database.allow();
        }
    }

    @Test
    void aDatabaseThatStaysAwayLeavesTheOutcomeUnknownAndTheSameRequestLearnsIt() {
        for (TcpProxy.Cut cut : TcpProxy.Cut.values()) {
            UUID owner = UUID.randomUUID();
            OutsideRequest asked = send(owner, hash());
            IdempotencyKey key = key(owner);
            database.cutAndStayAway(RECORDING, "COMMIT", cut);

            ProblemException unknown = refused(behind, asked, key);

            assertThat(unknown.code().code()).isEqualTo("outcome_unknown");
            assertThat(unknown.extra()).containsEntry("transaction_id", asked.id());
            database.allow();
            OutsideRequest again =
                    OutsideRequest.send(UUID.randomUUID(), owner, signed(asked).transaction(), RAW);
            await().atMost(Duration.ofSeconds(10)).until(() -> accepted(behind, again, key));
            assertThat(recorded(asked.hash())).hasSize(1);
        }
    }

    @Test
    void twinsThatComeTogetherGetOneRecordAndEveryUserHisOwn() throws Exception {
        for (int run = 0; run < REPEAT; run++) {
            TransactionHash hash = hash();
            UUID one = UUID.randomUUID();
            UUID other = UUID.randomUUID();
            List<UUID> ids = together(Stream.generate(() -> List.<Callable<StoredAnswer>>of(
                            () -> direct.accept(track(one, hash), null),
                            () -> direct.accept(send(one, hash), null),
                            () -> direct.accept(send(other, hash), key(other))))
                    .limit(7)
                    .flatMap(List::stream)
                    .toList());

            assertThat(recorded(hash)).hasSize(2).hasSameElementsAs(ids);
            for (UUID id : recorded(hash)) {
                Payment payment = payment(id);
                assertThat(payment.kind()).as("its bytes are here").isEqualTo(PaymentKind.RAW);
                assertThat(payment.sender()).isNotNull();
                assertThat(payment.attempts()).hasSize(1);
                assertThat(events(id)).hasSize((int) payment.version());
                assertThat(toSend(id)).isTrue();
            }
        }
    }

    @Test
    void aKeyGivesTheFirstAnswerAgainAndNoOtherRequest() {
        UUID owner = UUID.randomUUID();
        IdempotencyKey key = key(owner);
        OutsideRequest asked = track(owner, hash());
        StoredAnswer first = direct.accept(asked, key);

        assertThat(direct.accept(track(owner, asked.hash()), key)).isEqualTo(first);
        IdempotencyKey reused = new IdempotencyKey(owner, key.operation(), key.key(), new Bytes(new byte[] {9}));
        assertThat(refused(direct, track(owner, hash()), reused).code().code()).isEqualTo("idempotency_key_reused");
    }

    @Test
    void whatWasNotFoundIsTrackedAnew() {
        UUID owner = UUID.randomUUID();
        TransactionHash hash = hash();
        UUID missing = id(direct.accept(track(owner, hash), null));
        world.jdbc()
                .sql("update payment set status = 'failed', reason = 'not_found' where id = ?")
                .param(missing)
                .update();

        assertThat(id(direct.accept(track(owner, hash), null))).isNotEqualTo(missing);
        assertThat(recorded(hash)).hasSize(2);
        assertThat(payment(missing).status()).isEqualTo(PaymentStatus.FAILED);
    }

    @Test
    void whatUsesTheNonceOfAWalletOfThisPlatformIsRefusedEvenAsAnAuthority() {
        WalletKey wallet = instance.get(Signer.class).create();
        new WalletStore(world.jdbc()).insert(UUID.randomUUID(), null, wallet);
        UUID owner = UUID.randomUUID();
        OutsideRequest sent =
                OutsideRequest.send(UUID.randomUUID(), owner, transaction(hash(), wallet.address(), List.of()), RAW);
        OutsideRequest authorized = OutsideRequest.send(
                UUID.randomUUID(),
                owner,
                transaction(
                        hash(),
                        address(),
                        List.of(
                                new Authorization(BigInteger.ZERO, address(), BigInteger.ZERO, null),
                                new Authorization(BigInteger.ZERO, address(), BigInteger.ZERO, wallet.address()))),
                RAW);

        for (OutsideRequest asked : List.of(sent, authorized)) {
            IdempotencyKey key = key(owner);
            assertThat(refused(direct, asked, key).code().code()).isEqualTo("invalid_request");
            assertThat(recorded(asked.hash())).isEmpty();
            // A refusal consumes no key.
            assertThat(accepted(direct, track(owner, asked.hash()), key)).isTrue();
        }
    }

    @Test
    void aUserHasABoundedNumberPendingAndStillGetsHisOwnAgain() {
        UUID owner = UUID.randomUUID();
        List<TransactionHash> hashes = Stream.generate(this::hash).limit(OPEN).toList();
        hashes.forEach(hash -> direct.accept(track(owner, hash), null));

        assertThat(refused(direct, track(owner, hash()), null).code().code()).isEqualTo("rate_limited");
        assertThat(accepted(direct, track(owner, hashes.getFirst()), null)).isTrue();
        assertThat(accepted(direct, send(owner, hashes.getLast()), null)).isTrue();
        assertThat(accepted(direct, track(UUID.randomUUID(), hashes.getFirst()), null))
                .isTrue();
    }

    /** Only a superuser is shown what other roles wait for. */
    private long waitingForAdvisoryLocks() throws SQLException {
        try (Connection administration = TestPostgres.administer(world.database());
                Statement statement = administration.createStatement();
                ResultSet row = statement.executeQuery("""
                        select count(*) from pg_stat_activity
                         where datname = current_database() and wait_event = 'advisory'
                        """)) {
            row.next();
            return row.getLong(1);
        }
    }

    @Test
    void aTwinThatTookTheLastPlaceIsTheAnswer() throws Exception {
        UUID owner = UUID.randomUUID();
        for (int i = 1; i < OPEN; i++) {
            direct.accept(track(owner, hash()), null);
        }
        TransactionHash last = hash();
        IdempotencyKey key = key(owner);
        List<CompletableFuture<StoredAnswer>> twins = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                Connection holder = TestPostgres.administer(world.database());
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("select pg_advisory_xact_lock(hashtextextended('outside " + owner + "', 0))");
            for (IdempotencyKey each : Arrays.asList(key, key, null)) {
                twins.add(CompletableFuture.supplyAsync(() -> direct.accept(track(owner, last), each), threads));
            }
            await().until(() -> waitingForAdvisoryLocks() == 3);
            holder.rollback();
        }
        for (CompletableFuture<StoredAnswer> twin : twins) {
            assertThat(id(twin.get())).isEqualTo(id(twins.getFirst().get()));
        }
    }

    private List<UUID> together(List<Callable<StoredAnswer>> calls) throws InterruptedException {
        try (ExecutorService threads = Executors.newFixedThreadPool(calls.size())) {
            return threads.invokeAll(calls).stream()
                    .map(Future::resultNow)
                    .map(OutsideRecordsTest::id)
                    .toList();
        }
    }

    private static boolean accepted(OutsideRecords records, OutsideRequest asked, @Nullable IdempotencyKey key) {
        try {
            return records.accept(asked, key).status() == 202;
        } catch (RuntimeException notYet) {
            return false;
        }
    }

    private static ProblemException refused(
            OutsideRecords records, OutsideRequest asked, @Nullable IdempotencyKey key) {
        try {
            throw new AssertionError("accepted: " + records.accept(asked, key));
        } catch (ProblemException e) {
            return e;
        }
    }

    private static UUID id(StoredAnswer answer) {
        return UUID.fromString(
                Json.LENIENT.readTree(answer.json()).path("transaction_id").asString(""));
    }

    private static OutsideRequest track(UUID owner, TransactionHash hash) {
        return OutsideRequest.track(UUID.randomUUID(), owner, CoreInstance.CHAIN, hash);
    }

    private OutsideRequest send(UUID owner, TransactionHash hash) {
        return OutsideRequest.send(UUID.randomUUID(), owner, transaction(hash, address(), List.of()), RAW);
    }

    private static OutsideRequest.Signed signed(OutsideRequest asked) {
        return Objects.requireNonNull(asked.signed());
    }

    private static DecodedTransaction transaction(
            TransactionHash hash, Address sender, List<Authorization> authorizations) {
        return new DecodedTransaction(
                authorizations.isEmpty() ? 2 : 4,
                CoreInstance.CHAIN,
                new Nonce(7),
                new OfferedFees.Dynamic(Wei.of(2), Wei.of(1)),
                21_000,
                Address.parse("0x00000000000000000000000000000000000000aa"),
                Wei.of(5),
                Bytes.EMPTY,
                hash,
                sender,
                DecodedTransaction.Accessed.NOTHING,
                authorizations);
    }

    private static IdempotencyKey key(UUID owner) {
        return new IdempotencyKey(owner, "POST /x", UUID.randomUUID().toString(), new Bytes(new byte[] {1}));
    }

    private TransactionHash hash() {
        byte[] hash = new byte[32];
        random.nextBytes(hash);
        return TransactionHash.of(hash);
    }

    private Address address() {
        byte[] address = new byte[20];
        random.nextBytes(address);
        return Address.of(address);
    }

    private Payment payment(UUID id) {
        return instance.get(PaymentStore.class).find(id).orElseThrow();
    }

    private List<UUID> recorded(TransactionHash hash) {
        return sql("select id from payment where hash = ?")
                .param(hash.bytes())
                .query(UUID.class)
                .list();
    }

    private boolean toSend(UUID id) {
        return sql("""
                        select o.deadline is null and a.raw is not null
                          from outside_payment o join attempt a using (payment_id) where payment_id = ?
                        """).param(id).query(Boolean.class).single();
    }

    private List<String> events(UUID id) {
        return sql("select type || ' ' || version from event where topic = 'transactions' and key = ? order by id")
                .param(id.toString())
                .query(String.class)
                .list();
    }

    private JdbcClient.StatementSpec sql(String sql) {
        return world.jdbc().sql(sql);
    }
}
