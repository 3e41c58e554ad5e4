package io.dapp.resource.writing;

import io.dapp.common.problem.CommonError;
import io.dapp.common.problem.ProblemException;
import io.dapp.resource.record.Resource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ETag;

/** The If-Match of a write (RFC 9110, 13.1.1): the versions it may change. */
record IfMatch(List<ETag> tags) {

    static IfMatch required(@Nullable String header) {
        if (header == null || header.isBlank()) {
            throw new ProblemException(
                    CommonError.PRECONDITION_REQUIRED, "Name the version you have seen: If-Match with its ETag.");
        }
        return new IfMatch(ETag.parse(header));
    }

    /** @throws ProblemException when {@code current} is none of them; a weak tag is none */
    void check(Resource current) {
        ETag actual = ETag.create(current.etag());
        if (tags.stream().noneMatch(tag -> tag.isWildcard() || tag.compare(actual, true))) {
            throw new ProblemException(
                    CommonError.PRECONDITION_FAILED, "The resource is at version " + current.version() + " now.");
        }
    }
}
