package io.dapp.transaction.core.follow;

import io.dapp.chain.Chain;
import io.dapp.chain.ChainUnavailableException;
import io.dapp.transaction.core.contract.ContractSettings;
import io.dapp.transaction.core.outside.OutsideSettings;
import io.dapp.transaction.core.testing.CoreParts;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** One process' following as it is, a look at a time: when {@link Follower}'s thread would look, a test says. */
public final class SimulatedFollower {
    private final Chain chain;
    private final CoreParts parts;
    private final FollowSettings settings;
    private final FollowStores stores;
    private final ChainFollowing following;
    private final Set<String> returned = ConcurrentHashMap.newKeySet();
    private volatile @Nullable FollowerLease lease;
    private @Nullable Position position;

    public SimulatedFollower(
            CoreParts parts, FollowSettings settings, ContractSettings contracts, OutsideSettings outside) {
        this.chain = parts.chains().first();
        this.parts = parts;
        this.settings = settings;
        this.stores = new FollowStores(
                parts.jdbc(),
                parts.transactions(),
                parts.outbox(),
                settings,
                contracts,
                outside,
                parts.chains(),
                new SimpleMeterRegistry());
        this.following = new ChainFollowing(chain, stores, settings, parts.kicked(), Runnable::run, () -> {}, () -> {});
    }

    /** A node came back: its pool may be empty. */
    public void returned(String node) {
        returned.add(node);
    }

    /**
     * One round of {@link Follower}'s loop; what ends it there ends it here.
     *
     * @param renews whether it is time to renew the lease
     */
    public void look(boolean renews) {
        FollowerLease held = lease;
        try {
            if (held == null) {
                lease = stores.write(() -> stores.followers()
                                .take(chain.id(), parts.process().id(), settings.lease()))
                        .orElse(null);
            } else {
                lead(held, renews);
            }
        } catch (LeaseLostException e) {
            lease = null;
            position = null;
        } catch (ChainUnavailableException e) {
            // It waits for a node.
        } catch (RuntimeException e) {
            position = null;
            throw e;
        }
    }

    /** Who moves on does not always renew, as that has renewed already. */
    private void lead(FollowerLease held, boolean renews) {
        if (position == null || renews) {
            if (!stores.write(() -> stores.followers().renew(held, settings.lease()))) {
                throw new IllegalStateException("the chain was stopped");
            }
        }
        Position at = position == null ? following.position(held) : position;
        position = at;
        following.noteSubscriptions(held, at);
        for (String node : Set.copyOf(returned)) {
            following.sendAgain(held, node);
            returned.remove(node);
        }
        Optional<Position> next = following.next(held, at, to -> position = to);
        if (next.isPresent()) {
            following.settleUsedNonces(held, next.get());
            following.amongBlocks(held, next.get());
            return;
        }
        following.settleUsedNonces(held, at);
        following.between(held, at);
    }

    /** One beat of {@link Heartbeat}, which goes on beside the looks while this process believes to follow the chain. */
    public void beat() {
        FollowerLease held = lease;
        if (held != null) {
            new Heartbeat(held, stores, settings).beat();
        }
    }

    /** As {@link Follower#fence()}. */
    public Optional<Runnable> fence() {
        FollowerLease held = lease;
        return held == null
                ? Optional.empty()
                : Optional.of(() -> {
                    if (!stores.followers().holds(held)) {
                        throw new LeaseLostException(chain.id());
                    }
                });
    }
}
