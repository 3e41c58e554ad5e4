package io.dapp.chain;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;

/** HTTP to nodes with every wait bounded. */
final class HttpClients {
    private HttpClients() {}

    /** Each call has its own time-out besides, see {@link HttpExchange}. */
    static OkHttpClient create(ChainSettings settings) {
        return new OkHttpClient.Builder()
                .connectTimeout(settings.connectTimeout())
                .readTimeout(settings.callTimeout())
                .writeTimeout(settings.callTimeout())
                .connectionPool(new ConnectionPool(
                        settings.maxConcurrentCalls() + settings.maxCallerCalls() + 1, 1, TimeUnit.MINUTES))
                .followRedirects(false)
                .build();
    }

    /** For a subscription: it stays open as long as the node answers pings. */
    static OkHttpClient createForSubscription(ChainSettings settings) {
        return new OkHttpClient.Builder()
                .connectTimeout(settings.connectTimeout())
                .readTimeout(Duration.ZERO)
                .pingInterval(settings.callTimeout())
                .build();
    }
}
