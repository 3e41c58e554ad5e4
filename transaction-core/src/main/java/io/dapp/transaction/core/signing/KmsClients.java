package io.dapp.transaction.core.signing;

import java.util.Objects;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;

/** Makes the SDK's client with every wait and repetition bounded. */
final class KmsClients {
    private KmsClients() {}

    static KmsClient client(KmsSettings settings) {
        return KmsClient.builder()
                .region(Region.of(Objects.requireNonNull(settings.region())))
                .endpointOverride(settings.endpoint())
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(settings.callTimeout())
                        .socketTimeout(settings.callTimeout()))
                .overrideConfiguration(override -> override.apiCallAttemptTimeout(settings.callTimeout())
                        .apiCallTimeout(settings.within())
                        .retryStrategy(retries -> retries.maxAttempts(settings.attempts())))
                .build();
    }
}
