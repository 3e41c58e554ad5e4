package io.dapp.notification.delivery;

import io.dapp.notification.stream.Publication;
import java.util.List;
import org.springframework.stereotype.Component;

/** Tells all pods what has been stored, this one without a detour. */
@Component
public class Broadcast {
    private final Hub hub;
    private final RedisHints hints;

    Broadcast(Hub hub, RedisHints hints) {
        this.hub = hub;
        this.hints = hints;
    }

    /** Only after the commit. May come to nothing anywhere: {@link CatchUp} makes up for it. */
    public void stored(List<Publication> publications) {
        hub.publish(publications);
        hints.send(publications);
    }
}
