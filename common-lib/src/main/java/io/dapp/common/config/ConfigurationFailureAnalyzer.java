package io.dapp.common.config;

import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.context.properties.bind.validation.ValidationErrors;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.Ordered;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;

/** Says which property kept a service from starting. Values are never repeated: they may be secrets. */
final class ConfigurationFailureAnalyzer implements FailureAnalyzer, Ordered {
    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }

    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        String description = null;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String found = describe(cause);
            description = found == null ? description : found;
        }
        return description == null ? null : new FailureAnalysis(description, null, failure);
    }

    private static @Nullable String describe(Throwable cause) {
        return switch (cause) {
            case InvalidConfigurationException e -> named(e.property()) + " " + e.problem();
            case BindValidationException e -> describe(e.getValidationErrors());
            case UnboundConfigurationPropertiesException e ->
                e.getUnboundProperties().stream()
                                .map(property -> named(property.getName().toString()))
                                .collect(Collectors.joining(", "))
                        + " is not known";
            case BindException e -> named(propertyOf(e)) + " " + reasonOf(e);
            // Boot's own class is not public.
            case RuntimeException e
            when e.getClass().getSimpleName().equals("DataSourceBeanCreationException") ->
                named("spring.datasource.url") + " must be set";
            default -> null;
        };
    }

    private static String describe(ValidationErrors errors) {
        return errors.getAllErrors().stream()
                .map(error -> named(propertyOf(errors.getName(), error)) + " " + error.getDefaultMessage())
                .distinct()
                .sorted()
                .collect(Collectors.joining("; "));
    }

    private static String propertyOf(ConfigurationPropertyName prefix, ObjectError error) {
        return error instanceof FieldError field ? prefix + "." + kebab(field.getField()) : prefix.toString();
    }

    private static String propertyOf(BindException e) {
        return e.getProperty() == null
                ? e.getName().toString()
                : e.getProperty().getName().toString();
    }

    /** The innermost message where our own code refused the value, else what was expected of it. */
    private static String reasonOf(BindException e) {
        Throwable innermost = e;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        StackTraceElement[] stack = innermost.getStackTrace();
        boolean ours = stack.length > 0 && stack[0].getClassName().startsWith("io.dapp.");
        return ours && innermost.getMessage() != null
                ? innermost.getMessage()
                : "is not a valid "
                        + e.getTarget().getType().toClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    private static String kebab(String field) {
        return field.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }

    /** The property and the environment variable that sets it. */
    private static String named(String property) {
        if (!ConfigurationPropertyName.isValid(property)) {
            return property;
        }
        return "%s (%s)".formatted(property, environmentVariable(property));
    }

    private static String environmentVariable(String property) {
        ConfigurationPropertyName name = ConfigurationPropertyName.of(property);
        StringBuilder variable = new StringBuilder();
        for (int i = 0; i < name.getNumberOfElements(); i++) {
            variable.append(i == 0 ? "" : "_")
                    .append(name.getElement(i, Form.DASHED).replace('-', '_'));
        }
        return variable.toString().toUpperCase(Locale.ROOT);
    }
}
