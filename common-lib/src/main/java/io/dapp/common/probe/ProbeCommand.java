package io.dapp.common.probe;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * {@code java -jar service.jar probe URL...}: asks each URL, a few times where it has to, until it answers 200, and ends.
 * Takes no settings.
 */
public final class ProbeCommand {
    private static final Logger log = LoggerFactory.getLogger(ProbeCommand.class);
    private static final String NAME = "probe";
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int TRIES = 5;

    private ProbeCommand() {}

    /**
     * Runs the command when the first argument asks for it.
     *
     * @return whether it did; then the service is not to be started
     * @throws IllegalArgumentException when no URL is given, or something else
     * @throws IllegalStateException when one of them did not answer 200
     */
    public static boolean ran(String... args) {
        if (args.length == 0 || !args[0].equals(NAME)) {
            return false;
        }
        List<URI> targets = Arrays.stream(args).skip(1).map(URI::create).toList();
        if (targets.isEmpty()) {
            throw new IllegalArgumentException("usage: " + NAME + " URL...");
        }
        try (ConfigurableApplicationContext _ = new SpringApplicationBuilder(Setup.class)
                        .web(WebApplicationType.NONE)
                        .properties("spring.main.log-startup-info=false")
                        .run();
                HttpClient client =
                        HttpClient.newBuilder().connectTimeout(ANSWER_WITHIN).build()) {
            List<URI> silent =
                    targets.stream().filter(target -> !answers(client, target)).toList();
            if (!silent.isEmpty()) {
                throw new IllegalStateException("no answer 200 from " + silent);
            }
        }
        return true;
    }

    private static boolean answers(HttpClient client, URI target) {
        String last = "";
        for (int i = 0; i < TRIES; i++) {
            if (i > 0) {
                pause();
            }
            last = answer(client, target);
            if (last.equals("200")) {
                log.info("{} answers", target);
                return true;
            }
        }
        log.error("{} does not answer 200: {}", target, last);
        return false;
    }

    private static String answer(HttpClient client, URI target) {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(target).timeout(ANSWER_WITHIN).build();
            return Integer.toString(
                    client.send(request, BodyHandlers.discarding()).statusCode());
        } catch (IOException e) {
            return e.toString();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Nothing but logging as every service has it. */
    @Configuration(proxyBeanMethods = false)
    static class Setup {}
}
