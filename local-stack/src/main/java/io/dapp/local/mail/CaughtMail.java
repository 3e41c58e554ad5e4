package io.dapp.local.mail;

import java.time.Instant;
import java.util.List;

/**
 * One mail as it was sent.
 *
 * @param to the addresses of the SMTP envelope, blind copies too
 * @param links every http and https address in it, in order, each once
 */
public record CaughtMail(
        Instant receivedAt,
        String from,
        List<String> to,
        String subject,
        String text,
        String html,
        List<String> links) {}
