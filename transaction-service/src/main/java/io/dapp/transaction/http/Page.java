package io.dapp.transaction.http;

import io.dapp.common.problem.CommonError;
import io.dapp.common.problem.FieldError;
import io.dapp.common.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list.
 *
 * @param nextCursor what asks for the next part; null: this is the last
 */
public record Page<T>(List<T> items, @Nullable String nextCursor) {
    /**
     * A page of what was read.
     *
     * @param read one more than {@code limit} where there is a next page
     * @param place what the next page begins after
     */
    public static <R, T> Page<T> of(List<R> read, int limit, Function<R, Object> place, Function<R, T> item) {
        List<R> shown = read.size() > limit ? read.subList(0, limit) : read;
        String next = read.size() > limit ? encode(place.apply(shown.getLast())) : null;
        return new Page<>(shown.stream().map(item).toList(), next);
    }

    /**
     * What a cursor stands for; null without one.
     *
     * @throws ProblemException {@code invalid_request} when this service did not give it
     */
    public static <T> @Nullable T after(@Nullable String cursor, Function<String, T> parse) {
        if (cursor == null) {
            return null;
        }
        try {
            return parse.apply(new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw new ProblemException(
                    CommonError.INVALID_REQUEST,
                    "Some fields are not valid",
                    List.of(new FieldError("cursor", "is not one that this list gave")));
        }
    }

    private static String encode(Object place) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(place.toString().getBytes(StandardCharsets.UTF_8));
    }
}
