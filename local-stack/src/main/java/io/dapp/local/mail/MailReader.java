package io.dapp.local.mail;

import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads subject, text, HTML and links from a mail's bytes (RFC 5322, MIME). */
final class MailReader {
    private static final Pattern LINK = Pattern.compile("https?://[^\\s\"'<>]+");
    private static final int DEEPEST_PART = 8;

    private final Session session = Session.getInstance(new Properties());

    CaughtMail read(Instant receivedAt, String from, List<String> to, byte[] content) {
        try {
            MimeMessage message = new MimeMessage(session, new ByteArrayInputStream(content));
            StringBuilder text = new StringBuilder();
            StringBuilder html = new StringBuilder();
            collect(message, text, html, 0);
            String subject = message.getSubject();
            return new CaughtMail(
                    receivedAt,
                    from,
                    List.copyOf(to),
                    subject == null ? "" : subject,
                    text.toString(),
                    html.toString(),
                    links(text, html));
        } catch (MessagingException | IOException e) {
            throw new UnreadableMailException(e);
        }
    }

    private static void collect(Part part, StringBuilder text, StringBuilder html, int depth)
            throws MessagingException, IOException {
        if (Part.ATTACHMENT.equalsIgnoreCase(part.getDisposition()) || depth > DEEPEST_PART) {
            return;
        }
        if (part.isMimeType("text/plain")) {
            text.append(part.getContent());
        } else if (part.isMimeType("text/html")) {
            html.append(part.getContent());
        } else if (part.getContent() instanceof Multipart parts) {
            for (int i = 0; i < parts.getCount(); i++) {
                BodyPart inner = parts.getBodyPart(i);
                collect(inner, text, html, depth + 1);
            }
        }
    }

    private static List<String> links(StringBuilder text, StringBuilder html) {
        Set<String> links = new LinkedHashSet<>();
        Matcher inText = LINK.matcher(text);
        while (inText.find()) {
            links.add(inText.group().replaceAll("[.,;:!?)\\]]+$", ""));
        }
        Matcher inHtml = LINK.matcher(html);
        while (inHtml.find()) {
            links.add(inHtml.group().replace("&amp;", "&"));
        }
        return List.copyOf(links);
    }
}
