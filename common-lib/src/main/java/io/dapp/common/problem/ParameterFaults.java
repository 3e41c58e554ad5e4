package io.dapp.common.problem;

import jakarta.validation.ConstraintViolationException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.TypeMismatchException;
import org.springframework.context.MessageSourceResolvable;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.ClassUtils;
import org.springframework.validation.BindException;
import org.springframework.validation.BindingResult;
import org.springframework.validation.method.MethodValidationResult;
import org.springframework.validation.method.ParameterErrors;
import org.springframework.validation.method.ParameterValidationResult;
import org.springframework.web.bind.MissingRequestHeaderException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.support.WebExchangeBindException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.server.MissingRequestValueException;
import org.springframework.web.server.ServerWebInputException;

/** Fields and parameters that did not pass validation or conversion, named as the caller wrote them. */
final class ParameterFaults {
    private static final boolean SERVLETS =
            ClassUtils.isPresent("jakarta.servlet.ServletException", ParameterFaults.class.getClassLoader());

    private ParameterFaults() {}

    static List<FieldError> in(Throwable failure) {
        return switch (failure) {
            case BindException e -> of(e.getBindingResult());
            case WebExchangeBindException e -> of(e.getBindingResult());
            case MethodValidationResult e ->
                e.getParameterValidationResults().stream()
                        .flatMap(ParameterFaults::of)
                        .toList();
            case ConstraintViolationException e ->
                e.getConstraintViolations().stream()
                        .map(violation -> new FieldError(
                                snake(lastOf(violation.getPropertyPath().toString())), violation.getMessage()))
                        .toList();
            case MethodArgumentTypeMismatchException e -> fault(e.getName(), conversionMessage(e));
            case MissingRequestValueException e -> fault(e.getName(), "is required");
            case ServerWebInputException e
            when e.getCause() instanceof TypeMismatchException mismatch && e.getMethodParameter() != null ->
                fault(nameOf(e.getMethodParameter()), conversionMessage(mismatch));
            default -> SERVLETS ? OfServlets.in(failure) : List.of();
        };
    }

    /** Apart, as these exceptions cannot be loaded where there are no servlets. */
    private static final class OfServlets {
        static List<FieldError> in(Throwable failure) {
            return switch (failure) {
                case MissingServletRequestParameterException e -> fault(e.getParameterName(), "is required");
                case MissingRequestHeaderException e -> fault(e.getHeaderName(), "is required");
                default -> List.of();
            };
        }
    }

    private static List<FieldError> fault(@Nullable String field, String message) {
        return List.of(new FieldError(Objects.requireNonNullElse(field, "parameter"), message));
    }

    private static List<FieldError> of(BindingResult result) {
        return result.getAllErrors().stream()
                .map(error -> error instanceof org.springframework.validation.FieldError field
                        ? new FieldError(snake(field.getField()), message(field))
                        : new FieldError("", message(error)))
                .toList();
    }

    private static Stream<FieldError> of(ParameterValidationResult result) {
        if (result instanceof ParameterErrors errors) {
            return ofBody(errors);
        }
        String name = nameOf(result.getMethodParameter());
        return result.getResolvableErrors().stream().map(error -> new FieldError(name, message(error)));
    }

    private static Stream<FieldError> ofBody(ParameterErrors errors) {
        String index = errors.getContainerIndex() == null ? "" : "[" + errors.getContainerIndex() + "].";
        return errors.getFieldErrors().stream()
                .map(error -> new FieldError(index + snake(error.getField()), message(error)));
    }

    private static String message(MessageSourceResolvable error) {
        return Objects.requireNonNullElse(error.getDefaultMessage(), "is not valid");
    }

    private static String conversionMessage(TypeMismatchException e) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            StackTraceElement[] stack = cause.getStackTrace();
            if (stack.length > 0 && stack[0].getClassName().startsWith("io.dapp.") && cause.getMessage() != null) {
                return cause.getMessage();
            }
        }
        return "is not valid";
    }

    private static String nameOf(MethodParameter parameter) {
        return Stream.of(RequestParam.class, PathVariable.class, RequestHeader.class)
                .map(parameter::getParameterAnnotation)
                .filter(Objects::nonNull)
                .map(annotation -> AnnotationUtils.getValue(annotation, "name"))
                .filter(name -> name instanceof String text && !text.isEmpty())
                .map(Object::toString)
                .findFirst()
                .orElseGet(() -> Objects.requireNonNullElse(parameter.getParameterName(), "parameter"));
    }

    private static String lastOf(String path) {
        return path.substring(path.lastIndexOf('.') + 1);
    }

    private static String snake(String field) {
        return field.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }
}
