package io.dapp.transaction.core.follow;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.chain.Address;
import io.dapp.chain.Chain;
import io.dapp.chain.Chains;
import io.dapp.chain.abi.Erc20;
import io.dapp.transaction.core.audit.Audit;
import io.dapp.transaction.core.audit.AuditReport;
import io.dapp.transaction.core.audit.AuditSettings;
import io.dapp.transaction.core.audit.Check;
import io.dapp.transaction.core.record.PaymentStatus;
import java.math.BigInteger;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.Hash;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.TransactionEncoder;

/** Each check finds what is planted for it, and nothing where nothing is wrong. */
class AuditTest {
    private static final AuditSettings SETTINGS =
            new AuditSettings(3, 20, Duration.ofMinutes(1), Duration.ZERO, Duration.ZERO, Duration.ZERO);
    private static final String NOWHERE = "'\\x" + "ab".repeat(32) + "'";
    private static final Pattern END = Pattern.compile(";\n");
    private static final String RAISE = """
            insert into attempt (payment_id, ordinal, chain_id, kind, hash, raw, max_fee_per_gas,
                                 max_priority_fee_per_gas, created_at)
            select payment_id, 2, chain_id, 'speed_up', %s, raw, 2 * max_fee_per_gas, max_priority_fee_per_gas,
                   clock_timestamp()
              from attempt where payment_id = (select id from payment where nonce = 7)""".formatted(NOWHERE);
    private static final String TOKEN = "0x00000000000000000000000000000000000000dd";

    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    /**
     * What is done to a sound record.
     *
     * @param says a part of what is found
     */
    private record Plant(Check check, String says, String done) {}

    private List<Plant> plants() {
        List<Plant> plants = new ArrayList<>();
        plants.addAll(ofTheLine());
        plants.addAll(ofTheBytes());
        plants.addAll(ofTheChain());
        plants.addAll(ofTheRecord());
        plants.addAll(ofThePolicies());
        return plants;
    }

    private static List<Plant> ofTheLine() {
        return List.of(
                new Plant(Check.NONCES, "is not below its line's next, 2", "update account set next_nonce = 2"),
                new Plant(Check.NONCES, "is not below its line's next, which has none", "delete from account"),
                // Nothing but the index forbids it: a server that was restored without it, or one that lies.
                new Plant(Check.NONCES, "nonce 5 is also of", """
                        drop index one_nonce_one_payment;
                        update payment set nonce = 5 where nonce = 6"""),
                new Plant(Check.GAPS, "its next nonce is 12", "update account set next_nonce = 12"),
                new Plant(Check.GAPS, "nonce 8 has no payment; 7 are used", """
                        update payment set nonce = 9 where nonce = 7;
                        update account set next_nonce = 10"""),
                new Plant(Check.GAPS, "nothing has used its nonce 7; 7 are used", """
                        update payment set status = 'failed', reason = 'replaced' where nonce = 7"""),
                new Plant(Check.STUCK, "no time to send it", "update account set send_at = null"));
    }

    private List<Plant> ofTheBytes() {
        return List.of(
                new Plant(Check.BYTES, "does something else", "update payment set native_value = 2 where nonce = 1"),
                new Plant(Check.BYTES, "is no signed transaction", attempt("raw = '\\x00'")),
                new Plant(Check.BYTES, "has another hash", attempt("hash = " + NOWHERE)),
                new Plant(Check.BYTES, "is of another chain or account", attempt(signed(foreign(1, world.account)))),
                new Plant(Check.BYTES, "has nonce 5", attempt(signed(world.signed(5, World.RECIPIENT)))));
    }

