package io.dapp.notification.delivery;

import io.dapp.notification.stream.Position;
import io.dapp.notification.stream.Publication;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Who is connected to this pod. */
@Component
public class Hub {
    // Lists are immutable and replaced: most users have one connection, and readers take no lock.
    private final Map<UUID, List<Receiver>> byUser = new ConcurrentHashMap<>();
    private final Map<String, Set<Receiver>> byChain = new ConcurrentHashMap<>();

    public void join(Receiver receiver) {
        byUser.compute(receiver.userId(), (id, present) -> {
            if (present == null) {
                return List.of(receiver);
            }
            var all = new ArrayList<>(present);
            all.add(receiver);
            return List.copyOf(all);
        });
    }

    public void leave(Receiver receiver) {
        byUser.computeIfPresent(receiver.userId(), (id, present) -> {
            List<Receiver> rest =
                    present.stream().filter(other -> !other.equals(receiver)).toList();
            return rest.isEmpty() ? null : rest;
        });
    }

    public void watchChain(String chainId, Receiver receiver) {
        byChain.compute(chainId, (id, watchers) -> {
            Set<Receiver> all = watchers == null ? ConcurrentHashMap.newKeySet() : watchers;
            all.add(receiver);
            return all;
        });
    }

    public void unwatchChain(String chainId, Receiver receiver) {
        byChain.computeIfPresent(chainId, (id, watchers) -> {
            watchers.remove(receiver);
            return watchers.isEmpty() ? null : watchers;
        });
    }

    boolean isConnected(UUID userId) {
        return byUser.containsKey(userId);
    }

    public int connectedUsers() {
        return byUser.size();
    }

    /** Hands stored publications to their users' connections; one task per event loop. */
    void publish(List<Publication> publications) {
        var byLoop = new HashMap<EventLoop, List<Delivery>>();
        for (Publication publication : publications) {
            for (Receiver receiver : byUser.getOrDefault(publication.userId(), List.of())) {
                byLoop.computeIfAbsent(receiver.eventLoop(), loop -> new ArrayList<>())
                        .add(new Delivery(receiver, publication));
            }
        }
        byLoop.forEach((loop, deliveries) -> loop.execute(() -> deliver(deliveries)));
    }

    private static void deliver(List<Delivery> deliveries) {
        var receivers = new LinkedHashSet<Receiver>();
        for (Delivery delivery : deliveries) {
            delivery.receiver.accept(delivery.publication);
            receivers.add(delivery.receiver);
        }
        receivers.forEach(Receiver::flush);
    }

    public void push(ChainPush push) {
        onLoops(byChain.getOrDefault(push.chainId(), Set.of()), receiver -> {
            receiver.accept(push);
            receiver.flush();
        });
    }

    void discontinue(UUID userId) {
        onLoops(byUser.getOrDefault(userId, List.of()), Receiver::discontinue);
    }

    private static void onLoops(Collection<Receiver> receivers, Consumer<Receiver> action) {
        var byLoop = new LinkedHashMap<EventLoop, List<Receiver>>();
        for (Receiver receiver : receivers) {
            byLoop.computeIfAbsent(receiver.eventLoop(), loop -> new ArrayList<>())
                    .add(receiver);
        }
        byLoop.forEach((loop, group) -> loop.execute(() -> group.forEach(action)));
    }

    /** Where each connected user's hindmost connection stands. */
    Map<UUID, Position> positions() {
        return positions(byUser.keySet());
    }

    Map<UUID, Position> positions(Collection<UUID> users) {
        var positions = new HashMap<UUID, Position>();
        for (UUID userId : users) {
            Position hindmost = hindmost(byUser.getOrDefault(userId, List.of()));
            if (hindmost != null) {
                positions.put(userId, hindmost);
            }
        }
        return positions;
    }

    private static @Nullable Position hindmost(List<Receiver> receivers) {
        Position hindmost = null;
        for (Receiver receiver : receivers) {
            Position position = receiver.position();
            if (position != null && (hindmost == null || position.offset() < hindmost.offset())) {
                hindmost = position;
            }
        }
        return hindmost;
    }

    private record Delivery(Receiver receiver, Publication publication) {}
}
