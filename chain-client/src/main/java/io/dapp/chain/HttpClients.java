package io.dapp.chain;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.ForwardingSource;
import okio.Okio;
import okio.Source;

/** HTTP to nodes with every wait bounded. */
final class HttpClients {
    private HttpClients() {}

    static OkHttpClient create(ChainSettings settings) {
        return new OkHttpClient.Builder()
                .callTimeout(settings.callTimeout())
                .connectTimeout(settings.connectTimeout())
                .readTimeout(settings.callTimeout())
                .writeTimeout(settings.callTimeout())
                .connectionPool(new ConnectionPool(settings.maxConcurrentCalls(), 1, TimeUnit.MINUTES))
                .followRedirects(false)
                .addInterceptor(chain -> bounded(chain.proceed(chain.request()), settings.maxResponseBytes()))
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

    private static Response bounded(Response response, long limit) {
        ResponseBody body = response.body();
        if (body == null) {
            return response;
        }
        Source source = new ForwardingSource(body.source()) {
            private long read;

            @Override
            public long read(Buffer sink, long byteCount) throws IOException {
                long count = super.read(sink, byteCount);
                read += Math.max(count, 0);
                if (read > limit) {
                    throw new IOException("an answer longer than " + limit + " bytes");
                }
                return count;
            }
        };
        return response.newBuilder()
                .body(ResponseBody.create(Okio.buffer(source), body.contentType(), body.contentLength()))
                .build();
    }
}
