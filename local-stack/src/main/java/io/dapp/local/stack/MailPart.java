package io.dapp.local.stack;

import io.dapp.local.mail.CaughtMail;
import io.dapp.local.mail.MailCatcher;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The mail catcher inside the supervisor; what it has caught is gone when the platform stops. */
final class MailPart implements Part {
    static final String NAME = "mail";

    private final StackSettings settings;
    private volatile @Nullable MailCatcher catcher;

    MailPart(StackSettings settings) {
        this.settings = settings;
    }

    List<CaughtMail> newestFirst() {
        MailCatcher running = catcher;
        return running == null ? List.of() : running.newestFirst();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Map<String, String> urls() {
        return Map.of("smtp", "smtp://127.0.0.1:" + settings.port(StackPort.MAIL));
    }

    @Override
    public void start() {
        catcher = MailCatcher.start(settings.port(StackPort.MAIL), Clock.systemUTC());
    }

    @Override
    public boolean isAlive() {
        MailCatcher running = catcher;
        return running != null && running.isRunning();
    }

    @Override
    public void stop() {
        MailCatcher running = catcher;
        if (running != null) {
            running.close();
            catcher = null;
        }
    }
}
