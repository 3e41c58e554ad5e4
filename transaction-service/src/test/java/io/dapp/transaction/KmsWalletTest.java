package io.dapp.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.common.testing.TestTokens;
import io.dapp.transaction.core.testing.KmsDouble;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The service where new wallets' keys are made by KMS. */
class KmsWalletTest extends PaymentServiceTest {
    private static final KmsDouble KMS = new KmsDouble();

    @DynamicPropertySource
    static void kms(DynamicPropertyRegistry registry) {
        KMS.properties().forEach((name, value) -> registry.add(name, () -> value));
        registry.add("dapp.wallets.per-user", () -> "3");
    }

    @AfterEach
    void answers() {
        KMS.mood(KmsDouble.Mood.ANSWERS);
    }

    @AfterAll
    static void stop() {
        KMS.close();
    }

    @Test
    void aNewWalletIsMadeByKmsAndPays() {
        TestTokens.Login user = login();
        String wallet = wallet(user, ETHER);

        assertThat(pay(user, wallet, "1", "").status()).isEqualTo(202);
        assertThat(WORLD.jdbc()
                        .sql("select kms_key_id from wallet where owner_id = ? and signer = 'kms'")
                        .param(user.userId())
                        .query(String.class)
                        .single())
                .startsWith("arn:aws:kms:");
    }

    @Test
    void aUserHasNoMoreWalletsThanHeMayAndNoKeyIsMadeForMore() throws Exception {
        TestTokens.Login user = login();
        KMS.mood(KmsDouble.Mood.ANSWERS);
        List<Future<Answer>> all;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            all = IntStream.range(0, 9)
                    .mapToObj(i -> threads.submit(() -> post(user, "/api/wallets", "{}")))
                    .toList();
        }

        List<Integer> statuses = new ArrayList<>();
        for (Future<Answer> one : all) {
            statuses.add(one.get().status());
        }
        assertThat(statuses).filteredOn(status -> status == 201).hasSize(3);
        assertThat(statuses).filteredOn(status -> status == 429).hasSize(6);
        assertThat(KMS.calls()).as("CreateKey and GetPublicKey of each").isEqualTo(6);
        assertThat(post(user, "/api/wallets", "{}").problem()).isEqualTo("429 rate_limited");
        assertThat(get(user, "/api/wallets").body().path("items")).hasSize(3);
    }

    @Test
    void aKeyWhoseWalletWasNotRecordedIsTheNextWallets() {
        TestTokens.Login user = login();
        String lost = wallet(user, 0);
        WORLD.jdbc().sql("""
                        with gone as (delete from wallet where owner_id = :owner returning address, kms_key_id)
                        insert into key_intent (id, owner_id, kms_key_id, address, begun_at)
                        select gen_random_uuid(), :owner, kms_key_id, address, clock_timestamp() - interval '2 min' from gone
                        """).param("owner", user.userId()).update();
        KMS.mood(KmsDouble.Mood.ANSWERS);
        TestTokens.Login other = login();

        assertThat(wallet(other, ETHER)).isEqualTo(lost);
        assertThat(KMS.calls()).isZero();
        assertThat(pay(other, lost, "1", "").status()).isEqualTo(202);
        assertThat(wallet(user, 0)).isNotEqualTo(lost);
    }

    @Test
    void withoutKmsNeitherAWalletNorAPaymentIsRecorded() {
        TestTokens.Login user = login();
        String wallet = wallet(user, ETHER);
        for (KmsDouble.Mood mood : List.of(KmsDouble.Mood.DISABLED, KmsDouble.Mood.HANGS)) {
            KMS.mood(mood);
            assertThat(pay(user, wallet, "1", "", "Idempotency-Key", "once").problem())
                    .isEqualTo("503 signer_unavailable");
            assertThat(post(user, "/api/wallets", "{}").problem()).isEqualTo("503 signer_unavailable");
        }
        assertThat(get(user, "/api/wallets").body().path("items")).hasSize(1);
        assertThat(get(user, "/api/transactions").body().path("items")).isEmpty();

        answers();
        assertThat(pay(user, wallet, "1", "", "Idempotency-Key", "once").status())
                .isEqualTo(202);
    }
}
