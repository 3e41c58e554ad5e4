package io.dapp.resource.writing;

import io.dapp.common.problem.CommonError;
import io.dapp.common.problem.FieldError;
import io.dapp.common.problem.ProblemException;
import io.dapp.resource.record.Draft;
import io.dapp.resource.record.Resource;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validator;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Applies a merge patch to a resource; what comes out has to be as valid as a whole one. */
@Component
class Patcher {
    private final JsonMapper json;
    private final Validator validator;

    Patcher(JsonMapper json, Validator validator) {
        this.json = json;
        this.validator = validator;
    }

    Draft patched(Resource current, JsonNode patch) {
        ResourceBody body = read(MergePatch.apply(json.valueToTree(ResourceBody.of(current)), patch));
        Set<ConstraintViolation<ResourceBody>> violations = validator.validate(body);
        if (!violations.isEmpty()) {
            throw refused(violations.stream()
                    .map(violation -> new FieldError(violation.getPropertyPath().toString(), violation.getMessage()))
                    .sorted(Comparator.comparing(FieldError::field))
                    .toList());
        }
        return body.draft();
    }

    private ResourceBody read(JsonNode patched) {
        try {
            return json.treeToValue(patched, ResourceBody.class);
        } catch (JacksonException e) {
            String field = e.getPath().stream()
                    .map(JacksonException.Reference::getPropertyName)
                    .filter(java.util.Objects::nonNull)
                    .findFirst()
                    .orElse("");
            throw refused(List.of(new FieldError(field, "is not a field of a resource, or not of its type")));
        }
    }

    private static ProblemException refused(List<FieldError> errors) {
        return new ProblemException(CommonError.INVALID_REQUEST, "The patched resource would not be valid.", errors);
    }
}
