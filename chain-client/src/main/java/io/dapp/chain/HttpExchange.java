package io.dapp.chain;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import org.web3j.protocol.Service;

/**
 * JSON-RPC requests over HTTP: each is over by its deadline, and no longer an answer is read than its limit. One for all of a
 * kind: web3j makes each {@link Service} a mapper of its own, which learns the same classes anew.
 */
final class HttpExchange extends Service {
    /** The answer is longer than its limit. */
    static final class TooLongException extends IOException {
        @Serial
        private static final long serialVersionUID = 1;
    }

    /** One error in the place of a batch's answers. */
    static final class BatchRefusedException extends IOException {
        @Serial
        private static final long serialVersionUID = 1;

        private final transient Rpc.Reply reply;

        BatchRefusedException(Rpc.Reply reply) {
            this.reply = reply;
        }

        Rpc.Reply reply() {
            return reply;
        }
    }

    /** Of the request that the thread makes, by {@link System#nanoTime()}. */
    private static final ScopedValue<Long> DEADLINE = ScopedValue.newInstance();

    private static final MediaType JSON = MediaType.get("application/json; charset=utf-8");

    private final OkHttpClient http;
    private final String url;
    private final long limit;

    HttpExchange(OkHttpClient http, String url, long limit) {
        super(false);
        this.http = http;
        this.url = url;
        this.limit = limit;
    }

    /**
     * Makes a request by this.
     *
     * @param deadline by {@link System#nanoTime()}
     */
    <T extends @Nullable Object> T until(long deadline, ScopedValue.CallableOp<? extends T, IOException> request)
            throws IOException {
        return ScopedValue.where(DEADLINE, deadline).call(request);
    }

    @Override
    protected InputStream performIO(String request) throws IOException {
        Call call = http.newCall(new Request.Builder()
                .url(url)
                .post(RequestBody.create(request, JSON))
                .build());
        call.timeout().timeout(Math.max(1, DEADLINE.get() - System.nanoTime()), TimeUnit.NANOSECONDS);
        Response response = call.execute();
        if (!response.isSuccessful()) {
            int code = response.code();
            response.close();
            throw new IOException("HTTP status " + code);
        }
        InputStream answer = new BufferedInputStream(new Bounded(response.body().byteStream(), limit));
        if (request.startsWith("[")) {
            requireList(answer);
        }
        return answer;
    }

    private void requireList(InputStream answer) throws IOException {
        int first;
        do {
            answer.mark(1);
            first = answer.read();
        } while (Character.isWhitespace(first));
        answer.reset();
        if (first == '{') {
            try (answer) {
                throw new BatchRefusedException(objectMapper.readValue(answer, Rpc.Reply.class));
            }
        }
    }

    @Override
    public void close() {
        // The client is the node's.
    }

    private static final class Bounded extends FilterInputStream {
        private final long limit;
        private long read;

        Bounded(InputStream in, long limit) {
            super(in);
            this.limit = limit;
        }

        @Override
        public int read() throws IOException {
            int one = super.read();
            count(one < 0 ? 0 : 1);
            return one;
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            int count = super.read(to, offset, length);
            count(Math.max(0, count));
            return count;
        }

        private void count(int more) throws IOException {
            read += more;
            if (read > limit) {
                throw new TooLongException();
            }
        }
    }
}
