package io.dapp.transaction.core.line;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.common.problem.ProblemException;
import io.dapp.transaction.core.Bytes;
import io.dapp.transaction.core.idempotency.StoredAnswer;
import io.dapp.transaction.core.signing.DecodedTransaction;
import io.dapp.transaction.core.signing.SignedTransactions;
import io.dapp.transaction.core.signing.Signer;
import io.dapp.transaction.core.signing.WalletKey;
import io.dapp.transaction.core.testing.CoreInstance;
import io.dapp.transaction.core.testing.KmsDouble;
import io.dapp.transaction.core.testing.PaymentWorld;
import io.dapp.transaction.core.wallet.WalletStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Wallets in KMS beside local ones, in one database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KmsPaymentsTest {
    private static final long ETHER = 1_000_000_000_000_000_000L;

    private final UUID owner = UUID.randomUUID();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final KmsDouble kms = new KmsDouble();
    private final PaymentWorld world = new PaymentWorld();
    private CoreInstance byKms;
    private CoreInstance byLocal;

    @BeforeAll
    void start() {
        byKms = world.instance(kms.properties());
        byLocal = world.instance(Map.of());
    }

    @BeforeEach
    void answers() {
        kms.mood(KmsDouble.Mood.ANSWERS);
    }

    @AfterAll
    void stop() throws Exception {
        threads.shutdown();
        world.close();
        kms.close();
    }

    @Test
    void paymentsOfAWalletInKmsAreMined() throws Exception {
        WalletKey wallet = stored(byKms, ETHER);
        assertThat(wallet).isInstanceOf(WalletKey.Kms.class);

        for (Future<Object> answer : many(wallet, 30)) {
            assertThat(answer.get()).isInstanceOf(StoredAnswer.class);
        }

        List<DecodedTransaction> signed = world
                .jdbc()
                .sql("select raw from attempt a join payment p on p.id = a.payment_id where p.sender = ?")
                .param(wallet.address().bytes())
                .query(byte[].class)
                .list()
                .stream()
                .map(raw -> SignedTransactions.decode(new Bytes(raw)))
                .toList();
        assertThat(signed).hasSize(30).allMatch(one -> one.sender().equals(wallet.address()));
        Awaitility.await().untilAsserted(() -> {
            world.mine();
            assertThat(world.node()
                            .rpc()
                            .call("eth_getTransactionCount", wallet.address().toString(), "latest")
                            .asString())
                    .isEqualTo("0x1e");
        });
    }

    @Test
    void eachWalletKeepsItsSignerWhateverTheDefaultIs() {
        WalletKey remote = stored(byKms, ETHER);
        WalletKey local = stored(byLocal, ETHER);

        assertThat(accept(byKms, local)).isInstanceOf(StoredAnswer.class);
        assertThat(accept(byKms, remote)).isInstanceOf(StoredAnswer.class);
        assertThat(accept(byLocal, local)).isInstanceOf(StoredAnswer.class);
        assertThat(accept(byLocal, remote)).isEqualTo("signer_unavailable");
    }

    @Test
    void aDisabledKeyRecordsNothingAndPaysAgainOnceItIsEnabled() {
        WalletKey wallet = stored(byKms, ETHER);
        for (KmsDouble.Mood mood : List.of(KmsDouble.Mood.DISABLED, KmsDouble.Mood.THROTTLES, KmsDouble.Mood.HANGS)) {
            kms.mood(mood);
            assertThat(accept(byKms, wallet)).isEqualTo("signer_unavailable");
        }
        assertThat(world.nonces(wallet.address())).isEmpty();

        answers();
        assertThat(accept(byKms, wallet)).isInstanceOf(StoredAnswer.class);
        assertThat(world.nonces(wallet.address())).containsExactly(0L);
    }

    @Test
    void whileKmsHangsLocalWalletsPayAsFastAsEver() throws Exception {
        WalletKey local = stored(byLocal, ETHER);
        List<WalletKey> remote =
                IntStream.range(0, 20).mapToObj(i -> stored(byKms, ETHER)).toList();
        Duration usual = median(local);

        kms.mood(KmsDouble.Mood.HANGS);
        List<Future<Object>> hanging = remote.stream()
                .map(wallet -> threads.submit(() -> accept(byKms, wallet)))
                .toList();
        Awaitility.await().until(() -> kms.mostAtOnce() >= 20);
        Duration meanwhile = median(local);

        assertThat(hanging).noneMatch(Future::isDone);
        assertThat(meanwhile).isLessThan(usual.multipliedBy(4).plusMillis(50));
        for (Future<Object> answer : hanging) {
            assertThat(answer.get()).isEqualTo("signer_unavailable");
        }
    }

    private Duration median(WalletKey wallet) {
        return IntStream.range(0, 9)
                .mapToObj(i -> {
                    long begun = System.nanoTime();
                    assertThat(accept(byKms, wallet)).isInstanceOf(StoredAnswer.class);
                    return Duration.ofNanos(System.nanoTime() - begun);
                })
                .sorted()
                .toList()
                .get(4);
    }

    private List<Future<Object>> many(WalletKey wallet, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> threads.submit(() -> accept(byKms, wallet)))
                .toList();
    }

    /** A wallet as its row says. */
    private WalletKey stored(CoreInstance instance, long wei) {
        WalletStore store = new WalletStore(instance.get(JdbcClient.class));
        WalletKey made = instance.get(Signer.class).create();
        store.insert(owner, null, made);
        world.fund(made.address(), wei);
        return store.find(owner, made.address()).orElseThrow().key();
    }

    private Object accept(CoreInstance instance, WalletKey wallet) {
        try {
            return instance.get(NonceLine.class).accept(CoreInstance.order(owner, wallet, 1, null));
        } catch (ProblemException e) {
            return e.code().code();
        }
    }
}
