package io.dapp.transaction.core.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dapp.transaction.core.testing.KmsDouble;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The AWS SDK's real client against a double of what it talks to. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KmsSignerTest {
    private static final Duration WITHIN = Duration.ofMillis(800);
    private static final int AT_ONCE = 4;

    private final KmsDouble kms = new KmsDouble();
    private final KmsSettings settings = new KmsSettings(
            "eu-central-1", URI.create(kms.url()), Duration.ofMillis(400), WITHIN, 3, 2 * AT_ONCE, AT_ONCE, 1);
    private final KmsSigner signer = new KmsSigner(KmsClients.client(settings), settings);

    @BeforeEach
    void answers() {
        kms.mood(KmsDouble.Mood.ANSWERS);
    }

    @AfterAll
    void stop() {
        signer.close();
        kms.close();
    }

    @Test
    void everySignatureIsLowSAndRecoversToItsWallet() {
        WalletKey wallet = signer.create();
        List<byte[]> digests = digests(40);

        List<Signature> signatures = signer.sign(wallet, digests);

        for (int i = 0; i < digests.size(); i++) {
            Signature signature = signatures.get(i);
            BigInteger s = new BigInteger(1, signature.s());
            assertThat(Curve.isLow(s)).isTrue();
            assertThat(Curve.signer(new BigInteger(1, signature.r()), s, signature.recoveryId(), digests.get(i)))
                    .contains(wallet.address());
        }
        assertThat(kms.highS()).isBetween(1, 39);
        assertThat(kms.mostAtOnce()).isBetween(2, AT_ONCE);
    }

    @Test
    void aThrottledCallIsRepeatedAndNotMoreOftenThanConfigured() {
        WalletKey wallet = signer.create();
        kms.mood(KmsDouble.Mood.THROTTLES_ONCE);
        assertThat(signer.sign(wallet, digests(1))).hasSize(1);

        kms.mood(KmsDouble.Mood.THROTTLES);
        assertUnavailable(wallet);
        assertThat(kms.calls()).isLessThanOrEqualTo(3);
    }

    @Test
    void aDisabledKeyIsNotAskedTwice() {
        WalletKey wallet = signer.create();
        kms.mood(KmsDouble.Mood.DISABLED);

        assertThatThrownBy(() -> signer.sign(wallet, digests(1)))
                .isInstanceOf(SignerUnavailableException.class)
                .hasMessageContaining("DisabledException");
        assertThat(kms.calls()).isEqualTo(1);
    }

    @Test
    void whoWaitsForAHangingKeyGoesOnWhenTheTimeIsOver() {
        WalletKey wallet = signer.create();
        kms.mood(KmsDouble.Mood.HANGS);

        long begun = System.nanoTime();
        assertThatThrownBy(() -> signer.sign(wallet, digests(100))).isInstanceOf(SignerUnavailableException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(WITHIN.multipliedBy(3));

        answers();
        assertThat(signer.sign(wallet, digests(10))).hasSize(10);
    }

    @Test
    void aKeyThatHangsTakesItsOwnPlacesOnlyHoweverManySignByIt() {
        WalletKey.Kms hanging = signer.create();
        WalletKey other = signer.create();
        kms.hang(hanging.keyId());
        answers();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 4; i++) {
                var _ = threads.submit(() -> signer.sign(hanging, digests(2 * AT_ONCE)));
            }
            Awaitility.await().until(() -> kms.calls() >= AT_ONCE);

            for (int i = 0; i < 3; i++) {
                assertThat(signer.sign(other, digests(AT_ONCE))).hasSize(AT_ONCE);
            }
            assertThat(signer.create()).isNotNull();
        } finally {
            kms.hang("");
        }
    }

    @Test
    void aSignatureByAnotherKeyIsNoSignature() {
        WalletKey wallet = signer.create();
        kms.mood(KmsDouble.Mood.SIGNS_BY_ANOTHER_KEY);

        assertThatThrownBy(() -> signer.sign(wallet, digests(1)))
                .isInstanceOf(SignerUnavailableException.class)
                .hasMessageContaining("does not sign for " + wallet.address());
    }

    @Test
    void whatIsNoSignatureInDerIsRefused() {
        Random random = ThreadLocalRandom.current();
        for (int i = 0; i < 2_000; i++) {
            byte[] der = new byte[random.nextInt(80)];
            random.nextBytes(der);
            if (der.length > 3) {
                der[0] = 0x30;
                der[1] = (byte) (der.length - 2);
                der[2] = random.nextBoolean() ? 0x02 : der[2];
            }
            try {
                DerEncodings.signature(der);
            } catch (IllegalArgumentException refused) {
                assertThat(refused).hasMessage("is not a signature in DER");
            }
        }
    }

    @Test
    void aPointOfAnotherCurveIsNoAccount() {
        assertThatThrownBy(() -> DerEncodings.address(new byte[88])).isInstanceOf(IllegalArgumentException.class);
    }

    private void assertUnavailable(WalletKey wallet) {
        assertThatThrownBy(() -> signer.sign(wallet, digests(1))).isInstanceOf(SignerUnavailableException.class);
    }

    private static List<byte[]> digests(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> {
                    byte[] digest = new byte[32];
                    ThreadLocalRandom.current().nextBytes(digest);
                    digest[0] = (byte) (i % 100);
                    return digest;
                })
                .toList();
    }
}
