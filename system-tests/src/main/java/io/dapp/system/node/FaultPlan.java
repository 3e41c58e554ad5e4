package io.dapp.system.node;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;

/** Says which calls a fault takes, then what it does to them: the last call puts it in force. */
public final class FaultPlan {
    private final Consumer<Fault> register;
    private final Predicate<RpcCall> matches;
    private final long from;
    private final long to;

    FaultPlan(Consumer<Fault> register, Predicate<RpcCall> matches) {
        this(register, matches, 1, Long.MAX_VALUE);
    }

    private FaultPlan(Consumer<Fault> register, Predicate<RpcCall> matches, long from, long to) {
        this.register = register;
        this.matches = matches;
        this.from = from;
        this.to = to;
    }

    /** Only calls that also satisfy this. */
    public FaultPlan where(Predicate<RpcCall> condition) {
        return new FaultPlan(register, matches.and(condition), from, to);
    }

    /** Only the {@code n}th matching call from now, counted from 1. */
    public FaultPlan nth(long n) {
        return new FaultPlan(register, matches, n, n);
    }

    /** Only the next {@code n} matching calls. */
    public FaultPlan first(long n) {
        return new FaultPlan(register, matches, 1, n);
    }

    /** All matching calls but the next {@code n}. */
    public FaultPlan after(long n) {
        return new FaultPlan(register, matches, n + 1, Long.MAX_VALUE);
    }

    /** Forwards them later. */
    public Fault delay(Duration by) {
        return put(new Effect.Delay(by));
    }

    /** Keeps them from the node until {@link Fault#release()}. */
    public Fault hold() {
        return put(new Effect.Hold());
    }

    /** Forwards them, but keeps the node's answers until {@link Fault#release()}. */
    public Fault holdAnswer() {
        return put(new Effect.HoldAnswer());
    }

    /** Answers with an error in the node's place. */
    public Fault fail(int code, String message) {
        return put(new Effect.RpcError(code, message));
    }

    /** Ends the HTTP exchange with this status, without forwarding. */
    public Fault failHttp(int status) {
        return put(new Effect.HttpError(status));
    }

    /** Cuts the connection before anything of the message is forwarded. */
    public Fault dropCall() {
        return put(new Effect.DropCall());
    }

    /** Forwards the message and cuts the connection in place of the answer. */
    public Fault dropAnswer() {
        return put(new Effect.DropAnswer());
    }

    /** Answers null although the node knows better. */
    public Fault answerNull() {
        return change(result -> NullNode.getInstance());
    }

    /** Changes the node's result. */
    public Fault change(UnaryOperator<JsonNode> change) {
        return put(new Effect.Lie(change));
    }

    private Fault put(Effect effect) {
        Fault fault = new Fault(matches, from, to, effect);
        register.accept(fault);
        return fault;
    }
}
