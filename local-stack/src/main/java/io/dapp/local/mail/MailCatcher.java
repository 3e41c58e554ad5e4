package io.dapp.local.mail;

import io.dapp.local.infra.InfrastructureException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.subethamail.smtp.MessageContext;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.server.SMTPServer;

/**
 * An SMTP server on the loopback address that delivers to nobody and keeps the newest mails in memory. Accepts whoever
 * asks, without a password.
 */
public final class MailCatcher implements AutoCloseable {
    private static final int KEPT = 200;
    private static final int LARGEST_BYTES = 1 << 20;
    private static final int CONNECTIONS = 20;
    private static final int TRANSACTION_FAILED = 554;

    private final MailReader reader = new MailReader();
    private final Clock clock;
    private final Deque<CaughtMail> mails = new ArrayDeque<>();
    private final SMTPServer server;

    private MailCatcher(int port, Clock clock) {
        this.clock = clock;
        this.server = SMTPServer.port(port)
                .bindAddress(InetAddress.getLoopbackAddress())
                .hostName("localhost")
                .softwareName("local mail catcher")
                .maxConnections(CONNECTIONS)
                .maxMessageSize(LARGEST_BYTES)
                .messageHandlerFactory(Envelope::new)
                .build();
    }

    /**
     * Listens from here on.
     *
     * @param port where it listens
     * @throws InfrastructureException the port is taken
     */
    public static MailCatcher start(int port, Clock clock) {
        MailCatcher catcher = new MailCatcher(port, clock);
        try {
            catcher.server.start();
        } catch (RuntimeException e) {
            throw new InfrastructureException(
                    "the mail catcher could not be started on port " + port + ": " + e.getMessage(), e);
        }
        return catcher;
    }

    /** The mails it still has, newest first. */
    public synchronized List<CaughtMail> newestFirst() {
        return List.copyOf(mails);
    }

    public boolean isRunning() {
        return server.isRunning();
    }

    @Override
    public void close() {
        server.stop();
    }

    private synchronized void keep(CaughtMail mail) {
        mails.addFirst(mail);
        if (mails.size() > KEPT) {
            mails.removeLast();
        }
    }

    private final class Envelope implements MessageHandler {
        private final List<String> recipients = new ArrayList<>();
        private String sender = "";

        Envelope(MessageContext context) {}

        @Override
        public void from(String from) {
            sender = from;
        }

        @Override
        public void recipient(String recipient) {
            recipients.add(recipient);
        }

        @Override
        public String data(InputStream content) throws IOException, RejectException {
            byte[] bytes = content.readNBytes(LARGEST_BYTES + 1);
            if (bytes.length > LARGEST_BYTES) {
                throw new RejectException(TRANSACTION_FAILED, "larger than " + LARGEST_BYTES + " bytes");
            }
            try {
                keep(reader.read(clock.instant(), sender, recipients, bytes));
            } catch (UnreadableMailException e) {
                RejectException refused = new RejectException(TRANSACTION_FAILED, "not a mail");
                refused.initCause(e);
                throw refused;
            }
            return "kept";
        }

        @Override
        public void done() {
            recipients.clear();
        }
    }
}
