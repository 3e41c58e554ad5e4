package io.dapp.transaction.core.follow;

import io.dapp.chain.ChainId;
import java.util.List;
import java.util.Optional;

/** The followers of a process, one for each configured chain. */
public final class Followers implements AutoCloseable {
    private final List<Follower> followers;

    Followers(List<Follower> followers) {
        this.followers = List.copyOf(followers);
    }

    public void start() {
        followers.forEach(Follower::start);
    }

    public Optional<Follower> of(ChainId chain) {
        return followers.stream()
                .filter(follower -> follower.chainId().equals(chain))
                .findFirst();
    }

    @Override
    public void close() {
        followers.forEach(Follower::close);
    }
}