    private static List<Plant> ofTheChain() {
        String dropped =
                "update payment set status = 'pending', outcome = null, block_number = null, block_hash = null";
        return List.of(
                new Plant(
                        Check.CHAIN,
                        "is recorded as reverted, and did not end so",
                        "update payment set outcome = 'reverted' where nonce = 2"),
                new Plant(
                        Check.CHAIN,
                        "and is in BlockRef[number=1",
                        "update payment set block_number = block_number - 1 where nonce = 2"),
                new Plant(Check.CHAIN, "is in final block 1, and recorded as pending", dropped + " where nonce = 2"),
                new Plant(
                        Check.CHAIN,
                        "is in a final block for long, and only confirmed",
                        "update payment set status = 'confirmed' where nonce = 2"),
                new Plant(Check.CHAIN, "which does not hold it", unknownHash("block_hash")),
                new Plant(Check.CHAIN, "and the chain has BlockRef[number=1", unknownHash(NOWHERE)));
    }

    private static List<Plant> ofTheRecord() {
        return List.of(
                new Plant(Check.VERSIONS, "has version 4", "update payment set version = version + 1 where nonce = 3"),
                new Plant(
                        Check.VERSIONS,
                        "is confirmed, and was last told as finalized",
                        "update payment set status = 'confirmed' where nonce = 3"),
                new Plant(
                        Check.UNPUBLISHED,
                        "the oldest is of",
                        "update event set published_at = null, created_at = created_at - interval '1 hour'"),
                new Plant(Check.KEYS, "is not there", """
                        insert into idempotency_key (owner_id, operation, key, request_hash, status, answer)
                        values (gen_random_uuid(), 'POST /', 'k', '\\x00', 202,
                                json_build_object('transaction_id', gen_random_uuid()))"""),
                new Plant(
                        Check.BLOCKS,
                        "does not join the block below it",
                        "update held_block set parent_hash = '\\x00' where number = 3"),
                new Plant(Check.BLOCKS, "is no held block", "update follower set cursor_hash = " + NOWHERE),
                new Plant(Check.BLOCKS, "a block below it is missing", "delete from held_block where number = 3"));
    }

    private static List<Plant> ofThePolicies() {
        return List.of(
                policy("max_per_transaction", "{\"max_per_transaction\": \"1000\"}"),
                policy("max_per_day", "{\"max_per_day\": \"3000000000000003\"}"),
                policy("allowed_destinations", "{\"allowed_destinations\": [\"0x%s\"]}".formatted("bb".repeat(20))),
                policy("paused", "{\"paused\": true}"),
                ofToken("max_per_transaction", "999"),
                ofToken("max_per_day", "6999"),
                raised("max_per_transaction", "2000000000000000"),
                raised("max_per_day", "9000000000000007"));
    }

    /** The eighth payment may cost 1000000000000001 as any other, and as much and 1000000000000000 more once it is raised. */
    private static Plant raised(String rule, String limit) {
        Plant limited = policy(rule, "{\"%s\": \"%s\"}".formatted(rule, limit));
        return new Plant(limited.check(), "attempt 2 was raised against " + rule, limited.done() + ";\n" + RAISE);
    }

    private static Plant policy(String rule, String policy) {
        return new Plant(Check.POLICY, "was accepted against " + rule, """
                insert into wallet_policy_change (wallet, policy, at)
                select address, '%s', clock_timestamp() - interval '1 day' from wallet""".formatted(policy));
    }

    /** With payments that moved 1000 of a token each. */
    private static Plant ofToken(String rule, String limit) {
        String data = HexFormat.of().formatHex(Erc20.transfer(World.RECIPIENT, BigInteger.valueOf(1000)));
        String policy = "{\"tokens\": {\"%s\": {\"%s\": \"%s\"}}}".formatted(TOKEN, rule, limit);
        Plant limited = policy("tokens." + TOKEN + "." + rule, policy);
        return new Plant(limited.check(), limited.says(), limited.done() + """
                ;
                update payment
                   set token = decode(substr('%1$s', 3), 'hex'), native_value = 0, data = '\\x%2$s',
                       counted_token = decode(substr('%1$s', 3), 'hex'), counted_amount = 1000""".formatted(TOKEN, data));
    }

