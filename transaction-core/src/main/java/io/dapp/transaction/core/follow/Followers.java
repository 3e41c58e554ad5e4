package io.dapp.transaction.core.follow;

import io.dapp.chain.ChainId;
import java.util.List;
import java.util.Optional;
import org.springframework.context.SmartLifecycle;

/** The followers of a process, one for each configured chain. They start last and end first. */
public final class Followers implements SmartLifecycle, AutoCloseable {
    private final List<Follower> followers;
    private volatile boolean running;

    Followers(List<Follower> followers) {
        this.followers = List.copyOf(followers);
    }

    @Override
    public void start() {
        running = true;
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

    @Override
    public void stop() {
        running = false;
        close();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
