package io.dapp.resource.reading;

import io.dapp.common.problem.CommonError;
import io.dapp.common.problem.FieldError;
import io.dapp.common.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/**
 * Where a page ends: the sort it was made with, the last item's value in it, and its id, which decides between equals.
 * Opaque to callers, and it grants nothing: each page asks again who is asking.
 */
record ListCursor(ListSort sort, String value, UUID id) {

    static ListCursor decode(String text, ListSort sort) {
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8).split("\n", 3);
            if (parts.length == 3 && parts[0].equals(sort.parameter())) {
                ListCursor cursor = new ListCursor(sort, parts[2], UUID.fromString(parts[1]));
                sort.value(cursor.value());
                return cursor;
            }
        } catch (RuntimeException e) {
            // Base64, UUID or time: in each case no cursor of ours.
        }
        throw new ProblemException(
                CommonError.INVALID_REQUEST,
                "The cursor is not one that this list gave.",
                List.of(new FieldError("cursor", "must be the next_cursor of a page with the same sort")));
    }

    String encode() {
        String text = sort.parameter() + "\n" + id + "\n" + value;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