    private static String unknownHash(String block) {
        return """
                update payment set hash = %1$s, block_hash = %2$s where nonce = 2;
                """.formatted(NOWHERE, block) + attempt("hash = " + NOWHERE).replace("nonce = 1", "nonce = 2");
    }

    private static String attempt(String change) {
        return "update attempt set " + change + " where payment_id = (select id from payment where nonce = 1)";
    }

    private static String signed(byte[] raw) {
        HexFormat hex = HexFormat.of();
        return "raw = '\\x" + hex.formatHex(raw) + "', hash = '\\x" + hex.formatHex(Hash.sha3(raw)) + "'";
    }

    private static byte[] foreign(long nonce, Address to) {
        RawTransaction transaction = RawTransaction.createTransaction(
                World.CHAIN.value(),
                BigInteger.valueOf(nonce),
                BigInteger.valueOf(21_000),
                to.toString(),
                BigInteger.ONE,
                "",
                BigInteger.ONE,
                BigInteger.TWO);
        return TransactionEncoder.signMessage(transaction, Credentials.create("0x" + "11".repeat(32)));
    }

    @Test
    void findsWhatIsPlantedAndNothingElse() throws Exception {
        ConfigurableApplicationContext worker = finalized(world.anvil.httpUrl().toString());
        Chain chain = worker.getBean(Chains.class).first();
        // Planted, looked for and taken back in one transaction: nobody else sees it.
        try (Connection connection = world.administer()) {
            connection.setAutoCommit(false);
            JdbcClient planted = JdbcClient.create(new SingleConnectionDataSource(connection, true));
            Audit audit = new Audit(planted, SETTINGS);
            for (Plant plant : plants()) {
                planted.sql("set local search_path to transaction").update();
                assertThat(everything(audit, chain).findings())
                        .as("before %s", plant)
                        .isEmpty();
                END.splitAsStream(plant.done())
                        .forEach(statement -> planted.sql(statement).update());
                assertThat(found(audit, chain, plant.check()))
                        .as(plant.toString())
                        .anyMatch(what -> what.contains(plant.says()));
                connection.rollback();
            }
        }
        AuditReport sound = new Audit(world.sql, SETTINGS).of(chain);
        assertThat(sound.clean()).isTrue();
        assertThat(sound.blind()).isFalse();
        assertThat(List.of(Check.NONCES, Check.BYTES, Check.CHAIN, Check.VERSIONS))
                .allSatisfy(check -> assertThat(sound.looked(check)).isEqualTo(8));
        assertThat(sound.unclearOf(Check.CHAIN)).isZero();
        assertThat(Check.values())
                .filteredOn(check -> !sound.wasMade(check))
                .as("of no chain")
                .containsExactly(Check.KEYS);
    }

    @Test
    void aFailedRecordOfAMinedTransactionIsWrongUnlessItWasOnlyWatchedAndNotFoundInTime() {
        Chain chain = finalized(world.anvil.httpUrl().toString())
                .getBean(Chains.class)
                .first();
        String failed = "update payment set status = 'failed', outcome = null, block_number = null, block_hash = null, "
                + "reason = '%s', kind = '%s' where nonce = 2";
        world.jdbc.update(failed.formatted("not_found", "custodial"));
        assertThat(found(new Audit(world.sql, SETTINGS), chain, Check.CHAIN))
                .singleElement()
                .asString()
                .contains("is in final block 1, and recorded as failed");
        world.jdbc.update(failed.formatted("replaced", "tracked"));
        assertThat(found(new Audit(world.sql, SETTINGS), chain, Check.CHAIN)).hasSize(1);
        world.jdbc.update(failed.formatted("not_found", "tracked"));
        assertThat(found(new Audit(world.sql, SETTINGS), chain, Check.CHAIN)).isEmpty();
    }

