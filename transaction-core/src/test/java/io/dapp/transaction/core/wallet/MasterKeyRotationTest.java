package io.dapp.transaction.core.wallet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dapp.transaction.core.line.NonceLine;
import io.dapp.transaction.core.signing.KeyRewrapper;
import io.dapp.transaction.core.signing.Signer;
import io.dapp.transaction.core.signing.SignerUnavailableException;
import io.dapp.transaction.core.signing.SigningConfiguration;
import io.dapp.transaction.core.signing.SigningSettings;
import io.dapp.transaction.core.signing.WalletKey;
import io.dapp.transaction.core.testing.CoreInstance;
import io.dapp.transaction.core.testing.PaymentWorld;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Master key {@code old} made the wallets; {@code both} knows it and has {@code next} as the current one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MasterKeyRotationTest {
    private static final String OLD = key(1);
    private static final String NEXT = key(2);
    private static final byte[] DIGEST = new byte[32];

    private final UUID owner = UUID.randomUUID();
    private final PaymentWorld world = new PaymentWorld();
    private final CoreInstance old =
            world.instance(Map.of("dapp.signing.master-key", OLD, "dapp.signing.master-key-id", "old"));
    private final CoreInstance both = world.instance(Map.of(
            "dapp.signing.master-key",
            NEXT,
            "dapp.signing.master-key-id",
            "next",
            "dapp.signing.other-master-keys[0].id",
            "old",
            "dapp.signing.other-master-keys[0].key",
            OLD));
    private final CoreInstance next =
            world.instance(Map.of("dapp.signing.master-key", NEXT, "dapp.signing.master-key-id", "next"));

    @BeforeEach
    void noWallets() {
        world.jdbc().sql("delete from wallet").update();
        world.jdbc().sql("delete from master_key_rotation").update();
    }

    @AfterAll
    void stop() throws Exception {
        world.close();
    }

    @Test
    void everyWalletSignsUnderTheNewMasterKeyAloneAfterwards() {
        List<WalletKey> wallets = wallets(25);

        assertThat(rotation(10).run("operator")).isEqualTo(new MasterKeyRotation.Done(25, 0, 0));

        for (WalletKey wallet : wallets) {
            assertThatThrownBy(() -> next.get(Signer.class).sign(wallet, List.of(DIGEST)))
                    .isInstanceOf(SignerUnavailableException.class);
            assertThat(next.get(Signer.class).sign(stored(wallet), List.of(DIGEST)))
                    .hasSize(1);
        }
        assertThat(rotation(10).run("operator")).isEqualTo(new MasterKeyRotation.Done(0, 0, 0));
        assertThat(recorded()).containsExactly("next operator 25 0 0", "next operator 0 0 0");
    }

    @Test
    void aWalletReadBeforeTheRotationPaysAfterIt() {
        WalletKey wallet = wallets(1).getFirst();
        world.fund(wallet.address(), 1_000_000_000_000_000_000L);

        rotation(10).run("operator");

        both.get(NonceLine.class).accept(CoreInstance.order(owner, wallet, 1, null));
        both.get(NonceLine.class).accept(CoreInstance.order(owner, stored(wallet), 1, null));
        assertThat(world.nonces(wallet.address())).containsExactly(0L, 1L);
    }

    @Test
    void aRunThatWasEndedOnItsWayIsGoneOnWith() {
        List<WalletKey> wallets = wallets(12);
        KeyRewrapper keys = rewrapper();
        TransactionTemplate transaction = new TransactionTemplate(both.get(PlatformTransactionManager.class));
        // Its first batch is committed, and in the middle of the second the process ends.
        world.jdbc().sql("""
                        create function transaction.ended() returns trigger language plpgsql as
                        $$ begin raise exception 'ended'; end $$
                        """).update();
        world.jdbc().sql("""
                        create trigger ended before update on wallet for each row
                        when (old.address = (decode('%s', 'hex'))) execute function transaction.ended()
                        """.formatted(sorted(wallets).get(7))).update();
        assertThatThrownBy(() -> new MasterKeyRotation(both.get(JdbcClient.class), transaction, keys, 5).run("first"))
                .hasMessageContaining("ended");
        world.jdbc().sql("drop trigger ended on wallet").update();
        world.jdbc().sql("drop function transaction.ended").update();

        assertThat(rotation(5).run("second")).isEqualTo(new MasterKeyRotation.Done(7, 0, 0));
        assertThat(recorded()).containsExactly("next first 5 0 null", "next second 7 0 0");
    }

    @Test
    void aKeyThatDoesNotOpenIsLeftAndCounted() {
        WalletKey broken = wallets(3).getFirst();
        world.jdbc()
                .sql("update wallet set key_ciphertext = set_byte(key_ciphertext, 0, get_byte(key_ciphertext, 0) # 1)"
                        + " where address = ?")
                .param(broken.address().bytes())
                .update();
        WalletKey before = stored(broken);

        assertThat(rotation(10).run("operator")).isEqualTo(new MasterKeyRotation.Done(2, 1, 1));
        assertThat(stored(broken)).isEqualTo(before);
    }

    @Test
    void ofTwoRunsAtOnceEachWalletIsWrittenByOne() {
        wallets(40);

        List<MasterKeyRotation.Done> done = Stream.of("one", "other")
                .map(name -> CompletableFuture.supplyAsync(() -> rotation(3).run(name)))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();

        assertThat(done.stream().mapToLong(MasterKeyRotation.Done::rewrapped).sum())
                .isEqualTo(40);
        assertThat(done).allMatch(one -> one.failed() == 0 && one.left() == 0);
    }

    @Test
    void theCommandSaysWhatIsLeft() {
        WalletKey broken = wallets(2).getFirst();
        world.jdbc()
                .sql("update wallet set master_key_id = 'lost' where address = ?")
                .param(broken.address().bytes())
                .update();
        Map<String, String> settings = Map.of(
                "spring.datasource.url",
                world.database().url(),
                "spring.datasource.username",
                world.database().runtimeCredentials("transaction").username(),
                "spring.datasource.password",
                world.database().runtimeCredentials("transaction").password(),
                "dapp.signing.master-key",
                NEXT,
                "dapp.signing.master-key-id",
                "next",
                "dapp.signing.other-master-keys[0].id",
                "old",
                "dapp.signing.other-master-keys[0].key",
                OLD);
        settings.forEach(System::setProperty);
        try {
            assertThat(RotateMasterKeyCommand.ran("serve")).isFalse();
            assertThatThrownBy(() -> RotateMasterKeyCommand.ran("rotate-master-key", "--batch", "none"))
                    .hasMessageStartingWith("usage: rotate-master-key");
            assertThatThrownBy(() -> RotateMasterKeyCommand.ran("rotate-master-key", "--by", "ada"))
                    .hasMessageStartingWith("1 wallets are left under other master keys");
            world.jdbc().sql("delete from wallet where master_key_id = 'lost'").update();
            assertThat(RotateMasterKeyCommand.ran("rotate-master-key", "--by", "ada"))
                    .isTrue();
        } finally {
            settings.keySet().forEach(System::clearProperty);
        }
        assertThat(recorded()).containsExactly("next ada 1 1 1", "next ada 0 0 0");
    }

    private List<WalletKey> wallets(int count) {
        WalletStore store = new WalletStore(old.get(JdbcClient.class));
        return IntStream.range(0, count)
                .mapToObj(i -> store.insert(owner, null, old.get(Signer.class).create())
                        .key())
                .toList();
    }

    private static List<String> sorted(List<WalletKey> wallets) {
        return wallets.stream()
                .map(wallet ->
                        java.util.HexFormat.of().formatHex(wallet.address().bytes()))
                .sorted()
                .toList();
    }

    private WalletKey stored(WalletKey wallet) {
        return new WalletStore(next.get(JdbcClient.class))
                .find(owner, wallet.address())
                .orElseThrow()
                .key();
    }

    private MasterKeyRotation rotation(int batch) {
        return new MasterKeyRotation(
                both.get(JdbcClient.class),
                new TransactionTemplate(both.get(PlatformTransactionManager.class)),
                rewrapper(),
                batch);
    }

    private KeyRewrapper rewrapper() {
        return SigningConfiguration.rewrapper(both.get(SigningSettings.class));
    }

    private List<String> recorded() {
        return world.jdbc().sql("""
                        select master_key_id || ' ' || operator || ' ' || rewrapped || ' ' || failed || ' '
                               || coalesce(left_over::text, 'null')
                          from master_key_rotation order by id
                        """).query(String.class).list();
    }

    private static String key(int value) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) value);
        return Base64.getEncoder().encodeToString(key);
    }
}
