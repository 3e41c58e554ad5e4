package io.dapp.system.chart;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A place in a YAML document; where there is nothing, an empty one. */
record Node(@Nullable Object value) {
    Node at(String... path) {
        Node here = this;
        for (String key : path) {
            here = here.value instanceof Map<?, ?> map ? new Node(map.get(key)) : new Node(null);
        }
        return here;
    }

    boolean present() {
        return value != null;
    }

    boolean is(@Nullable Object expected) {
        return value != null && value.equals(expected);
    }

    /** As it is written; empty where there is nothing. */
    String text() {
        return value == null ? "" : value.toString();
    }

    /** Zero where there is no number. */
    long number() {
        return value instanceof Number number ? number.longValue() : 0;
    }

    List<Node> items() {
        return value instanceof List<?> list
                ? list.stream().<Node>map(Node::new).toList()
                : List.of();
    }

    Set<String> keys() {
        return map().keySet();
    }

    /** Whether all of these labels are among mine. */
    boolean has(Node labels) {
        return labels.present() && map().entrySet().containsAll(labels.map().entrySet());
    }

    /** What is written here, for reading and for breaking it; an empty one where this is no map. */
    @SuppressWarnings("unchecked")
    Map<String, Object> map() {
        return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }

    @SuppressWarnings("unchecked")
    List<Object> list() {
        return value instanceof List<?> list ? (List<Object>) list : List.of();
    }
}
