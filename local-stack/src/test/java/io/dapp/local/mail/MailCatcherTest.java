package io.dapp.local.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dapp.local.infra.Ports;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MailCatcherTest {
    private static final Instant NOW = Instant.parse("2030-01-02T03:04:05Z");

    private static final String TEXT = "a text";

    private final int port = Ports.free();
    private MailCatcher catcher;

    @BeforeEach
    void start() {
        catcher = MailCatcher.start(port, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    @AfterEach
    void stop() {
        catcher.close();
    }

    @Test
    void keepsWhatWasSentWithItsLinks() throws Exception {
        MimeBodyPart text = new MimeBodyPart();
        text.setText("Bestätigen: https://app.example/verify?token=a1&x=2.", "UTF-8");
        MimeBodyPart html = new MimeBodyPart();
        html.setContent(
                "<p><a href=\"https://app.example/verify?token=a1&amp;x=2\">hier</a></p>", "text/html; charset=utf-8");
        MimeMultipart both = new MimeMultipart("alternative", text, html);
        send("Grüße", "ada@example.com", both);

        assertThat(catcher.newestFirst()).singleElement().satisfies(mail -> {
            assertThat(mail.receivedAt()).isEqualTo(NOW);
            assertThat(mail.from()).isEqualTo("no-reply@example.com");
            assertThat(mail.to()).containsExactly("ada@example.com");
            assertThat(mail.subject()).isEqualTo("Grüße");
            assertThat(mail.text()).startsWith("Bestätigen:");
            assertThat(mail.html()).contains(">hier<");
            assertThat(mail.links()).containsExactly("https://app.example/verify?token=a1&x=2");
        });
    }

    @Test
    void showsTheNewestFirstAndKeepsABoundedNumber() throws Exception {
        for (int i = 1; i <= 201; i++) {
            send("mail " + i, "ada@example.com", TEXT);
        }
        assertThat(catcher.newestFirst()).hasSize(200);
        assertThat(catcher.newestFirst().getFirst().subject()).isEqualTo("mail 201");
        assertThat(catcher.newestFirst().getLast().subject()).isEqualTo("mail 2");
    }

    @Test
    void refusesAMailThatIsTooLarge() {
        MimeMultipart large = new MimeMultipart();
        assertThatThrownBy(() -> {
                    MimeBodyPart part = new MimeBodyPart();
                    part.setText("x".repeat((1 << 20) + 1));
                    large.addBodyPart(part);
                    send("large", "ada@example.com", large);
                })
                .isInstanceOf(MessagingException.class);
        assertThat(catcher.newestFirst()).isEmpty();
    }

    private void send(String subject, String to, Object content) throws MessagingException {
        Properties smtp = new Properties();
        smtp.put("mail.smtp.host", "127.0.0.1");
        smtp.put("mail.smtp.port", Integer.toString(port));
        MimeMessage message = new MimeMessage(Session.getInstance(smtp));
        message.setFrom(new InternetAddress("no-reply@example.com"));
        message.setRecipient(Message.RecipientType.TO, new InternetAddress(to));
        message.setSubject(subject, "UTF-8");
        if (content instanceof MimeMultipart parts) {
            message.setContent(parts);
        } else {
            message.setText(content.toString(), "UTF-8");
        }
        Transport.send(message);
    }
}
