package io.dapp.system.node;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** Takes a message, single or batch, through the faults in force to the node and back. */
final class Exchange {
    private final List<Fault> faults = new CopyOnWriteArrayList<>();
    private final CallLog log;
    private final NodeView view;
    private volatile boolean reversed;

    Exchange(CallLog log, NodeView view) {
        this.log = log;
        this.view = view;
    }

    void add(Fault fault) {
        faults.add(fault);
    }

    void reverseBatches(boolean reverse) {
        reversed = reverse;
    }

    /** Lets everything that is held go on, or drops it. */
    void end(boolean release) {
        faults.forEach(release ? Fault::release : Fault::discard);
        faults.clear();
    }

    Reply handle(JsonNode message, Function<JsonNode, JsonNode> node) {
        List<RpcCall> calls =
                message.isArray() ? message.valueStream().map(RpcCall::of).toList() : List.of(RpcCall.of(message));
        log.arrived(calls);
        List<Step> steps = calls.stream().map(this::plan).toList();
        Reply refused = beforeForwarding(steps);
        if (refused != null) {
            return refused;
        }
        try {
            JsonNode answer = answer(message, steps, node);
            return afterForwarding(steps) ? new Reply.Answer(answer.toString()) : new Reply.Cut();
        } catch (UncheckedIOException nodeAway) {
            return new Reply.Cut();
        }
    }

    private Step plan(RpcCall call) {
        for (Fault fault : faults) {
            if (fault.takes(call)) {
                return new Step(call, fault);
            }
        }
        return new Step(call, null);
    }

    private static @Nullable Reply beforeForwarding(List<Step> steps) {
        for (Step step : steps) {
            Fault fault = step.fault;
            if (fault == null) {
                continue;
            }
            if (fault.effect() instanceof Effect.HttpError(int status)) {
                return new Reply.Status(status);
            }
            boolean goesOn = switch (fault.effect()) {
                case Effect.Delay(Duration by) -> fault.awaitReleaseOr(by);
                case Effect.Hold hold -> fault.awaitRelease();
                case Effect.DropCall drop -> false;
                default -> true;
            };
            if (!goesOn) {
                return new Reply.Cut();
            }
        }
        return null;
    }

    private static boolean afterForwarding(List<Step> steps) {
        boolean answers = true;
        for (Step step : steps) {
            if (step.fault != null) {
                answers &= switch (step.fault.effect()) {
                    case Effect.HoldAnswer hold -> step.fault.awaitRelease();
                    case Effect.DropAnswer drop -> false;
                    default -> true;
                };
            }
        }
        return answers;
    }

    private JsonNode answer(JsonNode message, List<Step> steps, Function<JsonNode, JsonNode> node) {
        if (!message.isArray()) {
            return answer(steps.getFirst(), node);
        }
        if (!reversed && steps.stream().noneMatch(step -> step.fault != null || view.changes(step.call))) {
            return node.apply(message);
        }
        List<JsonNode> answers = new ArrayList<>();
        for (Step step : reversed ? steps.reversed() : steps) {
            answers.add(answer(step, node));
        }
        ArrayNode batch = RpcCall.JSON.createArrayNode();
        batch.addAll(reversed ? answers.reversed() : answers);
        return batch;
    }

    private JsonNode answer(Step step, Function<JsonNode, JsonNode> node) {
        Effect effect = step.fault == null ? null : step.fault.effect();
        if (effect instanceof Effect.RpcError(int code, String text)) {
            return step.call.error(code, text);
        }
        JsonNode answer = view.changes(step.call) ? view.answer(step.call) : node.apply(step.call.whole());
        if (effect instanceof Effect.Lie(var change) && answer.has("result")) {
            return step.call.answer(change.apply(answer.get("result")));
        }
        return answer;
    }

    private record Step(RpcCall call, @Nullable Fault fault) {}
}
