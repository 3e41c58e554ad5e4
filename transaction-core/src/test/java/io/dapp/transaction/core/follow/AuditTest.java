package io.dapp.transaction.core.follow;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.chain.Chain;
import io.dapp.chain.Chains;
import io.dapp.transaction.core.audit.Audit;
import io.dapp.transaction.core.audit.AuditReport;
import io.dapp.transaction.core.audit.AuditSettings;
import io.dapp.transaction.core.audit.Check;
import io.dapp.transaction.core.record.PaymentStatus;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** Each check finds what is planted for it, and nothing where nothing is wrong. */
class AuditTest {
    private static final AuditSettings SETTINGS =
            new AuditSettings(3, 20, Duration.ofMinutes(1), Duration.ZERO, Duration.ZERO, Duration.ZERO);

    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    /** What is done to a sound record, and what takes it back. */
    private record Plant(Check check, String done, String undone) {}

    private static final List<Plant> PLANTS = List.of(
            new Plant(Check.NONCES, "update account set next_nonce = 2", "update account set next_nonce = 8"),
            new Plant(Check.GAPS, "update account set next_nonce = 12", "update account set next_nonce = 8"),
            new Plant(
                    Check.BYTES,
                    "update payment set native_value = 2 where nonce = 1",
                    "update payment set native_value = 1 where nonce = 1"),
            new Plant(
                    Check.CHAIN,
                    "update payment set outcome = 'reverted' where nonce = 2",
                    "update payment set outcome = 'success' where nonce = 2"),
            new Plant(
                    Check.CHAIN,
                    "update payment set block_number = block_number - 1 where nonce = 2",
                    "update payment set block_number = block_number + 1 where nonce = 2"),
            new Plant(
                    Check.VERSIONS,
                    "update payment set version = version + 1 where nonce = 3",
                    "update payment set version = version - 1 where nonce = 3"),
            new Plant(
                    Check.VERSIONS,
                    "update payment set status = 'confirmed' where nonce = 3",
                    "update payment set status = 'finalized' where nonce = 3"),
            new Plant(
                    Check.UNPUBLISHED,
                    "update event set published_at = null, created_at = created_at - interval '1 hour'",
                    "update event set published_at = clock_timestamp(), created_at = created_at + interval '1 hour'"),
            new Plant(Check.POLICY, """
                    insert into wallet_policy_change (wallet, policy, at)
                    select address, '{"max_per_transaction": "1000"}', clock_timestamp() - interval '1 day' from wallet""", "delete from wallet_policy_change"),
            new Plant(Check.POLICY, """
                    insert into wallet_policy_change (wallet, policy, at)
                    select address, '{"max_per_day": "3000000000000003"}', clock_timestamp() - interval '1 day'
                      from wallet""", "delete from wallet_policy_change"),
            new Plant(Check.KEYS, """
                    insert into idempotency_key (owner_id, operation, key, request_hash, status, answer)
                    values (gen_random_uuid(), 'POST /', 'k', '\\x00', 202,
                            json_build_object('transaction_id', gen_random_uuid()))""", "delete from idempotency_key where key = 'k'"),
            new Plant(
                    Check.BLOCKS,
                    "update held_block set parent_hash = '\\x00' where number = 3",
                    "update held_block h set parent_hash = (select hash from held_block b where b.number = 2) where number = 3"),
            new Plant(
                    Check.STUCK,
                    "update account set send_at = null",
                    "update account set send_at = clock_timestamp()"));

    @Test
    void findsWhatIsPlantedAndNothingElse() {
        ConfigurableApplicationContext worker = world.worker();
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
        Audit audit = new Audit(world.sql, SETTINGS);
        Chain chain = worker.getBean(Chains.class).first();
        String last = "delete from wallet_policy_change";
        for (Plant plant : PLANTS) {
            world.jdbc.update(last);
            assertThat(everything(audit, chain).findings())
                    .as("before %s", plant)
                    .isEmpty();
            world.jdbc.update(plant.done());
            assertThat(found(audit, chain, plant.check())).as(plant.toString()).isPositive();
            last = plant.undone();
        }
        world.jdbc.update(last);
        AuditReport sound = audit.of(chain);
        assertThat(sound.clean()).isTrue();
        assertThat(List.of(Check.NONCES, Check.BYTES, Check.CHAIN, Check.VERSIONS))
                .allSatisfy(check -> assertThat(sound.looked(check)).isEqualTo(8));
        assertThat(sound.unclearOf(Check.CHAIN)).isZero();
    }

    private static AuditReport everything(Audit audit, Chain chain) {
        AuditReport report = audit.of(chain);
        return report.clean() ? audit.ofKeys() : report;
    }

    private static long found(Audit audit, Chain chain, Check check) {
        return check == Check.KEYS
                ? audit.ofKeys().foundBy(check)
                : audit.of(chain).foundBy(check);
    }
}
