package io.dapp.notification.socket;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.reactivestreams.Publisher;
import org.springframework.boot.reactor.netty.NettyRouteProvider;
import org.springframework.stereotype.Component;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerRoutes;
import reactor.netty.http.server.WebsocketServerSpec;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;

/** Puts the WebSocket beside whatever else the server answers, on Reactor Netty itself: connections have to be small. */
@Component
class SocketRoute implements NettyRouteProvider {
    static final String PATH = "/connection/websocket";
    private static final String SUBPROTOCOL = "centrifuge-json";
    static final String VERSION = "0.1.0";

    private final SocketServices services;
    private final WebsocketServerSpec plain;
    private final WebsocketServerSpec withSubprotocol;
    private final Set<Conversation> conversations = ConcurrentHashMap.newKeySet();
    private volatile boolean closing;

    SocketRoute(SocketServices services) {
        this.services = services;
        this.plain = spec().build();
        this.withSubprotocol = spec().protocols(SUBPROTOCOL).build();
    }

    private WebsocketServerSpec.Builder spec() {
        // Larger than what is taken: the codec would cut the connection before the client reads why.
        return WebsocketServerSpec.builder()
                .maxFramePayloadLength(4 * services.settings().maxFrame());
    }

    @Override
    public HttpServerRoutes apply(HttpServerRoutes routes) {
        return routes.get(PATH, this::upgrade);
    }

    private Publisher<Void> upgrade(HttpServerRequest request, HttpServerResponse response) {
        if (!request.requestHeaders().containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)) {
            return response.status(HttpResponseStatus.UPGRADE_REQUIRED)
                    .header(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
                    .send();
        }
        if (closing || services.metrics().connections() >= services.settings().maxConnections()) {
            return response.status(HttpResponseStatus.SERVICE_UNAVAILABLE)
                    .header(HttpHeaderNames.RETRY_AFTER, "1")
                    .send();
        }
        // Reactor Netty never calls the handler where it was told a subprotocol and the client offers none of it.
        boolean offered =
                request.requestHeaders().containsValue(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, SUBPROTOCOL, true);
        return response.sendWebsocket(this::open, offered ? withSubprotocol : plain);
    }

    private Publisher<Void> open(WebsocketInbound inbound, WebsocketOutbound outbound) {
        inbound.withConnection(connection -> {
            var wire = new Wire(connection.channel(), services.settings(), services.metrics());
            connection.addHandlerLast("dapp.wire", wire);
            var conversation = new Conversation(wire, services);
            conversations.add(conversation);
            services.metrics().opened();
            connection.channel().closeFuture().addListener(closed -> {
                conversations.remove(conversation);
                services.metrics().gone();
                conversation.gone();
            });
            inbound.receiveFrames().subscribe(conversation.inlet());
            if (closing) {
                conversation.shutDown();
            }
        });
        return outbound.neverComplete();
    }

    Set<Conversation> conversations() {
        return conversations;
    }

    /** Lets nobody in any more. */
    void close() {
        closing = true;
    }
}
