package io.dapp.chain;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which logs are asked for: those of any of these contracts whose first topic is any of these. */
public record LogFilter(Set<Address> addresses, Set<LogTopic> topics) {
    public LogFilter {
        addresses = Set.copyOf(addresses);
        topics = Set.copyOf(topics);
    }

    /** Whether nothing is asked for. */
    public boolean isEmpty() {
        return addresses.isEmpty() || topics.isEmpty();
    }

    boolean takes(Log log) {
        return !log.topics().isEmpty() && topics.contains(log.topics().getFirst()) && addresses.contains(log.address());
    }

    boolean possibleIn(LogsBloom bloom) {
        return addresses.stream().anyMatch(address -> bloom.mayHold(address.bytes()))
                && topics.stream().anyMatch(topic -> bloom.mayHold(topic.bytes()));
    }

    /**
     * As a node is asked.
     *
     * @param atMost addresses, and topics, that are listed; with more the question is not narrowed by them
     */
    Map<String, Object> narrowing(int atMost) {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (addresses.size() <= atMost) {
            fields.put(
                    "address",
                    addresses.stream().map(Address::toString).sorted().toList());
        }
        if (topics.size() <= atMost) {
            fields.put(
                    "topics",
                    List.of(topics.stream().map(LogTopic::toString).sorted().toList()));
        }
        return fields;
    }
}
