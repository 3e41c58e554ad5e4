package io.dapp.notification.socket;

import io.dapp.common.security.ReactiveTokenVerifier;
import io.dapp.common.security.SessionWatch;
import io.dapp.notification.NotificationSettings;
import io.dapp.notification.delivery.CatchUp;
import io.dapp.notification.delivery.Hub;
import java.time.Clock;
import org.springframework.stereotype.Component;

/** What every connection shares; one reference in each instead of seven. */
@Component
record SocketServices(
        ReactiveTokenVerifier tokens,
        SessionWatch sessions,
        Streams streams,
        Hub hub,
        CatchUp catchUp,
        Clock clock,
        SocketMetrics metrics,
        NotificationSettings notification) {

    NotificationSettings.Socket settings() {
        return notification.socket();
    }
}