    @Test
    void accusesNothingThatIsAsItMayBe() throws Exception {
        ConfigurableApplicationContext worker = finalized(world.anvil.httpUrl().toString());
        Chain chain = worker.getBean(Chains.class).first();
        String most = "{\"max_per_transaction\": \"2000000000000001\", \"max_per_day\": \"9000000000000008\"}";
        String changed = policy("", "{}").done().replace("- interval '1 day'", "+ interval '2 seconds'");
        List<Plant> sound = List.of(
                new Plant(Check.GAPS, "", "update payment set status = 'failed', reason = 'replaced' where nonce = 6"),
                new Plant(Check.POLICY, "", policy("", most).done() + ";\n" + RAISE),
                new Plant(
                        Check.POLICY,
                        "",
                        policy("", "{\"max_per_transaction\": \"1999999999999999\"}")
                                        .done() + ";\n" + RAISE + ";\n" + changed));
        try (Connection connection = world.administer()) {
            connection.setAutoCommit(false);
            JdbcClient planted = JdbcClient.create(new SingleConnectionDataSource(connection, true));
            for (Plant plant : sound) {
                planted.sql("set local search_path to transaction").update();
                END.splitAsStream(plant.done())
                        .forEach(statement -> planted.sql(statement).update());
                assertThat(found(new Audit(planted, SETTINGS), chain, plant.check()))
                        .as(plant.toString())
                        .isEmpty();
                connection.rollback();
            }
        }
    }

    @Test
    void whatANodeDoesNotKeepIsUnclearAndNotWrong() {
        try (ChoosyNode node = new ChoosyNode(world.anvil)) {
            ConfigurableApplicationContext worker = finalized(node.url());
            node.receiptsDropped = true;
            AuditReport report = new Audit(world.sql, SETTINGS)
                    .of(worker.getBean(Chains.class).first());
            assertThat(report.clean()).isTrue();
            assertThat(report.blind()).isFalse();
            assertThat(report.unclearOf(Check.CHAIN)).isEqualTo(7);
        }
    }

    @Test
    void aNodeThatDoesNotAnswerLeavesTheChainUnjudged() {
        try (ChoosyNode node = new ChoosyNode(world.anvil)) {
            ConfigurableApplicationContext worker = finalized(node.url());
            node.receiptBatchesRefused = true;
            AuditReport report = new Audit(world.sql, SETTINGS)
                    .of(worker.getBean(Chains.class).first());
            assertThat(report.clean()).isTrue();
            assertThat(report.blind()).isTrue();
            assertThat(report.wasMade(Check.CHAIN)).isFalse();
            assertThat(report.wasMade(Check.GAPS)).isTrue();
        }
    }

    /** A worker, seven payments in a final block, an eighth that waits, and everything told. */
    private ConfigurableApplicationContext finalized(String node) {
        ConfigurableApplicationContext worker = world.workerAt(node);
        world.awaitCursor();
        List<UUID> ids = world.accept(0, 7);
        world.send(worker);
        world.mine(6);
        ids.forEach(id -> world.awaitStatus(id, PaymentStatus.FINALIZED));
        world.jdbc.update("""
                insert into wallet (address, owner_id, master_key_id, key_iv, key_ciphertext)
                values (?, gen_random_uuid(), 'local', '\\x00', '\\x00')""", world.account.bytes());
        world.jdbc.update("update event set published_at = clock_timestamp()");
        world.accept(7);
        return worker;
    }

    private static AuditReport everything(Audit audit, Chain chain) {
        AuditReport report = audit.of(chain);
        return report.clean() ? audit.ofKeys() : report;
    }

    private static List<String> found(Audit audit, Chain chain, Check check) {
        AuditReport report = check == Check.KEYS ? audit.ofKeys() : audit.of(chain);
        return report.findings().stream()
                .filter(finding -> finding.check() == check)
                .map(finding -> finding.about() + " " + finding.what())
                .toList();
    }
}
