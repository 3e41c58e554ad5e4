package io.dapp.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.dapp.common.testing.TestTokens;
import io.dapp.transaction.core.testing.KmsDouble;
import java.util.List;
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
