package io.dapp.auth.token;

import io.dapp.auth.AuthProperties;
import io.dapp.common.config.InvalidConfigurationException;
import io.dapp.common.security.VerificationKeys;
import io.jsonwebtoken.security.Jwks;
import java.security.PublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The key that signs, and all that are published. To rotate: publish the next one everywhere, wait until every service
 * has fetched it, let it sign and publish its predecessor as a previous one until the last token of it has expired.
 */
@Component
public final class SigningKeys implements VerificationKeys {
    private final RSAPrivateCrtKey signing;
    private final String signingId;
    private final Map<String, RSAPublicKey> published = new LinkedHashMap<>();

    SigningKeys(AuthProperties properties) {
        this.signing =
                configured("dapp.auth.signing-key", properties.signingKey().reveal(), Pem::privateKey);
        RSAPublicKey current = Pem.publicKey(signing);
        this.signingId = id(current);
        published.put(signingId, current);
        publish("dapp.auth.next-public-keys", properties.nextPublicKeys());
        publish("dapp.auth.previous-public-keys", properties.previousPublicKeys());
    }

    RSAPrivateCrtKey signing() {
        return signing;
    }

    String signingId() {
        return signingId;
    }

    Map<String, RSAPublicKey> published() {
        return published;
    }

    @Override
    public @Nullable PublicKey find(String keyId) {
        return published.get(keyId);
    }

    @Override
    public boolean known() {
        return true;
    }

    @Override
    public CompletableFuture<@Nullable Void> refresh() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public long withdrawals() {
        return 0;
    }

    private void publish(String property, List<String> pems) {
        for (String pem : pems) {
            RSAPublicKey key = configured(property, pem, Pem::publicKey);
            published.putIfAbsent(id(key), key);
        }
    }

    /** The key's thumbprint (RFC 7638): whoever configures it need not name it. */
    private static String id(RSAPublicKey key) {
        return Jwks.builder().key(key).build().thumbprint().toString();
    }

    private static <K> K configured(String property, String value, Function<String, K> read) {
        try {
            return read.apply(value);
        } catch (IllegalArgumentException e) {
            String problem = e.getMessage();
            throw new InvalidConfigurationException(property, problem == null ? "is not valid" : problem);
        }
    }
}
