package io.dapp.local.command;

import io.dapp.local.infra.InfrastructureException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The edge's local tools from the command line. */
public final class ToolCommand {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final URI edge;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    public ToolCommand(URI edge) {
        this.edge = edge;
    }

    public String run(String command, List<String> arguments) {
        return switch (command) {
            case "faucet" -> {
                JsonNode answer = post("/local/faucet", faucet(arguments));
                yield "Sent, in transaction " + answer.path("hash").asString();
            }
            case "mine" -> {
                JsonNode answer = post(
                        "/local/chain/mine",
                        Map.of("blocks", arguments.isEmpty() ? 1 : number(only(arguments, "a number of blocks"))));
                yield "The head is block " + answer.path("head").asLong();
            }
            case "reorg" -> {
                JsonNode answer =
                        post("/local/chain/reorg", Map.of("depth", number(only(arguments, "a depth in blocks"))));
                yield "Replaced " + answer.path("depth").asInt() + " blocks; the head is block "
                        + answer.path("head").asLong();
            }
            case "mail" ->
                send(HttpRequest.newBuilder(edge.resolve("/local/mail/messages")))
                        .toPrettyString();
            default -> throw new InfrastructureException("unknown command; see ./dapp --help");
        };
    }

    private static Map<String, Object> faucet(List<String> arguments) {
        return switch (arguments.size()) {
            case 1 -> Map.of("address", arguments.getFirst());
            case 2 -> Map.of("address", arguments.getFirst(), "amount", arguments.getLast());
            default -> throw new InfrastructureException("faucet takes an address and, if you like, an amount in wei");
        };
    }

    private static String only(List<String> arguments, String what) {
        if (arguments.size() != 1) {
            throw new InfrastructureException("takes " + what);
        }
        return arguments.getFirst();
    }

    private static int number(String text) {
        if (!text.matches("[0-9]{1,9}")) {
            throw new InfrastructureException(text + " is not a whole number");
        }
        return Integer.parseInt(text);
    }

    private JsonNode post(String path, Map<String, Object> body) {
        return send(HttpRequest.newBuilder(edge.resolve(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body))));
    }

    private JsonNode send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response =
                    http.send(request.timeout(Duration.ofSeconds(60)).build(), HttpResponse.BodyHandlers.ofString());
            JsonNode answer = JSON.readTree(response.body());
            if (response.statusCode() != 200) {
                throw new InfrastructureException(answer.path("detail").asString("status " + response.statusCode()));
            }
            return answer;
        } catch (IOException e) {
            throw new InfrastructureException(
                    "the edge at " + edge + " does not answer; ./dapp up starts the platform", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InfrastructureException("interrupted", e);
        }
    }
}
