package io.dapp.notification.delivery;

import io.dapp.notification.stream.Position;
import io.dapp.notification.stream.Publication;
import io.netty.channel.EventLoop;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One connection of a user. Everything but {@link #position()} is called on its event loop. */
public interface Receiver {
    UUID userId();

    EventLoop eventLoop();

    /** Up to where it has been given its user's stream; null while that is being found out. Any thread may ask. */
    @Nullable
    Position position();

    /** Takes the publication if it is the next one, ignores what it has, and asks for what is missing between. */
    void accept(Publication publication);

    void accept(ChainPush push);

    /** Ends a series of {@code accept}. */
    void flush();

    /** What is missing cannot be had any more: the client has to come back and be told so. */
    void discontinue();
}
