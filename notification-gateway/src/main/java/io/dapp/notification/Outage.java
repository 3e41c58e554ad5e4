package io.dapp.notification;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;

/** Something this pod needs and cannot reach: told once when it begins and once when it is over. */
public final class Outage {
    private final Logger log;
    private final String what;
    private final AtomicBoolean lasting = new AtomicBoolean();

    public Outage(Logger log, String what) {
        this.log = log;
        this.what = what;
    }

    public void begun(String reason) {
        if (lasting.compareAndSet(false, true)) {
            log.warn("{} is away, trying again until it is back: {}", what, reason);
        }
    }

    public void over() {
        if (lasting.compareAndSet(true, false)) {
            log.info("{} is back", what);
        }
    }
}
