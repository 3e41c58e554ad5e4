package io.dapp.notification.testing;

import io.dapp.notification.NotificationApplication;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.http.client.ReactorResourceFactory;

/** A running gateway. */
public final class Gateway implements AutoCloseable {
    private final ConfigurableApplicationContext context;

    private Gateway(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /** Starts one with short shutdown; {@code settings} as name, value, name, value. */
    public static Gateway start(Surroundings surroundings, String... settings) {
        Map<String, Object> properties = new HashMap<>(surroundings.properties());
        properties.put("dapp.notification.socket.shutdown-spread", "100ms");
        for (int i = 0; i < settings.length; i += 2) {
            properties.put(settings[i], settings[i + 1]);
        }
        SpringApplication application = new SpringApplicationBuilder(NotificationApplication.class).build();
        application.setRegisterShutdownHook(false);
        // Reactor's global event loops end with the first context that closes; each gateway here has its own.
        application.addInitializers(
                starting -> ((GenericApplicationContext) starting).registerBean(ReactorResourceFactory.class, () -> {
                    var own = new ReactorResourceFactory();
                    own.setUseGlobalResources(false);
                    return own;
                }));
        String[] arguments = properties.entrySet().stream()
                .map(property -> "--" + property.getKey() + "=" + property.getValue())
                .toArray(String[]::new);
        return new Gateway(application.run(arguments));
    }

    public URI socketUri() {
        return URI.create("ws://127.0.0.1:" + port("local.server.port") + "/connection/websocket");
    }

    public URI httpUri(String path) {
        return URI.create("http://127.0.0.1:" + port("local.server.port") + path);
    }

    public URI managementUri(String path) {
        return URI.create("http://127.0.0.1:" + port("local.management.port") + path);
    }

    private String port(String name) {
        return Objects.requireNonNull(context.getEnvironment().getProperty(name));
    }

    /** A counter's or gauge's value; 0 before it exists. */
    public double metric(String name, String... tags) {
        var registry = context.getBean(MeterRegistry.class);
        var counter = registry.find(name).tags(tags).counter();
        if (counter != null) {
            return counter.count();
        }
        var gauge = registry.find(name).tags(tags).gauge();
        return gauge == null ? 0 : gauge.value();
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    @Override
    public void close() {
        context.close();
    }
}
