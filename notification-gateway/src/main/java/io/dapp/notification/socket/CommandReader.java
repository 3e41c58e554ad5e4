package io.dapp.notification.socket;

import io.dapp.notification.stream.Position;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads one line of a client's frame. Fields the protocol does not know are ignored, methods are not. */
final class CommandReader {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private CommandReader() {}

    static Command read(String line) {
        JsonNode node = parse(line);
        if (node.isEmpty()) {
            return new Command.Pong();
        }
        if (method(node, "send") != null) {
            return new Command.Send();
        }
        long id = id(node);
        JsonNode body;
        if ((body = method(node, "connect")) != null) {
            return new Command.Connect(id, text(body, "token"), positions(body.get("subs")));
        }
        if ((body = method(node, "subscribe")) != null) {
            return new Command.Subscribe(id, channel(body), flag(body, "recover") ? position(body) : null);
        }
        if ((body = method(node, "unsubscribe")) != null) {
            return new Command.Unsubscribe(id, channel(body));
        }
        if ((body = method(node, "history")) != null) {
            JsonNode since = present(body, "since");
            return new Command.History(
                    id,
                    channel(body),
                    (int) number(body, "limit", Integer.MIN_VALUE, Integer.MAX_VALUE),
                    since == null ? null : position(object(since)),
                    flag(body, "reverse"));
        }
        if ((body = method(node, "refresh")) != null) {
            return new Command.Refresh(id, text(body, "token"));
        }
        if ((body = method(node, "publish")) != null) {
            return new Command.Publish(id, channel(body));
        }
        if (method(node, "ping") != null) {
            return new Command.Ping(id);
        }
        for (String name : new String[] {"rpc", "presence", "presence_stats", "sub_refresh"}) {
            if (method(node, name) != null) {
                return new Command.NotOffered(id);
            }
        }
        throw new BadCommandException("no method");
    }

    private static JsonNode parse(String line) {
        try {
            return object(JSON.readTree(line));
        } catch (JacksonException e) {
            throw new BadCommandException("not JSON");
        }
    }

    private static long id(JsonNode node) {
        long id = number(node, "id", 0, 0xffff_ffffL);
        if (id == 0) {
            throw new BadCommandException("no id");
        }
        return id;
    }

    private static @Nullable JsonNode method(JsonNode node, String name) {
        JsonNode body = present(node, name);
        return body == null ? null : object(body);
    }

    private static Map<String, Position> positions(@Nullable JsonNode subs) {
        if (subs == null || subs.isNull()) {
            return Map.of();
        }
        var positions = new HashMap<String, Position>();
        object(subs).properties().forEach(entry -> {
            if (flag(object(entry.getValue()), "recover")) {
                positions.put(entry.getKey(), position(entry.getValue()));
            }
        });
        return positions;
    }

    private static Position position(JsonNode node) {
        return new Position(text(node, "epoch"), number(node, "offset", 0, Long.MAX_VALUE));
    }

    private static String channel(JsonNode body) {
        String channel = text(body, "channel");
        if (channel.isEmpty()) {
            throw new BadCommandException("no channel");
        }
        return channel;
    }

    private static String text(JsonNode node, String field) {
        JsonNode value = present(node, field);
        if (value == null) {
            return "";
        }
        if (!value.isString()) {
            throw new BadCommandException(field + " is no string");
        }
        return value.stringValue();
    }

    private static boolean flag(JsonNode node, String field) {
        JsonNode value = present(node, field);
        if (value != null && !value.isBoolean()) {
            throw new BadCommandException(field + " is no boolean");
        }
        return value != null && value.booleanValue();
    }

    private static long number(JsonNode node, String field, long least, long most) {
        JsonNode value = present(node, field);
        if (value == null) {
            return 0;
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw new BadCommandException(field + " is no integer");
        }
        long number = value.longValue();
        if (number < least || number > most) {
            throw new BadCommandException(field + " is out of range");
        }
        return number;
    }

    private static @Nullable JsonNode present(JsonNode node, String field) {
        JsonNode value = node.get(field);
        return value == null || value.isNull() ? null : value;
    }

    private static JsonNode object(JsonNode node) {
        if (!node.isObject()) {
            throw new BadCommandException("not an object");
        }
        return node;
    }
}
