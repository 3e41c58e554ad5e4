package io.dapp.local.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;

/** The status as the supervisor last wrote it, checked against the processes that really run. */
public final class StatusFile {
    static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private StatusFile() {}

    public static String toJson(StackStatus status) {
        return JSON.writeValueAsString(status);
    }

    /** The supervisor's process, when one runs. */
    public static Optional<ProcessHandle> supervisor(StackSettings settings) {
        return written(settings).flatMap(status -> {
            Long pid = status.pid();
            Long startedAt = status.processStartedAt();
            return pid == null || startedAt == null
                    ? Optional.empty()
                    : Processes.find(pid, startedAt).filter(process -> Processes.isOurs(process, settings));
        });
    }

    /** What is true now: without a supervisor all that is known to be left is stopped. */
    public static StackStatus read(StackSettings settings) {
        boolean alive = supervisor(settings).isPresent();
        Optional<StackStatus> written = written(settings);
        if (alive && written.isPresent()) {
            return written.get();
        }
        List<Component> components = written.map(StackStatus::components).orElse(List.of()).stream()
                .map(Component::stopped)
                .toList();
        boolean clean = written.map(status -> status.state() == StackStatus.State.STOPPED)
                .orElse(true);
        return new StackStatus(
                clean ? StackStatus.State.STOPPED : StackStatus.State.FAILED,
                null,
                null,
                StackUrls.of(settings),
                null,
                null,
                components);
    }

    private static Optional<StackStatus> written(StackSettings settings) {
        try {
            return Optional.of(JSON.readValue(Files.readString(settings.run("status.json")), StackStatus.class));
        } catch (IOException | JacksonException none) {
            return Optional.empty();
        }
    }
}
