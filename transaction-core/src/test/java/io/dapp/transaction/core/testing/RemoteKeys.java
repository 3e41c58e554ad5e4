package io.dapp.transaction.core.testing;

import io.dapp.transaction.core.signing.Signature;
import io.dapp.transaction.core.signing.Signer;
import io.dapp.transaction.core.signing.SignerUnavailableException;
import io.dapp.transaction.core.signing.SigningConfiguration;
import io.dapp.transaction.core.signing.SigningSettings;
import io.dapp.transaction.core.signing.WalletKey;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Makes remote keys, and signs by them only outside of transactions; local keys are signed by as ever. */
@Configuration(proxyBeanMethods = false)
public class RemoteKeys {
    /** What happens while a remote key signs. */
    public interface Meanwhile {
        void happens() throws Exception;
    }

    @Bean
    @Primary
    Remote remote(SigningSettings settings) {
        return new Remote(SigningConfiguration.localSigner(settings));
    }

    /** The signer; its keys are known to all instances of a test. */
    public static final class Remote implements Signer {
        private static final Map<String, WalletKey> KEYS = new ConcurrentHashMap<>();

        private final Signer real;
        private final AtomicInteger rounds = new AtomicInteger();
        private volatile Meanwhile meanwhile = () -> {};

        Remote(Signer real) {
            this.real = real;
        }

        /** From now on this happens in each round of remote signing. */
        public void meanwhile(Meanwhile happens) {
            rounds.set(0);
            meanwhile = happens;
        }

        /** How often it was asked for remote signatures since that. */
        public int rounds() {
            return rounds.get();
        }

        @Override
        public List<Signature> sign(WalletKey key, List<byte[]> digests) {
            if (!(key instanceof WalletKey.Kms kms)) {
                return real.sign(key, digests);
            }
            if (TransactionSynchronizationManager.isActualTransactionActive()) {
                throw new AssertionError("a remote call inside a transaction");
            }
            rounds.incrementAndGet();
            try {
                meanwhile.happens();
            } catch (SignerUnavailableException e) {
                throw e;
            } catch (Exception e) {
                throw new AssertionError(e);
            }
            return real.sign(Objects.requireNonNull(KEYS.get(kms.keyId())), digests);
        }

        @Override
        public WalletKey create() {
            WalletKey local = real.create();
            String id = "key of " + local.address();
            KEYS.put(id, local);
            return new WalletKey.Kms(local.address(), id);
        }

        /** A key that signs here, inside the transaction. */
        public WalletKey createLocal() {
            return real.create();
        }
    }
}
