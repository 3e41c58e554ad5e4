package io.dapp.system.node;

import io.dapp.local.infra.Ports;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * A JSON-RPC proxy on a free loopback port in front of an EVM node that fails as it is told to. HTTP (single calls and
 * batches) and WebSocket (subscriptions too) are on one port, as with the node. Told nothing, it only counts.
 *
 * {@snippet :
 * try (var proxy = JsonRpcFaultProxy.before(node.httpUrl(), node.wsUrl())) {
 *     Fault held = proxy.on("eth_sendRawTransaction").first(1).hold();
 *     // ... submit; the payment is committed when the first send arrives:
 *     held.awaitHits(1, Duration.ofSeconds(10));
 *     // ... kill the service; what it was about to send never reaches the node:
 *     held.discard();
 * }
 * }
 */
public final class JsonRpcFaultProxy implements AutoCloseable {
    private final Upstream upstream;
    private final HeadWatch heads;
    private final HeadLag lag;
    private final NodeView view;
    private final CallLog log;
    private final Exchange exchange;
    private final ProxyServer server;

    private JsonRpcFaultProxy(Upstream upstream) {
        this.upstream = upstream;
        this.lag = new HeadLag(upstream);
        this.view = new NodeView(lag);
        this.heads = new HeadWatch(upstream, head -> {
            NodePool pool = view.pool();
            if (pool != null) {
                pool.newHead();
            }
        });
        this.log = new CallLog(heads::head);
        this.exchange = new Exchange(log, view);
        this.server = new ProxyServer(Ports.free(), exchange, upstream, lag);
        server.listen();
    }

    /** Starts one before the node at these addresses. */
    public static JsonRpcFaultProxy before(URI http, URI webSocket) {
        return new JsonRpcFaultProxy(new Upstream(http, webSocket));
    }

    public URI httpUrl() {
        return URI.create("http://127.0.0.1:" + server.port());
    }

    public URI wsUrl() {
        return URI.create("ws://127.0.0.1:" + server.port());
    }

    /** What arrived. */
    public CallLog calls() {
        return log;
    }

    /** Begins a fault of calls of {@code method}. */
    public FaultPlan on(String method) {
        return new FaultPlan(exchange::add, call -> call.method().equals(method));
    }

    /** Begins a fault of the sending of {@code address}'s transactions. */
    public FaultPlan sendsOf(String address) {
        return on("eth_sendRawTransaction").where(call -> {
            String raw = call.text(0);
            return raw != null && SignedTransaction.decode(raw).from().equalsIgnoreCase(address);
        });
    }

    /** Begins a fault of all calls. */
    public FaultPlan onAny() {
        return new FaultPlan(exchange::add, call -> true);
    }

    /** The node's head lies {@code blocks} behind in every answer and notification; 0: no longer. */
    public void lagBehind(long blocks) {
        lag.set(blocks);
    }

    /** Subscriptions stay open but tell of no new head while {@code silent}. */
    public void silenceHeads(boolean silent) {
        lag.silence(silent);
    }

    /** Notifications of heads that {@link #silenceHeads} has kept from subscribers. */
    public long headsKeptBack() {
        return lag.keptBack();
    }

    /** The node says it is of another chain; null: tells the truth again. */
    public void claimChain(@Nullable Long chainId) {
        view.claimChain(chainId);
    }

    /** The members of a batch are run last to first, which JSON-RPC allows a node; the answers stay in order. */
    public void runBatchesBackwards(boolean backwards) {
        exchange.reverseBatches(backwards);
    }

    /** From now on the node takes transactions as geth's pool does; see {@link NodePool}. */
    public NodePool behaveLikeGeth() {
        return behaveLike(PoolRules.Client.GETH);
    }

    /** From now on the node takes transactions as reth's pool does; see {@link NodePool}. */
    public NodePool behaveLikeReth() {
        return behaveLike(PoolRules.Client.RETH);
    }

    /** From now on the node takes transactions as this client's pool does by default. */
    public NodePool behaveLike(PoolRules.Client client) {
        NodePool pool = new NodePool(upstream, client.rules());
        view.use(pool);
        return pool;
    }

    /** From now on the node takes transactions as it does by itself. */
    public void behaveLikeItself() {
        view.use(null);
    }

    /** The node is away: connections are refused, open ones end. */
    public void refuseConnections() {
        server.refuse();
    }

    /** The node is away behind a balancer: connections are taken and closed at once, open ones end. */
    public void closeConnections() {
        server.takeAndClose();
    }

    /** The node is back, on the same port. */
    public void comeBack() {
        server.listen();
    }

    /** Ends every fault, releases what is held, and lets the node be what it is; the pool's rules stay. */
    public void heal() {
        exchange.end(true);
        lag.set(0);
        lag.silence(false);
        view.claimChain(null);
        exchange.reverseBatches(false);
        comeBack();
    }

    @Override
    public void close() {
        exchange.end(false);
        server.close();
        heads.close();
        upstream.close();
    }
}
