package io.dapp.chain;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;
import org.web3j.protocol.core.BatchRequest;
import org.web3j.protocol.core.BatchResponse;
import org.web3j.protocol.core.Request;
import org.web3j.protocol.core.Response;
import tools.jackson.databind.JsonNode;

/** JSON-RPC to one node: within the bounds of a lane, and counted by method. */
final class Rpc {
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
    private final HttpExchange http;
    private final Lane lane;
    private final MeterRegistry meters;

    Rpc(String node, String url, OkHttpClient http, Lane lane, MeterRegistry meters) {
        this.node = node;
        this.http = new HttpExchange(http, url, lane.answerBytes());
        this.lane = lane;
        this.meters = meters;
    }

    /**
     * Calls a method.
     *
     * @return what {@code read} makes of the result, null where the result is null
     * @throws NodeErrorException when the node answers with an error
     * @throws ChainUnavailableException when it gives no usable answer in time
     */
    <T> @Nullable T call(String method, Function<JsonNode, T> read, Object... parameters) {
        Reply reply = timed(
                List.of(method),
                exchange -> new Request<>(method, Arrays.asList(parameters), exchange, Reply.class).send());
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

    /**
     * What a member of a batch was answered with; null where the result is null. One that is left out, or answered with an
     * error, is no null: that something is not there is said by a result only.
     *
     * @throws NodeErrorException when the node answers with an error
     * @throws ChainUnavailableException when it left the member out
     */
    @Nullable
    JsonNode member(String method, @Nullable Reply reply) {
        if (reply == null) {
            throw new ChainUnavailableException("node " + node + " left out an answer of a batch of " + method);
        }
        requireNoError(method, reply);
        return reply.value();
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
        return batch(parameters.stream().map(one -> new Call(method, one)).toList());
    }

    /** Calls different methods in one request, which is timed as the first; each call is counted as its own. */
    List<@Nullable Reply> batch(List<Call> calls) {
        long[] ids = new long[calls.size()];
        BatchResponse answer = timed(calls.stream().map(Call::method).toList(), exchange -> {
            BatchRequest batch = new BatchRequest(exchange);
            for (int i = 0; i < ids.length; i++) {
                Call call = calls.get(i);
                Request<Object, Reply> request =
                        new Request<>(call.method(), List.copyOf(call.parameters()), exchange, Reply.class);
                ids[i] = request.getId();
                batch.add(request);
            }
            return batch.send();
        });
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

    private <T> T timed(List<String> methods, Asked<T> asked) {
        String method = methods.getFirst();
        long deadline = lane.enter(node, method, methods.size());
        Timer.Sample sample = Timer.start(meters);
        String outcome = "failed";
        try {
            T answer = http.until(deadline, () -> asked.by(http));
            if (answer == null) {
                throw new IOException("an empty answer");
            }
            outcome = hasError(answer) ? "error" : "answered";
            lane.outcomes().answered();
            return answer;
        } catch (IOException | RuntimeException e) {
            RuntimeException refused = refusal(method, e);
            if (refused != null) {
                outcome = "error";
                lane.outcomes().answered();
                throw refused;
            }
            lane.outcomes().failed();
            throw new ChainUnavailableException("node " + node + " does not answer " + method + ": " + why(e), e);
        } finally {
            lane.permits().release();
            sample.stop(meters.timer("dapp.rpc", "node", node, "method", method, "outcome", outcome));
            methods.stream()
                    .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()))
                    .forEach((each, calls) -> meters.counter("dapp.rpc.calls", "node", node, "method", each)
                            .increment(calls));
        }
    }

    private static boolean hasError(Object answer) {
        return answer instanceof BatchResponse batch
                ? batch.getResponses().stream().anyMatch(Response::hasError)
                : answer instanceof Response<?> single && single.hasError();
    }

    /** What it answered, where it did; Jackson wraps what it meets while it reads. */
    private @Nullable RuntimeException refusal(String method, Exception e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof HttpExchange.TooLongException) {
                return NodeErrorException.tooLong(node, method, lane.answerBytes());
            }
            Response.Error error = cause instanceof HttpExchange.BatchRefusedException batch
                    ? batch.reply().getError()
                    : null;
            if (error != null) {
                return new NodeErrorException(node, method, error.getCode(), error.getMessage(), error.getData());
            }
        }
        return null;
    }

    private static String why(Exception e) {
        String message = e instanceof IOException ? e.getMessage() : "no JSON-RPC";
        String text = message == null ? e.getClass().getSimpleName() : message;
        return text.length() > 200 ? text.substring(0, 200) : text;
    }

    private interface Asked<T> {
        @Nullable
        T by(HttpExchange exchange) throws IOException;
    }
}
