package io.dapp.chain;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.web3j.protocol.core.BatchRequest;
import org.web3j.protocol.core.BatchResponse;
import org.web3j.protocol.core.Request;
import org.web3j.protocol.core.Response;
import org.web3j.protocol.http.HttpService;
import tools.jackson.databind.JsonNode;

/** JSON-RPC to one node: bounded in time, in concurrent calls and in the size of an answer, and counted by method. */
final class Rpc implements AutoCloseable {
    /** An answer as it came; web3j's own classes would turn some nodes' additions into errors. */
    static final class Reply extends Response<JsonNode> {
        @Nullable
        JsonNode value() {
            JsonNode result = getResult();
            return result == null || result.isNull() || result.isMissingNode() ? null : result;
        }
    }

    /** One call of a batch. */
    record Call(String method, List<?> parameters) {}

    private final String node;
    private final HttpService http;
    private final ChainSettings settings;
    private final Semaphore permits;
    private final CallBudget budget;
    private final MeterRegistry meters;
    private final Runnable onFailure;

    /** @param onFailure told when the node gave no answer at all */
    Rpc(String node, String url, ChainSettings settings, MeterRegistry meters, Runnable onFailure) {
        this.node = node;
        this.http = new HttpService(url, HttpClients.create(settings));
        this.settings = settings;
        this.permits = new Semaphore(settings.maxConcurrentCalls());
        this.budget = new CallBudget(settings.callsPerSecond());
        this.meters = meters;
        this.onFailure = onFailure;
    }

    /**
     * Calls a method.
     *
     * @return what {@code read} makes of the result, null where the result is null
     * @throws NodeErrorException when the node answers with an error
     * @throws ChainUnavailableException when it gives no usable answer in time
     */
    <T> @Nullable T call(String method, Function<JsonNode, T> read, Object... parameters) {
        Request<Object, Reply> request = new Request<>(method, Arrays.asList(parameters), http, Reply.class);
        Reply reply = timed(method, 1, request::send);
        requireNoError(method, reply);
        JsonNode value = reply.value();
        return value == null ? null : read(method, read, value);
    }

    void requireNoError(String method, Reply reply) {
        Response.Error error = reply.getError();
        if (error != null) {
            throw new NodeErrorException(node, method, error.getCode(), error.getMessage(), error.getData());
        }
    }

    /** As {@link #call}, where null is no usable answer either. */
    <T> T require(String method, Function<JsonNode, T> read, Object... parameters) {
        T value = call(method, read, parameters);
        if (value == null) {
            throw new ChainUnavailableException("node " + node + " answered " + method + " with nothing");
        }
        return value;
    }

    /**
     * Calls one method several times in one request.
     *
     * @return the replies in the order of the parameters, null where the node left one out
     */
    List<@Nullable Reply> batch(String method, List<? extends List<?>> parameters) {
        return exchange(
                method, parameters.stream().map(one -> new Call(method, one)).toList());
    }

    /** Calls different methods in one request, which is counted as the first. */
    List<@Nullable Reply> batch(List<Call> calls) {
        return exchange(calls.getFirst().method(), calls);
    }

    private List<@Nullable Reply> exchange(String name, List<Call> calls) {
        BatchRequest batch = new BatchRequest(http);
        long[] ids = new long[calls.size()];
        for (int i = 0; i < ids.length; i++) {
            Call call = calls.get(i);
            Request<Object, Reply> request =
                    new Request<>(call.method(), List.copyOf(call.parameters()), http, Reply.class);
            ids[i] = request.getId();
            batch.add(request);
        }
        BatchResponse answer = timed(name, ids.length, batch::send);
        // A node may answer the members of a batch in any order; web3j leaves them as they come.
        Map<Long, Reply> byId = new HashMap<>();
        for (Response<?> response : answer.getResponses()) {
            if (response instanceof Reply reply) {
                byId.put(reply.getId(), reply);
            }
        }
        @Nullable Reply[] replies = new @Nullable Reply[ids.length];
        for (int i = 0; i < ids.length; i++) {
            replies[i] = byId.get(ids[i]);
        }
        return Arrays.asList(replies);
    }

    <T> T read(String method, Function<JsonNode, T> read, JsonNode value) {
        try {
            return read.apply(value);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new ChainUnavailableException("node " + node + " gave an unusable answer to " + method, e);
        }
    }

    private <T> T timed(String method, int calls, Exchange<T> exchange) {
        acquire(method, calls);
        Timer.Sample sample = Timer.start(meters);
        String outcome = "failed";
        try {
            T answer = exchange.run();
            if (answer == null) {
                throw new IOException("an empty answer");
            }
            outcome = answer instanceof Response<?> single && single.hasError() ? "error" : "answered";
            return answer;
        } catch (IOException e) {
            onFailure.run();
            throw new ChainUnavailableException("node " + node + " does not answer " + method + ": " + why(e), e);
        } catch (RuntimeException e) {
            // web3j on an answer that is no JSON-RPC at all.
            onFailure.run();
            throw new ChainUnavailableException("node " + node + " gave an unusable answer to " + method, e);
        } finally {
            permits.release();
            sample.stop(meters.timer("dapp.rpc", "node", node, "method", method, "outcome", outcome));
            meters.counter("dapp.rpc.calls", "node", node, "method", method).increment(calls);
        }
    }

    private void acquire(String method, int calls) {
        try {
            if (!budget.take(calls, settings.callTimeout())) {
                throw new ChainUnavailableException(
                        "node " + node + " is not asked " + method + " now: dapp.chains.*.calls-per-second are spent");
            }
            if (!permits.tryAcquire(settings.callTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
                throw new ChainUnavailableException("too many calls wait for node " + node + ": " + method);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ChainUnavailableException("interrupted before " + method, e);
        }
    }

    private static String why(IOException e) {
        String message = e.getMessage();
        String text = message == null ? e.getClass().getSimpleName() : message;
        return text.length() > 200 ? text.substring(0, 200) : text;
    }

    @Override
    public void close() {
        try {
            http.close();
        } catch (IOException nothingToDo) {
            // It holds no connection of its own.
        }
    }

    private interface Exchange<T> {
        T run() throws IOException;
    }
}
