package io.dapp.system.node;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.Connection;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.WebsocketServerSpec;

/** The proxy's listening side: HTTP and WebSocket on one loopback port, which can go away and come back. */
final class ProxyServer implements AutoCloseable {
    private static final int LARGEST_FRAME = 64 * 1024 * 1024;
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(5);

    private final int port;
    private final Exchange exchange;
    private final Upstream upstream;
    private final HeadLag lag;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final Scheduler scheduler = Schedulers.fromExecutorService(executor);
    private final Set<Channel> connections = ConcurrentHashMap.newKeySet();
    private volatile boolean closesConnections;
    private @Nullable DisposableServer server;

    ProxyServer(int port, Exchange exchange, Upstream upstream, HeadLag lag) {
        this.port = port;
        this.exchange = exchange;
        this.upstream = upstream;
        this.lag = lag;
    }

    int port() {
        return port;
    }

    synchronized void listen() {
        closesConnections = false;
        if (server == null) {
            server = HttpServer.create()
                    .host("127.0.0.1")
                    .port(port)
                    .doOnChannelInit((observer, channel, address) -> opened(channel))
                    .handle(this::handle)
                    .bindNow();
        }
    }

    /** Connections are refused from now on and those that are open end. */
    synchronized void refuse() {
        if (server != null) {
            server.disposeNow(STOPS_WITHIN);
            server = null;
        }
        cut();
    }

    /** Connections are taken and closed at once. */
    void takeAndClose() {
        closesConnections = true;
        cut();
    }

    private void cut() {
        for (Channel channel : connections) {
            var _ = channel.close();
        }
    }

    /** The channel, not one exchange on it: a connection that is kept alive has to end too. */
    private void opened(Channel channel) {
        if (closesConnections) {
            var _ = channel.close();
            return;
        }
        connections.add(channel);
        var _ = channel.closeFuture().addListener(closed -> connections.remove(channel));
    }

    private Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
        return request.requestHeaders().contains(HttpHeaderNames.UPGRADE, "websocket", true)
                ? webSocket(response)
                : http(request, response);
    }

    private Publisher<Void> http(HttpServerRequest request, HttpServerResponse response) {
        return request.receive()
                .aggregate()
                .asString()
                .publishOn(scheduler)
                .map(text -> exchange.handle(RpcCall.JSON.readTree(text), upstream::forward))
                .flatMap(reply -> Mono.from(send(reply, response)));
    }

    private static Publisher<Void> send(Reply reply, HttpServerResponse response) {
        return switch (reply) {
            case Reply.Answer(String text) ->
                response.header(HttpHeaderNames.CONTENT_TYPE, "application/json")
                        .sendString(Mono.just(text));
            case Reply.Status(int code) -> response.status(code).send();
            case Reply.Cut cut -> {
                response.withConnection(Connection::dispose);
                yield Mono.never();
            }
        };
    }

    private Publisher<Void> webSocket(HttpServerResponse response) {
        WebsocketServerSpec spec = WebsocketServerSpec.builder()
                .maxFramePayloadLength(LARGEST_FRAME)
                .build();
        return response.sendWebsocket(
                (in, out) -> {
                    WebSocketRelay relay = new WebSocketRelay(exchange, upstream, lag, executor);
                    in.aggregateFrames(LARGEST_FRAME)
                            .receive()
                            .asString()
                            .doFinally(ended -> relay.end())
                            .subscribe(relay::inbound, lost -> relay.end());
                    return out.sendString(relay.outbound());
                },
                spec);
    }

    @Override
    public void close() {
        refuse();
        executor.shutdownNow();
    }
}
