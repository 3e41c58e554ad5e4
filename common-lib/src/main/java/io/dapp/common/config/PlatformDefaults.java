package io.dapp.common.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ClassPathResource;

/** Adds {@code dapp-defaults.yaml} below everything else that configures a service. */
final class PlatformDefaults implements EnvironmentPostProcessor, Ordered {
    private static final String READABLE =
            "%d{HH:mm:ss.SSS} %-5level %-32logger{32} %msg%replace( [%mdc{traceId}]){' \\[\\]', ''}%n";

    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE;
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        environment
                .getPropertySources()
                .addLast(new MapPropertySource(
                        "dapp-log-format", logFormat(environment.getProperty("dapp.log.format", "json"))));
        try {
            for (PropertySource<?> source : new YamlPropertySourceLoader()
                    .load(
                            "dapp-defaults",
                            new ClassPathResource(
                                    "dapp-defaults.yaml", getClass().getClassLoader()))) {
                environment.getPropertySources().addLast(source);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Object> logFormat(String format) {
        Map<String, Object> properties = new HashMap<>();
        switch (format) {
            case "readable" -> properties.put("logging.pattern.console", READABLE);
            case "json" -> {
                properties.put("logging.structured.format.console", "logstash");
                properties.put("logging.structured.json.rename.traceId", "trace_id");
                properties.put("logging.structured.json.rename.spanId", "span_id");
                properties.put("logging.structured.json.exclude", "@version,level_value,tags");
                properties.put("logging.structured.json.add.service", "${spring.application.name:dapp}");
            }
            default ->
                throw new InvalidConfigurationException("dapp.log.format", "must be json or readable, not " + format);
        }
        return properties;
    }
}
