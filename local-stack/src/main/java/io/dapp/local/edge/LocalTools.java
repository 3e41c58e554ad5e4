package io.dapp.local.edge;

import io.dapp.local.infra.InfrastructureException;
import io.dapp.local.infra.JsonRpc;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import java.math.BigInteger;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;

/** {@code /local}: money, blocks and reorgs for whoever develops on this machine. */
final class LocalTools implements HttpHandler {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final BigInteger TEN_ETHER = BigInteger.TEN.pow(19);
    private static final BigInteger MOST = BigInteger.TEN.pow(24);
    private static final int MOST_BLOCKS = 1_000;

    private final LocalChain chain;

    LocalTools(LocalChain chain) {
        this.chain = chain;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        try {
            switch (exchange.getRequestPath()) {
                case "/local/faucet" -> answer(exchange, faucet(input(exchange, Set.of("address", "amount"))));
                case "/local/chain/mine" -> answer(exchange, mine(input(exchange, Set.of("blocks"))));
                case "/local/chain/reorg" -> answer(exchange, reorg(input(exchange, Set.of("depth"))));
                default ->
                    Problems.send(exchange, 404, "not_found", "Not found", "There is no local tool at this path.");
            }
        } catch (InvalidInputException e) {
            Problems.send(exchange, 400, "invalid_request", "Invalid request", message(e));
        } catch (UnsuitableRequestException e) {
            Problems.send(exchange, e.status(), e.code(), e.title(), message(e));
        } catch (JsonRpc.NodeRefusedException e) {
            Problems.send(exchange, 400, "invalid_request", "Invalid request", "The EVM node refuses: " + message(e));
        } catch (InfrastructureException e) {
            Problems.send(exchange, 503, "chain_unavailable", "Chain unavailable", message(e));
        }
    }

    private Map<String, Object> faucet(ToolInput input) {
        String amount = input.optionalText("amount");
        BigInteger wei = amount == null ? TEN_ETHER : wei(amount);
        return Map.of("hash", chain.pay(input.text("address"), wei));
    }

    private Map<String, Object> mine(ToolInput input) {
        return Map.of("head", chain.mine(input.number("blocks", 1, MOST_BLOCKS)));
    }

    private Map<String, Object> reorg(ToolInput input) {
        int depth = input.number("depth", 1, chain.finalDepth() - 1);
        return Map.of("depth", depth, "head", chain.reorg(depth));
    }

    private static BigInteger wei(String amount) {
        if (!amount.matches("[1-9][0-9]{0,77}")) {
            throw new InvalidInputException("amount is a whole number of wei above 0, as a string.");
        }
        BigInteger wei = new BigInteger(amount);
        if (wei.compareTo(MOST) > 0) {
            throw new InvalidInputException("amount is at most " + MOST + " wei.");
        }
        return wei;
    }

    private static ToolInput input(HttpServerExchange exchange, Set<String> fields) throws Exception {
        if (!exchange.getRequestMethod().equals(Methods.POST)) {
            exchange.getResponseHeaders().put(Headers.ALLOW, "POST");
            throw new UnsuitableRequestException(
                    405, "method_not_allowed", "Method not allowed", "This tool takes POST.");
        }
        String type = exchange.getRequestHeaders().getFirst(Headers.CONTENT_TYPE);
        // A foreign page can post forms and plain text from a browser without asking, but not JSON.
        if (type == null || !type.split(";", 2)[0].strip().equalsIgnoreCase("application/json")) {
            throw new UnsuitableRequestException(
                    415, "unsupported_media_type", "Unsupported media type", "This tool takes application/json.");
        }
        return ToolInput.parse(exchange.getInputStream().readAllBytes(), fields);
    }

    private static void answer(HttpServerExchange exchange, Map<String, Object> body) {
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
        exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, "no-store");
        exchange.getResponseSender().send(JSON.writeValueAsString(body));
    }

    private static String message(RuntimeException e) {
        return String.valueOf(e.getMessage());
    }
}
