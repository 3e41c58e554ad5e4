package io.dapp.transaction.core.line;

import io.dapp.transaction.core.signing.Signature;
import io.dapp.transaction.core.signing.Signer;
import io.dapp.transaction.core.signing.SigningConfiguration;
import io.dapp.transaction.core.signing.SigningSettings;
import io.dapp.transaction.core.signing.WalletKey;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/** A signer that stops in the middle of an allocation, as a stopped process does. */
@Configuration(proxyBeanMethods = false)
class StoppingSigner {
    @Bean
    @Primary
    Stopping stopping(SigningSettings settings) {
        return new Stopping(SigningConfiguration.localSigner(settings), new CountDownLatch(1), new CountDownLatch(1));
    }

    /**
     * It stops.
     *
     * @param reached once it has stopped
     * @param goOn lets it go on
     */
    record Stopping(Signer real, CountDownLatch reached, CountDownLatch goOn) implements Signer {
        @Override
        public List<Signature> sign(WalletKey key, List<byte[]> digests) {
            reached.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return real.sign(key, digests);
        }

        @Override
        public WalletKey create() {
            return real.create();
        }
    }
}
